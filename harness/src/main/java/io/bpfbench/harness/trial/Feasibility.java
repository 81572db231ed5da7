// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.kernel.Refusal;
import io.bpfbench.harness.kernel.SettingRefusedException;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.probe.LatencyProbe;
import io.bpfbench.harness.probe.OwnObject;
import io.bpfbench.harness.probe.ProbeException;
import io.bpfbench.harness.probe.ProbeObject;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.harness.probe.Ready;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.RunEvent.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which cells this machine can run, and by which attach kind: found by really applying the settings and really
/// loading and attaching the probe under them.
///
/// Cells that name no attach kind share one, so the choice is made once, over all of them: the first kind that works in
/// every cell, else the one that works in most. Cells that name one are tried by it, and so is an object of others,
/// whose sections do.
///
/// @param cells the cells that can be run, in table order
/// @param usual the probe of every cell that says nothing of it, by the attach kind chosen
/// @param findings what cannot be had, and why
/// @param words what the probe said beside its reason where no cell can be run, such as the verifier's last lines;
///     empty when that was all
public record Feasibility(List<Cell> cells, ProbeSpec usual, List<Finding> findings, String words) {
    private static final List<String> KINDS = List.of("fentry", "kprobe", "raw_tp");

    /// How the probe begins when no kind works; a finding about one kind says as much by itself.
    private static final String PREAMBLE = "latency-probe: no way to attach works here: ";

    /// How it begins when a program itself is refused.
    private static final Pattern REFUSAL = Pattern.compile("^(object-probe: )?the (verifier|kernel) refuses ");

    public Feasibility {
        cells = List.copyOf(cells);
        findings = List.copyOf(findings);
    }

    /// Tries every cell. The settings are left as the last cell had them: the caller holds the lease that restores
    /// them.
    ///
    /// @param wanted the probe, by an attach kind or `auto`
    public static Feasibility check(List<Cell> cells, ProbeSpec wanted, SettingsLease lease, Path probe) {
        List<Finding> findings = new ArrayList<>();
        List<Cell> settable = settable(compiled(cells, probe, findings), lease, findings);
        return switch (wanted.source()) {
            case ProbeSpec.Source.Own(OwnObject object) -> own(object, settable, wanted, lease, probe, findings);
            case ProbeSpec.Source.Inside() -> attached(settable, wanted, lease, probe, findings);
            case ProbeSpec.Source.Compiled ignored -> attached(settable, wanted, lease, probe, findings);
        };
    }

    private static Feasibility own(
            OwnObject object,
            List<Cell> settable,
            ProbeSpec wanted,
            SettingsLease lease,
            Path probe,
            List<Finding> findings) {
        Set<String> warnings = new LinkedHashSet<>();
        Map<Cell, String> complaints =
                complaints(settable, wanted, lease, probe, ready -> warnings.addAll(ready.warnings()));
        List<Cell> left = without(complaints, settable);
        List<String> reasons = complaints.values().stream()
                .map(Feasibility::sentence)
                .distinct()
                .toList();
        if (left.isEmpty() && reasons.size() == 1) {
            // Nothing of the cells: it is the object.
            findings.add(new Finding(object.what().name(), "unavailable", reasons.getFirst()));
        } else {
            complaints.forEach((cell, complaint) -> findings.add(
                    new Finding(cell.label(), "unavailable", lacking(cell, left, complaint) + sentence(complaint))));
        }
        warnings.forEach(warning -> findings.add(new Finding(object.what().name(), "is not read", warning)));
        String words = left.isEmpty()
                ? complaints.values().stream()
                        .findFirst()
                        .map(Feasibility::below)
                        .orElse("")
                : "";
        return new Feasibility(left, wanted, findings, words);
    }

    private static String sentence(String complaint) {
        return complaint.lines().findFirst().orElse(complaint).replace("object-probe: ", "");
    }

    private static String below(String complaint) {
        return complaint.lines().skip(1).collect(Collectors.joining("\n"));
    }

