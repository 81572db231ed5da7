// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import io.bpfbench.harness.kernel.Reading;
import io.bpfbench.harness.kernel.Refusal;
import io.bpfbench.harness.kernel.Setting;
import io.bpfbench.harness.kernel.SettingFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The guide's checks 1 to 4: the settings, and whether a program that is loaded now meets them.
final class SettingChecks {
    /// What a program is charged for at least: a page before Linux 5.18, a part of one since, and a page for each
    /// trampoline.
    private static final long PAGE_BYTES = 4096;

    /// So much of the limit in use is worth a word.
    private static final double NEARLY_ALL = 0.8;

    private final Observations seen;

    private SettingChecks(Observations seen) {
        this.seen = seen;
    }

    static List<Check> of(Observations seen) {
        SettingChecks checks = new SettingChecks(seen);
        return List.of(
                new Check(1, "JIT Enable Status", checks.enable()),
                new Check(2, "JIT Hardening", checks.harden()),
                new Check(3, "JIT Memory Limit", checks.limit()),
                new Check(4, "JIT Symbols (kallsyms)", checks.symbols()));
    }

    private List<Line> enable() {
        String id = "jit_enable";
        Optional<String> value = seen.value(Setting.JIT);
        String meaning = value.flatMap(facts(Setting.JIT)::meaning).orElse("");
        List<Line> lines = new ArrayList<>();
        lines.add(
                switch (value.orElse("")) {
                    case "" -> unread(id, "JIT Status", Setting.JIT);
                    case "1" -> Line.good(id, "1", "JIT Status: ENABLED");
                    case "2" ->
                        mend(
                                Setting.JIT,
                                Line.finding(id, "2", "JIT Status: ENABLED as 2: " + meaning, cost(Setting.JIT, "2")));
                    default -> mend(Setting.JIT, Line.finding(id, "0", "JIT Status: DISABLED: " + meaning, ""));
                });
        boolean enabled = value.filter(level -> !level.equals("0")).isPresent();
        seen.loaded().ifPresent(loaded -> lines.add(compiled(loaded, enabled)));
        return lines;
    }

    private static Line compiled(Loaded loaded, boolean enabled) {
        String id = "jit_in_force";
        String what = "A program loaded just now (" + loaded.attach() + ") ";
        if (loaded.nativeBytes() > 0) {
            return Line.good(id, "yes", what + "has " + Words.bytes(loaded.nativeBytes()) + " of native code");
        }
        return enabled
                ? Line.finding(
                        id,
                        "no",
                        what + "is interpreted all the same",
                        "The JIT refused it; the kernel does not say why.")
                : Line.fact(id, "no", what + "is interpreted");
    }

    private List<Line> harden() {
        String id = "jit_harden";
        Optional<String> value = seen.value(Setting.HARDEN);
        if (value.isEmpty()) {
            return List.of(unread(id, "JIT Hardening", Setting.HARDEN));
        }
        if (value.get().equals("0")) {
            return List.of(Line.good(id, "0", "JIT Hardening: DISABLED (best performance)"));
        }
        String meaning = facts(Setting.HARDEN).meaning(value.get()).orElse("");
        Line line = Line.note(
                id,
                value.get(),
                "JIT Hardening: " + value.get() + ": " + meaning,
                cost(Setting.HARDEN, value.get()) + " Where only trusted people load programs, it can go.");
        return List.of(mend(Setting.HARDEN, line, "./bench tune --profile production"));
    }

    private List<Line> limit() {
        String id = "jit_limit";
        Optional<String> value = seen.value(Setting.LIMIT);
        if (value.isEmpty()) {
            return List.of(unread(id, "JIT Memory Limit", Setting.LIMIT));
        }
        long limit = Long.parseLong(value.get());
        String text = "JIT Memory Limit: " + Words.bytes(limit);
        String why = cost(Setting.LIMIT, "");
        long atLeast = programBytes();
        long atMost = Math.max(atLeast, seen.reservedBytes().orElse(0));
        Line line;
        if (limit < PAGE_BYTES) {
            line = mend(Setting.LIMIT, Line.finding(id, value.get(), text + ", no room for a single program", why));
        } else if (limit < atLeast) {
            line = mend(Setting.LIMIT, Line.finding(id, value.get(), text + ", less than what programs take now", why));
        } else if (NEARLY_ALL * limit < atMost) {
            line = mend(Setting.LIMIT, Line.note(id, value.get(), text + ", and nearly all may be in use", why));
        } else {
            line = Line.good(id, value.get(), text);
        }
        return List.of(line, inUse(seen.reservedBytes()));
    }

    /// The length of all compiled code that the kernel tells of: the least that can count against the limit.
    private long programBytes() {
        return seen.survey().map(survey -> survey.programs().nativeBytes()).orElse(0L);
    }

