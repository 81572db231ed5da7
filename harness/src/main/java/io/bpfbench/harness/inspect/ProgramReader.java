// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import io.bpfbench.harness.probe.ProbeException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks the kernel about loaded programs, by the `program-reader` executable (its lines stand in
/// `probe-native/README.md`). Root only.
///
/// @param binary the executable
public record ProgramReader(Path binary) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// The reader that stands beside the probe.
    public static ProgramReader beside(Path probe) {
        return new ProgramReader(probe.resolveSibling("program-reader"));
    }

    /// Every loaded program, without its code.
    ///
    /// @param countSeconds for how long run statistics are held on before; 0 for not at all
    /// @throws ProbeException when the kernel does not show them
    public List<LoadedProgram> list(double countSeconds) {
        return read(List.of("list", seconds(countSeconds)));
    }

    /// One program with its code.
    ///
    /// @throws ProbeException when there is none with this id, or the kernel does not show it
    public LoadedProgram show(long id, double countSeconds) {
        return parse(said(List.of("show", Long.toString(id), seconds(countSeconds))));
    }

    /// What is read of one program, for another machine to put into words.
    ///
    /// @throws ProbeException as [#show(long, double)]
    public String line(long id) {
        return said(List.of("show", Long.toString(id))).strip();
    }

    /// The programs of an object file, or one of them, loaded under the settings now in force and gone again on return.
    /// They are not attached.
    ///
    /// @throws ProbeException when they cannot be loaded
    public List<LoadedProgram> load(Path object, Optional<String> name) {
        List<String> arguments = new ArrayList<>(List.of("load", object.toString()));
        name.ifPresent(arguments::add);
        return read(arguments);
    }

    private static String seconds(double seconds) {
        return BigDecimal.valueOf(seconds).toPlainString();
    }

    private List<LoadedProgram> read(List<String> arguments) {
        return said(arguments).lines().map(ProgramReader::parse).toList();
    }

    private String said(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException missing) {
            throw new ProbeException("cannot start the reader of programs at " + binary + " (" + missing.getMessage()
                    + "): build it with ./bench or make -C probe-native");
        }
        try {
            process.getOutputStream().close();
            // What it says in error is one sentence, which a pipe holds; so the two are read one after the other.
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String complaint = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new ProbeException(
                        complaint.isEmpty()
                                ? "the reader of programs broke off"
                                : complaint.replace("program-reader: ", ""));
            }
            return said;
        } catch (IOException gone) {
            throw new ProbeException("the reader of programs broke off (" + gone.getMessage() + ")");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProbeException("interrupted while reading programs");
        } finally {
            process.destroyForcibly();
        }
    }

    static LoadedProgram parse(String line) {
        try {
            return program(JSON.readTree(line));
        } catch (JacksonException foreign) {
            throw new ProbeException("the reader of programs said something that is no JSON: " + line);
        }
    }

    private static LoadedProgram program(JsonNode node) {
        List<Long> maps = new ArrayList<>();
        node.path("maps").forEach(map -> maps.add(map.asLong()));
        List<String> attached = new ArrayList<>();
        node.path("attached").forEach(place -> attached.add(place.asString()));
        return new LoadedProgram(
                number(node, "id"),
                node.path("program_type").asString(),
                node.path("name").asString(),
                node.path("tag").asString(),
                Instant.ofEpochSecond(0, number(node, "loaded_at_ns")),
                number(node, "uid"),
                number(node, "jited_bytes"),
                number(node, "xlated_bytes"),
                number(node, "verified_instructions"),
                number(node, "runs"),
                number(node, "run_time_ns"),
                maps,
                attached,
                node.has("counted_seconds")
                        ? OptionalDouble.of(node.path("counted_seconds").asDouble())
                        : OptionalDouble.empty(),
                optional(node, "load_ns"),
                optional(node, "verifier_ns"),
                node.has("xlated") ? Optional.of(code(node)) : Optional.empty());
    }

    private static LoadedCode code(JsonNode node) {
        List<LoadedCode.Function> functions = new ArrayList<>();
        for (JsonNode function : node.path("functions")) {
            functions.add(new LoadedCode.Function(
                    function.path("address").asString(),
                    function.path("kallsyms").asString(),
                    function.path("jited").asString()));
        }
        List<LoadedCode.Call> calls = new ArrayList<>();
        for (JsonNode call : node.path("calls")) {
            calls.add(new LoadedCode.Call(
                    call.path("name").asString(),
                    number(call, "distance"),
                    call.path("address").asString()));
        }
        return new LoadedCode(
                node.path("hidden").asBoolean(), node.path("xlated").asString(), functions, calls);
    }

    private static OptionalLong optional(JsonNode node, String field) {
        return node.has(field) ? OptionalLong.of(number(node, field)) : OptionalLong.empty();
    }

    private static long number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber()) {
            throw new ProbeException("the reader of programs lacks the number '" + field + "': " + node);
        }
        return value.asLong();
    }
}
