// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The journal of a micro run: the same stream of [RunEvent]s, begun by a [RunEvent.MicroStarted].
final class MicroJournal {
    private MicroJournal() {}

    /// Whether a journal is of a micro run, by its first line.
    static boolean is(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8).contains("\"type\":\"micro_started\"");
    }

    /// Folds a journal into a record.
    ///
    /// @throws JournalException when it is of another format or damaged before its last line
    static MicroRecord parse(String name, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(text.lines().toList());
        List<String> warnings = new ArrayList<>();
        if (!text.endsWith("\n") && !lines.isEmpty()) {
            warnings.add("the journal's last line is cut off and was left out");
            lines.removeLast();
        }
        if (lines.isEmpty() || !(Journal.decode(lines.getFirst()) instanceof RunEvent.MicroStarted started)) {
            throw new JournalException(name + " is not a journal of bench micro");
        }
        if (!started.schema().equals(Journal.SCHEMA)) {
            throw new JournalException(name + " is of schema " + started.schema() + ", this bpfbench reads "
                    + Journal.SCHEMA + ": use the version that wrote it");
        }
        Optional<RunEvent.GuestReady> guest = Optional.empty();
        Optional<RunEvent.RunFinished> finished = Optional.empty();
        List<RunEvent.Finding> findings = new ArrayList<>();
        List<MicroScore> scores = new ArrayList<>();
        List<MicroLoad> loads = new ArrayList<>();
        String jmh = "";
        for (int i = 1; i < lines.size(); i++) {
            switch (event(name, i + 1, lines.get(i))) {
                case RunEvent.MicroTimed timed -> scores.add(timed.score());
                case RunEvent.MicroLoaded loaded -> loads.add(loaded.load());
                case RunEvent.MicroResults results -> jmh = results.json();
                case RunEvent.GuestReady ready -> guest = Optional.of(ready);
                case RunEvent.Finding finding -> findings.add(finding);
                case RunEvent.Warning warning -> warnings.add(warning.message());
                case RunEvent.RunFinished end -> finished = Optional.of(end);
                case RunEvent.MicroStarted ignored -> throw foreign(name, i + 1);
                case RunEvent.RunStarted ignored -> throw foreign(name, i + 1);
                case RunEvent.GuestAtWork ignored -> {}
                case RunEvent.TrialStarted ignored -> throw foreign(name, i + 1);
                case RunEvent.TrialFinished ignored -> throw foreign(name, i + 1);
                case RunEvent.TrialFailed ignored -> throw foreign(name, i + 1);
                case RunEvent.ProbeCodeSeen ignored -> throw foreign(name, i + 1);
                case RunEvent.ProbeCode ignored -> throw foreign(name, i + 1);
            }
        }
        finished.filter(end -> !end.complete())
                .ifPresent(end -> warnings.add("the run is not complete: " + end.reason()));
        if (finished.isEmpty()) {
            warnings.add("the run did not reach its end");
        }
        return new MicroRecord(
                started,
                guest,
                findings,
                scores,
                loads,
                jmh,
                warnings,
                finished.map(RunEvent.RunFinished::complete).orElse(false));
    }

    private static RunEvent event(String name, int number, String line) {
        try {
            return Journal.decode(line);
        } catch (JournalException damaged) {
            throw new JournalException("line " + number + " of " + name + " is damaged: " + damaged.getMessage());
        }
    }

    private static JournalException foreign(String name, int number) {
        return new JournalException("line " + number + " of " + name + " is of another run: split the file");
    }
}
