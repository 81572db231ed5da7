// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.probe.MessageExchange;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.PingPongFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.TrafficFigures;
import java.nio.file.Path;
import java.util.List;

/// The exact lane's messages, on one connection.
record Messages(PingPong traffic, MessageExchange exchange) implements Exercise<MessageWindow> {
    /// @param probe the `latency-probe` executable, with `message-exchange` beside it
    static Messages start(PingPong traffic, Path probe) {
        return new Messages(traffic, MessageExchange.start(MessageExchange.beside(probe)));
    }

    @Override
    public MessageWindow uncounted(Stage stage) {
        MessageExchange.Passed passed = exchange.pass(traffic.messages(), List.of());
        return new MessageWindow(stage, passed.messages(), passed.interrupted(), passed.elapsedNanos(), List.of());
    }

    /// Reading the kernel's figures between two messages leaves caches colder, so what a message takes is told by
    /// a round without it.
    @Override
    public MessageWindow counted(Stage stage, List<Program> programs) {
        MessageExchange.Passed whole = exchange.pass(traffic.messages(), List.of());
        MessageExchange.Passed read = exchange.pass(traffic.messages(), programs);
        return new MessageWindow(
                stage,
                whole.messages() + read.messages(),
                whole.interrupted() + read.interrupted(),
                whole.elapsedNanos(),
                read.runs());
    }

    @Override
    public ProbeWindow attributed(ProbeWindow measured, ProbeWindow all, MessageWindow counted) {
        return undisturbed(all, counted, !measured.counted());
    }

    /// With the kernel's figures of the runs in undisturbed messages in place of those of all.
    ///
    /// @param several whether runs of messages with more than one count as well. Those of the latency probe are other
    ///     TCP traffic's; a program of others may run several times a message of its own accord, and all programs are
    ///     weighed by what they did in the same messages
    static ProbeWindow undisturbed(ProbeWindow all, MessageWindow counted, boolean several) {
        List<ProbeWindow.Hook> hooks = all.hooks().stream()
                .map(hook -> undisturbed(hook, counted.runs(), several))
                .toList();
        return new ProbeWindow(all.elapsedNanos(), hooks, all.latency(), all.lost());
    }

    private static ProbeWindow.Hook undisturbed(
            ProbeWindow.Hook hook, List<MessageWindow.Runs> counted, boolean several) {
        long count = 0;
        long nanos = 0;
        for (MessageWindow.Runs runs : counted) {
            if (runs.hook().equals(hook.hook())) {
                Distribution once = runs.nanos().withoutRounding();
                count += once.total() + (several ? runs.shared() : 0);
                nanos += once.sum() + (several ? runs.sharedNanos().orElse(0) : 0);
            }
        }
        return new ProbeWindow.Hook(hook.hook(), hook.events(), count, nanos, hook.recursionMisses(), hook.copiesRun());
    }

    @Override
    public TrafficFigures figures(List<MessageWindow> windows, double stealShare) {
        return new PingPongFigures(windows, stealShare);
    }

    @Override
    public void close() {
        exchange.close();
    }
}
