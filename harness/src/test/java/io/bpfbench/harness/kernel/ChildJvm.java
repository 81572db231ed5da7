// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A Java program of these tests, run in a process of its own so that it can be killed.
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    private ChildJvm(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /// @param prefix words before the command, such as `setpriv --reuid=65534`
    static ChildJvm start(List<String> prefix, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(command(main));
        command.addAll(List.of(arguments));
        return new ChildJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    static List<String> command(Class<?> main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
    }

    /// Reads on until the line stands there.
    void await(String line) throws IOException {
        StringBuilder seen = new StringBuilder();
        String next = out.readLine();
        while (next != null && !next.equals(line)) {
            seen.append(next).append('\n');
            next = out.readLine();
        }
        if (next == null) {
            throw new IOException("the child ended before it said '" + line + "': " + seen);
        }
    }

    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    long pid() {
        return process.pid();
    }

    /// Sends a signal to this child and to nothing else.
    void signal(String name) throws IOException, InterruptedException {
        // The shell's own kill: a bare machine has no other.
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .start()
                .waitFor();
    }

    /// Waits for the end and returns what the child still had to say.
    String finish() throws IOException, InterruptedException {
        String rest = out.lines().collect(Collectors.joining("\n"));
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IOException("the child does not end");
        }
        return rest;
    }

    int exitCode() {
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
