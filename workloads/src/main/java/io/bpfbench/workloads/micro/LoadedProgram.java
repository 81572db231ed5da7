// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.micro;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A micro program, loaded afresh by `micro-programs` under the settings in force and held until this is closed; ready
/// to
/// be run. For one thread.
public final class LoadedProgram implements AutoCloseable {
    /// What every micro program returns that did what it is there for.
    private static final int DONE = 1;

    private static final String READY = "{\"type\":\"ready\"";
    private static final long PAGE = 4096;

    private final Process holder;
    private final String ready;
    private final Arena arena = Arena.ofShared();
    private final BpfCalls calls = new BpfCalls(arena);
    private final int descriptor;
    private final Optional<Ring> ring;

    /// A ring buffer as its reader sees it: the position up to which has been read, and the one up to which has been
    /// written. Both only grow (kernel/bpf/ringbuf.c, `struct bpf_ringbuf`).
    private record Ring(MemorySegment consumer, MemorySegment producer) {
        /// Reads all there is, without looking at it.
        void drain() {
            consumer.set(JAVA_LONG, 0, producer.get(JAVA_LONG, 0));
        }
    }

    private LoadedProgram(Process holder, String ready) {
        this.holder = holder;
        this.ready = ready;
        int id = number(ready, "id").orElseThrow();
        this.descriptor = calls.programById(id);
        if (descriptor < 0) {
            throw new MicroException("cannot take the program with id " + id + ": errno " + -descriptor);
        }
        this.ring = number(ready, "ring_map_id").stream().mapToObj(this::ring).findFirst();
    }

    /// Loads a program.
    ///
    /// @param loader the `micro-programs` executable
    /// @param what its arguments: the program's name, or `--length` and a number
    /// @throws MicroException when it cannot be started or the kernel refuses the program
    public static LoadedProgram load(Path loader, String... what) {
        List<String> command = new ArrayList<>(List.of(loader.toString()));
        command.addAll(List.of(what));
        Process holder;
        try {
            holder = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            throw new MicroException("cannot start " + loader + " (" + missing.getMessage()
                    + "): build it with ./bench or make -C probe-native");
        }
        try {
            return new LoadedProgram(holder, ready(holder));
        } catch (RuntimeException failed) {
            holder.destroyForcibly();
            throw failed;
        }
    }

    /// The `ready` line: what the kernel made of the program (`probe-native/README.md`).
    public String ready() {
        return ready;
    }

    /// How the kernel is to run it.
    ///
    /// @param repeat runs a call, 1 or more
    public TestRunCall repeated(int repeat) {
        return new TestRunCall(TestRun.of(arena, descriptor, repeat));
    }

    /// One system call that runs the program so often.
    public final class TestRunCall {
        private final TestRun run;

        private TestRunCall(TestRun run) {
            this.run = run;
        }

        /// Runs it.
        ///
        /// @throws MicroException when the kernel does not, or when the program says that it did not do its work
        public int run() {
            int result = calls.testRun(run);
            while (result == -BpfCalls.EINTR) {
                result = calls.testRun(run); // a signal for this thread, and what was measured is void
            }
            if (result != 0) {
                throw new MicroException("the kernel does not run the program: errno " + -result
                        + (result == -1 ? " (not permitted: run bench as root)" : ""));
            }
            if (run.returned() != DONE) {
                throw new MicroException(
                        "the program did not do its work: it returned " + run.returned() + " and not " + DONE);
            }
            ring.ifPresent(Ring::drain);
            return run.returned();
        }
    }

    /// Unloads the program.
    @Override
    public void close() {
        calls.close(descriptor);
        arena.close();
        try {
            holder.getOutputStream().close();
            holder.waitFor();
        } catch (IOException gone) {
            holder.destroyForcibly();
        } catch (InterruptedException interrupted) {
            holder.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private Ring ring(int mapId) {
        int map = calls.mapById(mapId);
        if (map < 0) {
            throw new MicroException("cannot take the map with id " + mapId + ": errno " + -map);
        }
        // The reader's page comes first and may be written, the writer's behind it may not.
        Ring pages = new Ring(calls.page(map, 0, PAGE, true), calls.page(map, PAGE, PAGE, false));
        calls.close(map);
        return pages;
    }

    private static String ready(Process holder) {
        List<String> complaints = new ArrayList<>();
        try {
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.startsWith(READY)) {
                    return line;
                }
                complaints.add(line);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        throw new MicroException(complaints.isEmpty() ? "micro-programs ended without a word" : complaints.getLast());
    }

    private static OptionalInt number(String json, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\":(\\d+)").matcher(json);
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }
}
