// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.result.RunEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A rehearsal that ends early goes unnoticed but for slower guests: here it is noticed.
class RehearsalTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void everythingThatAGuestDoesIsRehearsed() throws IOException {
        List<RunEvent> events = new ArrayList<>();
        Rehearsal.run(directory, events::add);
        UserCache.delete(directory.resolve("root")); // with its links to the real /proc
        assertThat(events).noneMatch(RunEvent.Warning.class::isInstance);
        assertThat(events).noneMatch(RunEvent.TrialFailed.class::isInstance);
        assertThat(events.stream().filter(RunEvent.TrialFinished.class::isInstance))
                .hasSize(3);
    }
}
