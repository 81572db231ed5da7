// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.inspect.ProgramReader;
import io.bpfbench.harness.kernel.KernelException;
import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.Machine;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.harness.run.Experiment;
import io.bpfbench.harness.run.Plan;
import io.bpfbench.harness.run.Preset;
import io.bpfbench.harness.run.RunException;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.result.RunEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// A whole small run, without rights and on files of its own making, for the JVM to learn which classes a guest needs
/// and have them ready: a guest's virtual processor would take a hundred times as long. Runs on this machine, once.
///
/// The settings are plain files, and in place of the probe stands a script that speaks its protocol and loads nothing.
/// Nothing that is seen here is kept but the classes. When it does not come to its end, a guest is slower to begin.
final class Rehearsal {
    private static final Duration WINDOW = Duration.ofMillis(300);
    private static final double RATE_PER_SECOND = 20_000;
    private static final List<String> SHOWN =
            List.of("self", "thread-self", "stat", "timer_list", "cpuinfo", "meminfo");

    private static final String READY = """
            {"type":"ready","variant":"latency","pid":1,"attach":"fentry","copies":1,\
            "attempts":[{"attach":"kprobe","ok":false,"error":"none"},{"attach":"fentry","ok":true}],\
            "programs":[{"name":"send","hook":"tcp_sendmsg","role":"send","copy":1,"attach":"fentry","id":12,\
            "jited_bytes":304,"xlated_bytes":520,"load_ns":306188,"verifier_ns":251000}]}""";
    private static final String INTERVAL = """
            {"type":"interval","mark":"x","variant":"latency","copies":1,"elapsed_ns":1000219122,"stats_on":true,\
            "hooks":[{"hook":"tcp_sendmsg","role":"send","events":2000,"events_per_second":1999.562,\
            "run_cnt":2000,"run_time_ns":442596,"recursion_misses":0,"copies_run":1}],\
            "latency":{"unit":"ns","count":1999,"sum_ns":12127580,"max_ns":55342,"buckets":[[5760,5888,869]]},\
            "lost":{"map_full":0,"unmatched":1,"coalesced":0,"no_data":0,"closed":1}}""";

    private static final String PROGRAM = """
            {"id":12,"program_type":"tracing","name":"send","tag":"00","loaded_at_ns":0,"uid":0,"jited_bytes":0,\
            "xlated_bytes":8,"verified_instructions":1,"runs":0,"run_time_ns":0,"recursion_misses":0,"maps":[],\
            "attached":[],"hidden":false,"xlated":"9500000000000000","functions":[],"calls":[]}""";

    private Rehearsal() {}

    /// @param arguments an empty directory to work in
    public static void main(String[] arguments) throws IOException {
        run(Path.of(arguments[0]), Rehearsal::say);
    }

    /// @param directory an empty one
    static void run(Path directory, Consumer<RunEvent> events) throws IOException {
        events.accept(new RunEvent.GuestReady(0, 0, new Machine(Path.of("/")).read()));
        Path root = machine(directory);
        Path probe = probe(directory.resolve("probe"));
        Plan plan = Plan.fromJson(plan().toJson());
        try (MachineLock lock = MachineLock.ofGuest(root);
                SettingsLease lease = SettingsLease.open(lock)) {
            new Experiment(plan, new KernelFiles(root), lease, probe, events)
                    .run(ProbeSpec.latency(plan.design().attach()));
            lease.notices().forEach(notice -> events.accept(new RunEvent.Warning(notice)));
        } catch (RunException | KernelException failed) {
            events.accept(new RunEvent.Warning("the rehearsal ended early: " + failed.getMessage()));
        }
    }

    /// A root directory with settings that can be written and the rest of `/proc` as it is here.
    private static Path machine(Path directory) throws IOException {
        Path root = directory.resolve("root");
        Path settings = Files.createDirectories(root.resolve("proc/sys/net/core"));
        Files.writeString(settings.resolve("bpf_jit_enable"), "1\n");
        Files.writeString(settings.resolve("bpf_jit_harden"), "0\n");
        Files.writeString(settings.resolve("bpf_jit_kallsyms"), "1\n");
        Files.writeString(settings.resolve("bpf_jit_limit"), "528482304\n");
        for (String name : SHOWN) {
            Files.createSymbolicLink(root.resolve("proc/" + name), Path.of("/proc/" + name));
        }
        String pid = Long.toString(ProcessHandle.current().pid());
        Files.createSymbolicLink(root.resolve("proc/" + pid), Path.of("/proc/" + pid));
        Files.createDirectories(root.resolve("run"));
        return root;
    }

    private static Path probe(Path file) throws IOException {
        Files.writeString(file, """
                #!/bin/sh
                echo '%s'
                while read command rest; do
                    case $command in
                        stats) echo '{"type":"ok","command":"stats"}' ;;
                        *) echo '%s' ;;
                    esac
                done
                """.formatted(READY, INTERVAL));
        Path reader = ProgramReader.beside(file).binary();
        Files.writeString(reader, """
                #!/bin/sh
                echo '%s'
                """.formatted(PROGRAM));
        Files.setPosixFilePermissions(reader, PosixFilePermissions.fromString("rwx------"));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static Plan plan() {
        Preset.Load spread = Preset.load(Clock.INSTRUCTIONS);
        List<Cell> cells = List.of(
                new Cell(List.of(new Level("jit", "1"), new Level("harden", "0"))),
                new Cell(List.of(new Level("jit", "1"), new Level("harden", "2"))));
        long window = WINDOW.toNanos();
        Design design = new Design(
                cells,
                1,
                "rehearsal",
                new HttpTraffic(
                        4 * window,
                        window,
                        window,
                        RATE_PER_SECOND,
                        spread.connections(),
                        spread.pipeline(),
                        spread.wakeUp().toNanos(),
                        ""),
                "auto");
        return new Plan(
                design,
                List.of(
                        new Slot(1, 1, cells.getLast()),
                        new Slot(1, 2, new Baseline(1)),
                        new Slot(2, 1, cells.getFirst())));
    }

    private static void say(RunEvent event) {
        String line = Journal.encode(event);
        Journal.decode(line);
        System.out.println(line);
    }
}