    /// How much counts against the limit is in no file of the kernel: [CodeMemory].
    private Line inUse(OptionalLong reserved) {
        String id = "jit_memory";
        if (reserved.isEmpty()) {
            return seen.toldToRoot(
                    Line.unknown(id, "How much of it is in use cannot be read", "/proc/vmallocinfo is for root."));
        }
        long here = programBytes() + seen.loaded().map(Loaded::nativeBytes).orElse(0L);
        if (reserved.getAsLong() < here) {
            return Line.unknown(
                    id,
                    "How much of it is in use cannot be told",
                    "Programs have " + Words.bytes(here) + " of native code, and /proc/vmallocinfo shows "
                            + Words.bytes(reserved.getAsLong()) + " under the names that are known for it.");
        }
        String least = seen.survey()
                .map(survey -> survey.programs().error().isPresent()
                        ? ""
                        : " (programs: " + Words.bytes(survey.programs().nativeBytes()) + ")")
                .orElse("");
        String most = reserved.getAsLong() == 0 ? "none" : "at most " + Words.bytes(reserved.getAsLong());
        return Line.fact(id, Long.toString(reserved.getAsLong()), "In use: " + most + least);
    }

    private List<Line> symbols() {
        String id = "jit_kallsyms";
        Optional<String> value = seen.value(Setting.KALLSYMS);
        if (value.isEmpty()) {
            return List.of(unread(id, "JIT Symbols", Setting.KALLSYMS));
        }
        boolean hardened =
                seen.value(Setting.HARDEN).filter(level -> !level.equals("0")).isPresent();
        String hidden = hardened ? "Hardening hides them, whatever this says." : "";
        if (!value.get().equals("1")) {
            String meaning = facts(Setting.KALLSYMS).meaning(value.get()).orElse("");
            return List.of(
                    mend(Setting.KALLSYMS, Line.note(id, value.get(), "JIT Symbols: DISABLED: " + meaning, hidden)));
        }
        List<Line> lines = new ArrayList<>();
        lines.add(
                hardened
                        ? Line.note(id, "1", "JIT Symbols: ENABLED, but there are none to see", hidden)
                        : Line.good(id, "1", "JIT Symbols: ENABLED (helpful for debugging/profiling)"));
        seen.loaded().filter(ignored -> !hardened).ifPresent(loaded -> lines.add(named(loaded)));
        return lines;
    }

    private static Line named(Loaded loaded) {
        String id = "jit_named";
        if (loaded.nativeBytes() == 0) {
            return Line.fact(id, "no", "Interpreted programs have no names");
        }
        return loaded.symbol()
                .map(symbol -> Line.good(id, "yes", "The program loaded just now stands there: " + symbol))
                .orElseGet(() -> Line.note(id, "no", "The program loaded just now does not stand there", ""));
    }

    /// A setting that could not be read: because the kernel has no JIT at all, or because we may not.
    private Line unread(String id, String what, Setting setting) {
        if (!(seen.settings().get(setting) instanceof Reading.Unreadable unreadable)) {
            return Line.unknown(id, what + ": not read", "");
        }
        Refusal refusal = unreadable.refusal();
        return switch (refusal.reason()) {
            case NOT_IN_KERNEL ->
                setting == Setting.JIT
                        ? Line.finding(
                                id,
                                "no",
                                what + ": this kernel has none",
                                Words.sentence(refusal.detail()) + " Only another kernel mends that.")
                        : Line.fact(id, "no", what + ": this kernel has no such setting");
            case NO_PERMISSION ->
                seen.toldToRoot(Line.unknown(id, what + ": cannot be read", Words.sentence(refusal.cause())));
            case OTHER_NETWORK_NAMESPACE, READ_ONLY, JIT_ALWAYS_ON, OUT_OF_RANGE, NOT_TAKEN, FAILED ->
                Line.unknown(id, what + ": cannot be read", Words.sentence(refusal.cause()) + place(refusal));
        };
    }

    private static String place(Refusal refusal) {
        return refusal.reason() == Refusal.Reason.OTHER_NETWORK_NAMESPACE
                ? " " + Words.sentence(refusal.detail()) + " Run bench outside the container."
                : "";
    }

    /// With the command that gives the setting its good value.
    private Line mend(Setting setting, Line line) {
        return seen.hasRemedy(setting)
                ? mend(setting, line, "sysctl -w " + setting.sysctl() + "=" + Observations.REMEDIES.get(setting))
                : line.explained("After a boot it is what this kernel has room for.");
    }

    /// With a command that changes the setting, unless the kernel is known not to let it.
    private Line mend(Setting setting, Line line, String command) {
        Optional<Refusal> obstacle = Optional.ofNullable(seen.inTheWay().get(setting))
                .filter(refusal -> seen.root() || refusal.reason() != Refusal.Reason.NO_PERMISSION);
        if (obstacle.isPresent()) {
            return line.explained(Words.sentence(obstacle.get().fact()));
        }
        return line.mendedBy(seen.command(command));
    }

    private static SettingFacts facts(Setting setting) {
        return SettingFacts.of(setting);
    }

    private static String cost(Setting setting, String level) {
        return facts(setting).cost(level).orElse("");
    }
}
