// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// A running `message-exchange`: both ends of a loopback connection in one thread of another process, which passes
/// messages and says what they took. Not for more than one thread at a time.
public final class MessageExchange implements AutoCloseable {
    private final Conversation child;

    private MessageExchange(Conversation child) {
        this.child = child;
    }

    /// The executable: it is built into the directory of the `latency-probe`, and stands beside it in a guest.
    public static Path beside(Path probe) {
        return probe.resolveSibling("message-exchange");
    }

    /// Starts it; its connection is open, and its first messages, which take more, are through.
    ///
    /// @param binary the `message-exchange` executable
    /// @throws ProbeException when it cannot be started
    public static MessageExchange start(Path binary) {
        return new MessageExchange(Conversation.start("the exchanger of messages", List.of(binary.toString())));
    }

    /// Passes messages and reads what each run of the programs took after each of them, where run statistics are on.
    ///
    /// @param programs whose runs are to be told one by one; with none nothing is read between two messages
    public Passed pass(int messages, List<Program> programs) {
        child.say("pass " + messages + " " + ProbeMessages.ids(programs));
        return passed(child.await("window"), programs);
    }

    /// One round of messages.
    ///
    /// @param interrupted messages that the timer interrupted, or in which the thread left the CPU; in none of the
    /// others
    /// @param elapsedNanos what a message took
    /// @param runs what a run took, for each hook with a run
    public record Passed(long messages, long interrupted, Distribution elapsedNanos, List<MessageWindow.Runs> runs) {
        public Passed {
            runs = List.copyOf(runs);
        }
    }

    static Passed passed(JsonNode message, List<Program> programs) {
        List<MessageWindow.Runs> runs = new ArrayList<>();
        JsonNode told = message.path("programs");
        for (int i = 0; i < told.size(); i++) {
            Distribution nanos = ProbeMessages.distribution(told.get(i).path("runs"));
            long shared = told.get(i).path("shared").asLong(0);
            if (!nanos.isEmpty() || shared > 0) {
                runs.add(new MessageWindow.Runs(
                        programs.get(i).hook(),
                        nanos,
                        shared,
                        OptionalLong.of(told.get(i).path("shared_ns").asLong(0))));
            }
        }
        return new Passed(
                message.path("messages").asLong(0),
                message.path("interrupted").asLong(0),
                ProbeMessages.distribution(message.path("elapsed")),
                runs);
    }

    @Override
    public void close() {
        child.close();
    }
}
