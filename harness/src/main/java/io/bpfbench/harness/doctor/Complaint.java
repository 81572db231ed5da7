// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import io.bpfbench.harness.kernel.KernelConfig;
import java.util.List;
import java.util.Optional;

/// What the probe said when it could not be loaded or attached, and what is known of it beyond that.
///
/// @param kind the attach kind
/// @param words its first line, without what is the same in all
record Complaint(String kind, String words) {
    /// How the probe begins when no kind works.
    private static final String PREAMBLE = "latency-probe: no way to attach works here: ";

    private static final String OURSELVES = "latency-probe: ";
    private static final String RIGHTS = "CAP_BPF";
    private static final String NOT_STARTED = "cannot start the probe";

    static Complaint of(String message, String kind) {
        String first = message.lines().findFirst().orElse(message);
        return new Complaint(
                kind, first.replace(PREAMBLE, "").replace(kind + ": ", "").replace(OURSELVES, ""));
    }

    /// No, unless it lies with us.
    Answer answer(Optional<KernelConfig> config, String release) {
        if (words.contains(RIGHTS) || words.startsWith(NOT_STARTED)) {
            return new Answer.CannotTell(words, words.contains(RIGHTS));
        }
        String cause =
                config.flatMap(this::missingOption).or(() -> tooOld(release)).orElse("");
        return new Answer.No(cause.isEmpty() ? words : cause + " (" + words + ")");
    }

    /// The option without which this kind cannot work.
    private Optional<String> missingOption(KernelConfig config) {
        List<String> needed = switch (kind) {
            case "fentry" -> List.of("DEBUG_INFO_BTF", "BPF_EVENTS", "DYNAMIC_FTRACE_WITH_DIRECT_CALLS");
            case "kprobe" -> List.of("KPROBES", "BPF_EVENTS");
            default -> List.of("BPF_EVENTS");
        };
        return needed.stream()
                .filter(option -> !config.has(option))
                .map(option -> "the kernel is built without " + option + ", says " + config.source())
                .findFirst();
    }

    /// The tracepoints are of Linux 6.3 (`trace_sock_send_length`, net/socket.c).
    private Optional<String> tooOld(String release) {
        return kind.equals("raw_tp") && KernelVersion.isBefore(release, 6, 3)
                ? Optional.of("the tracepoints sock_send_length and sock_recv_length came with Linux 6.3")
                : Optional.empty();
    }
}
