// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.tune;

import io.bpfbench.harness.kernel.Reading;
import io.bpfbench.harness.kernel.Setting;
import java.util.Optional;

/// A setting now and under a profile.
///
/// @param then empty when the profile leaves it as it is
public record Change(Setting setting, Reading now, Optional<String> then) {
    /// Whether there is anything to do, as far as the value now can be read.
    public boolean needed() {
        return then.isPresent() && !then.equals(value());
    }

    /// The value now; empty when it cannot be read.
    public Optional<String> value() {
        return switch (now) {
            case Reading.Value value -> Optional.of(value.text());
            case Reading.Unreadable ignored -> Optional.empty();
        };
    }
}
