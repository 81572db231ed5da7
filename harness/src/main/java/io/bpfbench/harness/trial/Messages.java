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

    /// With the kernel's figures of the undisturbed runs alone in place of those of all. A program of others may well
    /// run
    /// several times a message, of which the kernel tells the sum alone: then all its runs count.
    @Override
    public ProbeWindow attributed(ProbeWindow measured, ProbeWindow all, MessageWindow counted) {
        List<ProbeWindow.Hook> hooks = all.hooks().stream()
                .map(hook -> counted.runs().stream()
                        .filter(each -> each.hook().equals(hook.hook()))
                        .findFirst()
                        .map(runs -> runs.shared() > 0 && !measured.counted() ? hook : undisturbed(hook, runs.nanos()))
                        .orElseGet(() -> undisturbed(hook, Distribution.EMPTY)))
                .toList();
        return new ProbeWindow(all.elapsedNanos(), hooks, all.latency(), all.lost());
    }

    private static ProbeWindow.Hook undisturbed(ProbeWindow.Hook hook, Distribution runs) {
        Distribution whole = runs.withoutRounding();
        return new ProbeWindow.Hook(
                hook.hook(), hook.events(), whole.total(), whole.sum(), hook.recursionMisses(), hook.copiesRun());
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
