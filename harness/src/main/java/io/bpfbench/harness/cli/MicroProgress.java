// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.render.TerminalTable;
import io.bpfbench.reports.result.MicroDesign;
import io.bpfbench.reports.result.MicroScore;
import io.bpfbench.reports.result.RunEvent;
import java.util.Locale;
import java.util.function.Consumer;

/// Tells a person how far a micro run is.
final class MicroProgress implements Consumer<RunEvent> {
    private final LiveLine line;
    private final MicroDesign design;
    private int rounds;
    private int timed;

    MicroProgress(LiveLine line, MicroDesign design) {
        this.line = line;
        this.design = design;
    }

    @Override
    public void accept(RunEvent event) {
        switch (event) {
            case RunEvent.Finding finding ->
                TerminalTable.warning(finding.toString()).forEach(line::say);
            case RunEvent.Warning warning ->
                TerminalTable.warning(warning.message()).forEach(line::say);
            case RunEvent.GuestReady guest ->
                line.say(String.format(
                        Locale.ROOT,
                        "the guest is at work after %.1f s: Linux %s",
                        guest.bootSeconds(),
                        guest.environment().kernel()));
            case RunEvent.MicroTimed score -> timed(score.score());
            case RunEvent.MicroStarted ignored -> {}
            case RunEvent.MicroLoaded ignored -> {}
            case RunEvent.MicroResults ignored -> line.clear();
            case RunEvent.RunStarted ignored -> {}
            case RunEvent.GuestAtWork ignored -> {}
            case RunEvent.TrialStarted ignored -> {}
            case RunEvent.TrialFinished ignored -> {}
            case RunEvent.TrialFailed ignored -> {}
            case RunEvent.ProbeCodeSeen ignored -> {}
            case RunEvent.ProbeCode ignored -> {}
            case RunEvent.RunFinished ignored -> {}
        }
    }

    private void timed(MicroScore score) {
        timed++;
        if (score.round() > rounds) {
            rounds = score.round();
            line.say("round " + rounds + " of " + design.rounds() + ": "
                    + design.programs().size() + " programs in "
                    + design.cells().size() + (design.cells().size() == 1 ? " cell" : " cells"));
        }
        line.show(String.format(
                Locale.ROOT,
                "%d of %d  %s  %s",
                timed,
                design.rounds() * design.cells().size() * (design.programs().size() + 1),
                score.cell().label(),
                score.loaded().name()));
    }
}
