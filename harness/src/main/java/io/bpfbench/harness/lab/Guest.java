// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// One guest: QEMU as a child of this process, from its start to its end.
///
/// It cannot outlive this process, however that ends: the kernel kills it (`PR_SET_PDEATHSIG`) when the thread that
/// started it is gone.
final class Guest {
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(100);
    private static final Duration LAST_BREATH = Duration.ofSeconds(10);

    /// Runs under setpriv, so the signal is armed; if our process died before that, the parent is another one now.
    private static final String UNLESS_ORPHANED = "[ \"$PPID\" = \"$0\" ] && exec \"$@\"";

    private final GuestSetup setup;
    private final AtomicReference<Optional<GuestFailure>> verdict = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Process>> running = new AtomicReference<>(Optional.empty());
    private volatile long lastHeardNanos;
    private volatile boolean saidHello;

    Guest(GuestSetup setup) {
        this.setup = setup;
    }

    /// Boots the guest and delivers its records until it ends. To be called once, on a platform thread that does
    /// nothing else meanwhile: the guest dies with the thread.
    ///
    /// @param records is given each complete, non-empty line, on the calling thread; what it throws ends the guest
    /// @throws GuestException when the guest does not come to its own end
    void run(Consumer<String> records) throws GuestException {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a guest lives as long as its platform thread");
        }
        Path complaints = setup.console().resolveSibling(setup.console().getFileName() + ".qemu");
        Process process = start(complaints);
        running.set(Optional.of(process));
        lastHeardNanos = System.nanoTime();
        if (verdict.get().isPresent()) {
            process.destroyForcibly(); // ended before it began
        }
        Thread.ofPlatform().daemon().name("guest-watch").start(() -> watch(process));
        try {
            deliver(process.getInputStream(), records);
            process.waitFor(LAST_BREATH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            end();
        } finally {
            process.destroyForcibly();
            waitFor(process);
            running.set(Optional.empty());
        }
        try {
            judge(process.exitValue(), complaints);
        } finally {
            delete(complaints);
        }
    }

    /// Ends the guest at once; [#run] then throws. Safe from any thread, at any time, more than once.
    void end() {
        end(GuestFailure.Kind.ENDED, "was ended");
    }

    /// CPU time that QEMU has used so far; zero when it does not run.
    Duration cpuTime() {
        return running.get().map(Guest::cpuTime).orElse(Duration.ZERO);
    }

    private static Duration cpuTime(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private Process start(Path complaints) throws GuestException {
        List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
        command.addAll(List.of("/bin/sh", "-c", UNLESS_ORPHANED));
        command.add(Long.toString(ProcessHandle.current().pid()));
        command.addAll(setup.qemu().command(setup));
        try {
            return new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectError(complaints.toFile())
                    .start();
        } catch (IOException failed) {
            throw new GuestException(new GuestFailure(
                    GuestFailure.Kind.EMULATOR, "could not be started: " + failed.getMessage(), List.of()));
        }
    }

    /// Delivers complete lines; one that the guest's end has cut off is no record.
    private void deliver(InputStream from, Consumer<String> records) {
        byte[] buffer = new byte[1 << 16];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                int start = 0;
                for (int i = 0; i < read; i++) {
                    if (buffer[i] == '\n') {
                        line.write(buffer, start, i - start);
                        start = i + 1;
                        heard(line.toString(StandardCharsets.UTF_8), records);
                        line.reset();
                    }
                }
                line.write(buffer, start, read - start);
            }
        } catch (IOException ended) {
            // The stream of a process that was killed may break; why it was killed is known elsewhere.
        }
    }

    private void heard(String line, Consumer<String> records) {
        if (!line.isBlank()) {
            lastHeardNanos = System.nanoTime();
            saidHello = true;
            records.accept(line);
            lastHeardNanos = System.nanoTime();
        }
    }

    private void watch(Process process) {
        try {
            while (!process.waitFor(WATCH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                look(process);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt(); // nobody does; then the guest goes unwatched
        }
    }

    private void look(Process process) {
        Duration silence = Duration.ofNanos(System.nanoTime() - lastHeardNanos);
        if (saidHello) {
            if (silence.compareTo(setup.silenceLimit()) > 0) {
                end(
                        GuestFailure.Kind.SILENT,
                        "said nothing for " + setup.silenceLimit().toSeconds() + " s");
            }
            return;
        }
        HelloLimit limit = setup.helloLimit();
        Duration used = cpuTime(process);
        if (silence.compareTo(limit.elapsed()) > 0) {
            end(
                    GuestFailure.Kind.NO_HELLO,
                    "did not say hello within " + limit.elapsed().toSeconds() + " s");
        } else if (used.compareTo(limit.used()) > 0) {
            end(
                    GuestFailure.Kind.NO_HELLO,
                    "did not say hello within " + limit.used().toSeconds() + " s of CPU time");
        }
    }

    private void end(GuestFailure.Kind kind, String reason) {
        GuestFailure failure =
                new GuestFailure(kind, reason, Console.read(setup.console()).lastLines());
        verdict.updateAndGet(earlier -> earlier.isPresent() ? earlier : Optional.of(failure));
        running.get().ifPresent(Process::destroyForcibly);
    }

    private void judge(int status, Path complaints) throws GuestException {
        Console console = Console.read(setup.console());
        Optional<GuestFailure> ours = verdict.get();
        if (ours.isPresent()) {
            throw new GuestException(ours.get());
        }
        if (console.endedWell() && saidHello) {
            return;
        }
        throw new GuestException(console.failure()
                .orElseGet(() -> new GuestFailure(
                        GuestFailure.Kind.EMULATOR, brokeOff(status, complaints), console.lastLines())));
    }

    private String brokeOff(int status, Path complaints) {
        String said = Console.read(complaints).lines().stream()
                .reduce((first, second) -> second)
                .map(line -> ": " + line)
                .orElse("");
        return (saidHello ? "broke off" : "did not start") + ", QEMU ended with status " + status + said;
    }

    /// Waits for a process that was killed, which takes no time, whatever this thread is asked meanwhile.
    private static void waitFor(Process process) {
        boolean interrupted = Thread.interrupted();
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException ignored) {
            // An empty file more in a directory of logs.
        }
    }
}
