// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.ProbedObject;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.Trigger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whether two runs measured the same thing in the same way, so that a difference between them is the change's.
final class Comparability {
    /// Parts of the traffic that are its length, not its kind, and what does not change it. All others are its kind,
    /// also those that come later.
    private static final Set<String> LENGTHS =
            Set.of("maxWarmUpNanos", "measurementNanos", "attributionNanos", "messages", "runs", "limitNanos", "files");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Comparison base;
    private final Comparison changed;
    private final List<ChangeRules.Across> across;

    Comparability(Comparison base, Comparison changed, List<ChangeRules.Across> across) {
        this.base = base;
        this.changed = changed;
        this.across = across;
    }

    /// @throws ComparisonException naming the first thing in which they differ
    void require() {
        RunEvent.RunStarted one = base.record().started();
        RunEvent.RunStarted two = changed.record().started();
        same("clock", word(one.clock()), word(two.clock()), "");
        same("place", word(one.place()), word(two.place()), "");
        load(one.design(), two.design());
        object(one.design().object(), two.design().object());
        if (one.design().object().isEmpty()
                && !base.attachKinds().isEmpty()
                && !changed.attachKinds().isEmpty()) {
            same(
                    "attach kind",
                    String.join(", ", base.attachKinds()),
                    String.join(", ", changed.attachKinds()),
                    "; name one with bench run --attach");
        }
        same(
                "architecture",
                base.environment().architecture(),
                changed.environment().architecture(),
                "");
        if (!across.contains(ChangeRules.Across.KERNEL)) {
            same(
                    "kernel",
                    base.environment().kernel(),
                    changed.environment().kernel(),
                    "; to compare kernels, say --across kernel");
        }
        if (!across.contains(ChangeRules.Across.CPU)) {
            String hint = "; to compare machines, say --across cpu";
            same(
                    "number of CPUs",
                    "" + base.environment().cpus(),
                    "" + changed.environment().cpus(),
                    hint);
            if (one.clock() == Clock.WALL) {
                same("CPU", base.environment().cpuModel(), changed.environment().cpuModel(), hint);
            }
        }
        if (cells().isEmpty()) {
            throw new ComparisonException("the two runs cannot be compared, they have no cell in common: BASE has "
                    + labels(base.cells()) + ", NEW has " + labels(changed.cells()));
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void load(Design one, Design two) {
        same("load", one.traffic().word(), two.traffic().word(), "");
        if (one.traffic() instanceof Trigger first && two.traffic() instanceof Trigger second) {
            same("trigger", first.text(), second.text(), "");
            return;
        }
        JsonNode first = traffic(one);
        JsonNode second = traffic(two);
        for (String part : first.propertyNames()) {
            if (!LENGTHS.contains(part)) {
                same("load (" + part + ")", text(first, part), text(second, part), "");
            }
        }
    }

    /// Two builds of one probe are what a user compares; they have programs in common.
    private static void object(Optional<ProbedObject> one, Optional<ProbedObject> two) {
        if (one.isEmpty() || two.isEmpty()) {
            same("probe", probe(one), probe(two), "");
        } else if (Collections.disjoint(names(one.get()), names(two.get()))) {
            throw new ComparisonException("the two runs cannot be compared, for no program is in both of their objects:"
                    + " BASE has " + String.join(", ", names(one.get())) + " of "
                    + one.get().name() + ", NEW has "
                    + String.join(", ", names(two.get())) + " of " + two.get().name());
        }
    }

    private static String probe(Optional<ProbedObject> object) {
        return object.map(ProbedObject::name).orElse("the latency probe");
    }

    private static List<String> names(ProbedObject object) {
        return object.programs().stream().map(ProbedObject.Part::name).toList();
    }

    /// What changed of an object, where there is one.
    private static void objects(Design one, Design two, List<String> notes) {
        one.object()
                .ifPresent(before -> two.object().ifPresent(after -> {
                    if (!before.sha256().equals(after.sha256())) {
                        notes.add("the object is another one: BASE has " + before.described() + ", NEW has "
                                + after.described());
                    }
                    List<String> gone = new ArrayList<>(names(before));
                    gone.removeAll(names(after));
                    List<String> come = new ArrayList<>(names(after));
                    come.removeAll(names(before));
                    if (!gone.isEmpty() || !come.isEmpty()) {
                        notes.add("programs are not the same: only BASE has " + listed(gone) + ", only NEW has "
                                + listed(come));
                    }
                    moved(before, after).forEach(notes::add);
                }));
    }

    private static Stream<String> moved(ProbedObject before, ProbedObject after) {
        return before.programs().stream()
                .flatMap(old -> after.programs().stream()
                        .filter(now -> now.name().equals(old.name()))
                        .filter(now -> !now.section().equals(old.section()))
                        .map(now -> old.name() + " is attached elsewhere: BASE has it in " + old.section() + ", NEW in "
                                + now.section()));
    }

    /// Whether the same programs stand in the same places, so that a mean over all of them is one of the same things.
    boolean samePrograms() {
        return programs(base).equals(programs(changed));
    }

    private static Set<List<String>> programs(Comparison run) {
        return run.record().started().design().object().stream()
                .flatMap(object -> object.programs().stream())
                .map(part -> List.of(part.name(), part.section()))
                .collect(Collectors.toSet());
    }

    private static String listed(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    /// The traffic's parts by name, out of the wrapper that names its kind.
    private static JsonNode traffic(Design design) {
        JsonNode wrapped = JSON.valueToTree(design).path("traffic");
        return wrapped.path(design.traffic().word());
    }

    private static String text(JsonNode traffic, String part) {
        String text = traffic.path(part).asString("");
        return text.isEmpty() ? "none" : text;
    }

    private static void same(String what, String one, String two, String hint) {
        if (!one.equals(two)) {
            throw new ComparisonException("the two runs cannot be compared, for their " + what + " differs: BASE has "
                    + one + ", NEW has " + two + hint);
        }
    }

    /// The cells of both runs, in the order of the first.
    List<Cell> cells() {
        return base.cells().stream().filter(changed.cells()::contains).toList();
    }

    /// One sentence for each thing that differs and does not forbid comparing.
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        RunEvent.RunStarted one = base.record().started();
        RunEvent.RunStarted two = changed.record().started();
        if (one.equals(two)) {
            notes.add("BASE and NEW are the same run: nothing can be learned from setting it against itself");
        }
        objects(one.design(), two.design(), notes);
        alone("BASE", base.cells(), changed.cells(), notes);
        alone("NEW", changed.cells(), base.cells(), notes);
        if (!windows(one.design()).equals(windows(two.design()))) {
            notes.add("the windows differ in length (presets " + one.design().preset() + " and "
                    + two.design().preset() + "): " + onLength(one.design()));
        }
        if (!one.version().equals(two.version())) {
            notes.add("measured by different versions of bpfbench: " + one.version() + " and " + two.version());
        }
        own("BASE", base, notes);
        own("NEW", changed, notes);
        return notes;
    }

    private static List<Long> windows(Design design) {
        return switch (design.traffic()) {
            case HttpTraffic http -> List.of(http.measurementNanos(), http.attributionNanos());
            case PingPong messages -> List.of((long) messages.messages());
            case Trigger trigger -> List.of((long) trigger.runs());
        };
    }

    private static String onLength(Design design) {
        return switch (design.traffic()) {
            case HttpTraffic ignored -> "high percentiles depend on it a little";
            case PingPong ignored -> "what happens once in many messages may be in one and not in the other";
            case Trigger ignored -> "medians of fewer runs vary more";
        };
    }

    private static void alone(String name, List<Cell> cells, List<Cell> others, List<String> notes) {
        List<Cell> alone = cells.stream().filter(cell -> !others.contains(cell)).toList();
        if (!alone.isEmpty()) {
            notes.add("only in " + name + ", so not compared: " + labels(alone));
        }
    }

    private static void own(String name, Comparison run, List<String> notes) {
        if (!run.record().complete()) {
            notes.add(name + " did not reach its end");
        }
        if (!run.voids().isEmpty()) {
            notes.add(name + " has void trials (" + run.voids().size() + "): see its own report");
        }
    }

    private static String labels(List<Cell> cells) {
        return cells.isEmpty() ? "none" : cells.stream().map(Cell::label).collect(Collectors.joining(", "));
    }
}
