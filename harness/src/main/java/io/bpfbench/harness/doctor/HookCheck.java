// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import io.bpfbench.harness.probe.Survey;
import io.bpfbench.harness.probe.Survey.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is attached already where the probe would be: every program there runs at every event.
final class HookCheck {
    private static final String ID = "attached";
    private static final String COST = "Each of them runs at every event, and is paid for in every figure.";

    private HookCheck() {}

    static Check of(Observations seen) {
        List<Line> lines = seen.survey()
                .map(survey -> lines(survey, seen))
                .orElseGet(() -> List.of(
                        Line.unknown(ID, "Programs at the hooks: cannot tell", Words.sentence(seen.notSurveyed()))));
        return new Check(0, "Programs at the Probe's Hooks", lines);
    }

    private static List<Line> lines(Survey survey, Observations seen) {
        List<Line> lines = new ArrayList<>();
        byHook(survey.attached())
                .forEach((hook, places) -> lines.add(Line.note(
                        ID + "." + hook,
                        Integer.toString(places.size()),
                        hook + ": " + places.stream().map(HookCheck::words).collect(Collectors.joining("; ")),
                        "")));
        if (!lines.isEmpty()) {
            Line last = lines.removeLast();
            lines.add(new Line(last.id(), last.mark(), last.value(), last.text(), COST, Optional.empty()));
        }
        if (!survey.somewhere().isEmpty()) {
            lines.add(Line.unknown(
                    ID + ".somewhere",
                    "At a function that the kernel does not tell: "
                            + survey.somewhere().stream().map(HookCheck::words).collect(Collectors.joining("; ")),
                    "Linux tells since 6.6; before that, only of a perf event that a process holds."));
        }
        if (!survey.errors().isEmpty()) {
            Line line = Line.unknown(
                    ID, "Not all that is attached could be read", String.join("; ", survey.errors()) + ".");
            boolean rightsLack =
                    survey.errors().stream().anyMatch(error -> error.contains("EPERM") || error.contains("EACCES"));
            lines.add(rightsLack ? seen.toldToRoot(line) : line);
        }
        return lines.isEmpty()
                ? List.of(Line.good(ID, "0", "Nothing is attached to the probe's functions and tracepoints"))
                : lines;
    }

    private static Map<String, List<Place>> byHook(List<Place> attached) {
        Map<String, List<Place>> byHook = new LinkedHashMap<>();
        attached.forEach(place -> byHook.computeIfAbsent(place.hook(), ignored -> new ArrayList<>())
                .add(place));
        return byHook;
    }

    /// Such as `send_raw_tp (raw_tp, id 26452, by latency-probe 21080)`.
    private static String words(Place place) {
        String by = place.pid().isPresent()
                ? ", by " + place.process() + " " + place.pid().getAsLong()
                : "";
        return place.name() + " (" + place.kind() + ", id " + place.program() + by + ")";
    }
}
