// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// What the kernel tells without loading anything: its own types, the programs that are loaded, and those that are
/// attached already where the probe would be. `latency-probe --survey` asks it.
///
/// @param btf what of the kernel's types could be read
/// @param programs what of the loaded programs could be read
/// @param attached programs at the probe's hooks
/// @param somewhere programs behind a kprobe or a perf event of which the kernel does not tell the function
/// @param errors what could not be read of what is attached, a sentence each
public record Survey(Btf btf, Programs programs, List<Place> attached, List<Place> somewhere, List<String> errors) {
    /// It takes a fraction of a second, and under an emulator some seconds.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public Survey {
        attached = List.copyOf(attached);
        somewhere = List.copyOf(somewhere);
        errors = List.copyOf(errors);
    }

    /// @param error why they could not be read, such as `ENOENT`
    /// @param types how many there are
    /// @param functions those of the probe's functions that they describe
    public record Btf(Optional<String> error, long types, List<String> functions) {
        public Btf {
            functions = List.copyOf(functions);
        }
    }

    /// Programs with an id: all but the classic filters of sockets and of seccomp.
    ///
    /// @param error why they could not be read, such as `EPERM`
    /// @param nativeBytes length of their compiled code
    public record Programs(Optional<String> error, long count, long nativeBytes) {}

    /// Where a program is attached.
    ///
    /// @param hook function or tracepoint; empty where the kernel does not tell
    /// @param kind such as `fentry` or `kprobe`
    /// @param program its id
    /// @param name its name
    /// @param pid of a process that holds it; none was seen when it is pinned, or the process is out of sight
    /// @param process that process's name
    public record Place(String hook, String kind, long program, String name, OptionalLong pid, String process) {}

    /// @param binary the `latency-probe` executable
    /// @throws ProbeException when it cannot be started or heard, or does not end
    public static Survey take(Path binary) {
        try {
            Process process = new ProcessBuilder(binary.toString(), "--survey")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).exceptionally(late -> {
                process.destroyForcibly();
                return process;
            });
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new ProbeException(
                        said.isEmpty()
                                ? "the survey of what is attached was broken off; it may take " + PATIENCE.toSeconds()
                                        + " seconds"
                                : said);
            }
            return of(ProbeMessages.parse(said));
        } catch (IOException missing) {
            throw new ProbeException("cannot start the probe at " + binary + " (" + missing.getMessage()
                    + "): build it with ./bench or make -C probe-native");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProbeException("interrupted while waiting for the probe");
        }
    }

    private static Survey of(JsonNode message) {
        JsonNode btf = message.path("btf");
        JsonNode programs = message.path("programs");
        return new Survey(
                new Btf(error(btf), btf.path("types").asLong(0), strings(btf.path("functions"))),
                new Programs(
                        error(programs),
                        programs.path("count").asLong(0),
                        programs.path("jited_bytes").asLong(0)),
                places(message.path("attached")),
                places(message.path("somewhere")),
                strings(message.path("errors")));
    }

    private static Optional<String> error(JsonNode part) {
        return part.path("error").asStringOpt();
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static List<Place> places(JsonNode array) {
        List<Place> places = new ArrayList<>();
        for (JsonNode place : array) {
            places.add(new Place(
                    place.path("hook").asString(""),
                    place.path("kind").asString(),
                    place.path("program").asLong(),
                    place.path("name").asString(""),
                    place.path("pid").asLongOpt(),
                    place.path("process").asString("")));
        }
        return places;
    }
}