    /// The interpreter lacks what the same program has elsewhere: kernel functions, callbacks, tail calls out of
    /// functions (kernel/bpf/verifier.c). What does not attach, or finds no memory, fails for another reason.
    static String lacking(Cell cell, List<Cell> left, String complaint) {
        return interpreted(cell)
                        && REFUSAL.matcher(complaint).find()
                        && left.stream().anyMatch(other -> !interpreted(other))
                ? "the interpreter cannot run it: "
                : "";
    }

    private static boolean interpreted(Cell cell) {
        return cell.value("jit").equals(Optional.of("0"));
    }

    private static Feasibility attached(
            List<Cell> settable, ProbeSpec wanted, SettingsLease lease, Path probe, List<Finding> findings) {
        List<Cell> named = settable.stream()
                .filter(cell -> CellSettings.of(cell).attach().isPresent())
                .toList();
        if (!named.isEmpty()) {
            // The dimension gives a kind to every cell.
            Map<Cell, String> complaints = complaints(named, wanted, lease, probe, ignored -> {});
            complaints.forEach((cell, complaint) -> findings.add(new Finding(cell.label(), "unavailable", complaint)));
            return new Feasibility(without(complaints, named), wanted, findings, "");
        }
        List<Cell> best = List.of();
        ProbeSpec usual = wanted;
        for (String kind : wanted.attach().equals("auto") ? KINDS : List.of(wanted.attach())) {
            if (best.size() == settable.size()) {
                break;
            }
            Map<Cell, String> complaints = complaints(settable, wanted.by(kind), lease, probe, ignored -> {});
            if (!complaints.isEmpty()) {
                String where = complaints.size() == settable.size() ? "" : " in " + labels(complaints);
                findings.add(new Finding(
                        "attach=" + kind,
                        "unavailable" + where,
                        complaints.values().iterator().next()));
            }
            if (settable.size() - complaints.size() > best.size()) {
                best = without(complaints, settable);
                usual = wanted.by(kind);
            }
        }
        return new Feasibility(best, usual, findings, "");
    }

    private static List<Cell> without(Map<Cell, String> complaints, List<Cell> cells) {
        return cells.stream().filter(cell -> !complaints.containsKey(cell)).toList();
    }

    private static List<Cell> compiled(List<Cell> cells, Path probe, List<Finding> findings) {
        List<Cell> compiled = new ArrayList<>();
        for (Cell cell : cells) {
            ProbeObject.of(cell)
                    .flatMap(object -> object.obstacle(probe))
                    .ifPresentOrElse(
                            why -> findings.add(new Finding(cell.label(), "unavailable", why)),
                            () -> compiled.add(cell));
        }
        return compiled;
    }

    private static List<Cell> settable(List<Cell> cells, SettingsLease lease, List<Finding> findings) {
        List<Cell> settable = new ArrayList<>();
        for (Cell cell : cells) {
            try {
                CellSettings.of(cell).apply(lease);
                settable.add(cell);
            } catch (SettingRefusedException refused) {
                Refusal refusal = refused.refusal();
                findings.add(new Finding(cell.label(), "unavailable", refusal.cause() + " (" + refusal.advice() + ")"));
            }
        }
        return settable;
    }

    /// What the probe says in each cell in which it does not load and attach.
    ///
    /// @param loaded is told what it says where it does
    private static Map<Cell, String> complaints(
            List<Cell> cells, ProbeSpec usual, SettingsLease lease, Path probe, Consumer<Ready> loaded) {
        Map<Cell, String> complaints = new LinkedHashMap<>();
        for (Cell cell : cells) {
            CellSettings wanted = CellSettings.of(cell);
            wanted.apply(lease);
            ProbeSpec spec = wanted.probe(usual);
            try {
                LatencyProbe started = LatencyProbe.start(probe, spec);
                loaded.accept(started.ready());
                started.end();
            } catch (ProbeException refused) {
                complaints.put(cell, refused.getMessage().replace(PREAMBLE + spec.attach() + ": ", ""));
            }
        }
        return complaints;
    }

    private static String labels(Map<Cell, String> complaints) {
        return String.join(", ", complaints.keySet().stream().map(Cell::label).toList());
    }
}
