// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Trigger;
import io.bpfbench.reports.result.TriggerWindow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A running `trigger-runner`: another process that runs the trigger again and again and says what each run took. The
/// command that runs ends with it. Not for more than one thread at a time.
public final class TriggerRunner implements AutoCloseable {
    private static final int NOT_FOUND = 127;

    private final Conversation child;
    private final Trigger trigger;

    private TriggerRunner(Conversation child, Trigger trigger) {
        this.child = child;
        this.trigger = trigger;
    }

    /// The executable: it is built into the directory of the `latency-probe`, and stands beside it in a guest.
    public static Path beside(Path probe) {
        return probe.resolveSibling("trigger-runner");
    }

    /// @param binary the `trigger-runner` executable
    /// @param trigger its first word is the path of a program
    /// @throws ProbeException when it cannot be started
    public static TriggerRunner start(Path binary, Trigger trigger) {
        List<String> command = new ArrayList<>(List.of(binary.toString(), Long.toString(trigger.limitNanos())));
        command.addAll(trigger.command());
        return new TriggerRunner(Conversation.start("the runner of the trigger", command), trigger);
    }

    /// Runs the trigger once for nothing, and then so often.
    ///
    /// @param programs whose runs are counted, where run statistics are on
    /// @throws ProbeException when a run failed: it could not be started, did not end with exit code 0, or took too
    ///     long
    public Ran run(int runs, List<Program> programs) {
        child.say("run " + runs + " " + ProbeMessages.ids(programs));
        JsonNode message = child.await("window", "failed");
        if (ProbeMessages.type(message).equals("failed")) {
            throw new ProbeException("the trigger, " + trigger.text() + ", " + failure(message) + lastLine(message));
        }
        List<TriggerWindow.Events> events = new ArrayList<>();
        JsonNode told = message.path("programs");
        for (int i = 0; i < told.size(); i++) {
            events.add(new TriggerWindow.Events(
                    programs.get(i).hook(),
                    ProbeMessages.distribution(told.get(i).path("events")),
                    told.get(i).path("nanos").asLong()));
        }
        return new Ran(
                ProbeMessages.distribution(message.path("elapsed")),
                ProbeMessages.distribution(message.path("cpu")),
                events);
    }

    /// What some runs took, and the events of each.
    public record Ran(Distribution elapsedNanos, Distribution cpuNanos, List<TriggerWindow.Events> events) {
        public Ran {
            events = List.copyOf(events);
        }
    }

    private static String failure(JsonNode message) {
        if (message.has("error")) {
            return "cannot be run: " + message.path("error").asString("");
        }
        if (message.has("limit_ns")) {
            return "did not end within --trigger-limit "
                    + message.path("limit_ns").asLong() / 1_000_000_000.0 + ", and was ended";
        }
        if (message.has("signal")) {
            return "was ended by signal " + message.path("signal").asLong() + " ("
                    + message.path("signal_name").asString("") + ")";
        }
        long code = message.path("code").asLong();
        long strays = message.path("strays").asLong(0);
        if (code == 0 && strays > 0) {
            return "left " + strays + (strays == 1 ? " process" : " processes")
                    + " behind in a process group of their own, which have been ended: a trigger stays in the"
                    + " foreground";
        }
        return "ended with exit code " + code
                + (code == NOT_FOUND
                        ? " (a shell's for a command that it does not find; into"
                                + " a guest of the lab bring one with --file NAME=FILE)"
                        : "");
    }

    private static String lastLine(JsonNode message) {
        return message.path("said")
                .asString("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((earlier, later) -> later)
                .map(line -> "; the last that it said: " + line)
                .orElse("");
    }

    @Override
    public void close() {
        child.close();
    }
}
