// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.Trigger;
import java.util.function.Consumer;

/// Ends a run that would measure nothing: of an object of which no program ran in any trial of the first block.
final class IdleObject implements Consumer<RunEvent> {
    private final String object;
    private final Consumer<RunEvent> next;
    private int block;
    private boolean idle;
    private boolean ran;

    private IdleObject(String object, Consumer<RunEvent> next) {
        this.object = object;
        this.next = next;
    }

    /// Passes a run's events on, and looks at them where the load might never reach the programs. A trigger need not:
    /// what its runs take is a figure too.
    ///
    /// @throws RunException from `accept`, when the second block begins
    static Consumer<RunEvent> watching(Design design, Consumer<RunEvent> events) {
        return design.object().isEmpty() || design.traffic() instanceof Trigger
                ? events
                : new IdleObject(design.object().get().name(), events);
    }

    @Override
    public void accept(RunEvent event) {
        if (event instanceof RunEvent.TrialStarted started) {
            begin(started.block());
        }
        if (event instanceof RunEvent.TrialFinished finished) {
            finished.trial().probe().ifPresent(this::look);
        }
        next.accept(event);
    }

    private void begin(int number) {
        if (block != 0 && number != block && idle && !ran) {
            throw new RunException("no program of " + object + " ran in the first block of trials: choose a --trigger"
                    + " that does what they look at");
        }
        block = number;
    }

    private void look(ProbeFigures figures) {
        boolean any = figures.attributed().hooks().stream()
                .mapToLong(ProbeWindow.Hook::runCount)
                .anyMatch(runs -> runs > 0);
        idle |= !any;
        ran |= any;
    }
}
