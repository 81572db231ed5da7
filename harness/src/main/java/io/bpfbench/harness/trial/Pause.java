// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import java.time.Duration;

/// Waiting for a window to pass.
final class Pause {
    private Pause() {}

    /// @throws TrialException when the thread is interrupted
    static void of(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TrialException("the trial was interrupted");
        }
    }
}
