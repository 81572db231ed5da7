// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import io.bpfbench.reports.result.Bucket;
import io.bpfbench.reports.result.Chain;
import io.bpfbench.reports.result.Compiled;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.ProbedObject;
import io.bpfbench.reports.result.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the probe's JSON lines (the protocol stands in `probe-native/README.md`).
final class ProbeMessages {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ProbeMessages() {}

    /// @throws ProbeException when the line is no JSON object
    static JsonNode parse(String line) {
        try {
            JsonNode message = JSON.readTree(line);
            if (message.isObject()) {
                return message;
            }
        } catch (JacksonException notJson) {
            // Falls through to the one sentence below: what the parser disliked does not help a user.
        }
        throw new ProbeException("the probe said something that is not a JSON object: " + line);
    }

    static String type(JsonNode message) {
        return message.path("type").asString("");
    }

    static Ready ready(JsonNode message) {
        List<Ready.Attempt> attempts = new ArrayList<>();
        for (JsonNode attempt : message.path("attempts")) {
            attempts.add(new Ready.Attempt(
                    text(attempt, "attach"),
                    attempt.path("ok").asBoolean(false),
                    attempt.path("error").asString("")));
        }
        List<Program> programs = new ArrayList<>();
        for (JsonNode program : message.path("programs")) {
            programs.add(new Program(
                    text(program, "name"),
                    Math.toIntExact(number(program, "copy")),
                    text(program, "hook"),
                    text(program, "attach"),
                    number(program, "id"),
                    number(program, "jited_bytes"),
                    number(program, "xlated_bytes"),
                    number(program, "load_ns"),
                    optional(program, "verifier_ns"),
                    program.path("in_kallsyms").isBoolean()
                            ? Optional.of(program.path("in_kallsyms").asBoolean())
                            : Optional.empty(),
                    compiled(program.path("compiled")),
                    shape(program)));
        }
        return new Ready(text(message, "attach"), attempts, programs, texts(message.path("warnings")));
    }

    /// The programs of an object that was only looked at.
    static List<ProbedObject.Part> parts(JsonNode message) {
        List<ProbedObject.Part> parts = new ArrayList<>();
        for (JsonNode program : message.path("programs")) {
            parts.add(new ProbedObject.Part(text(program, "name"), text(program, "section"), text(program, "hook")));
        }
        return parts;
    }

    /// What an object that was only looked at may change.
    static List<String> changes(JsonNode message) {
        return texts(message.path("changes"));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asString("")));
        return texts;
    }

    private static Optional<Program.Shape> shape(JsonNode program) {
        return program.has("functions")
                ? Optional.of(new Program.Shape(
                        optional(program, "blindable"), Math.toIntExact(number(program, "functions"))))
                : Optional.empty();
    }

    private static Optional<Compiled> compiled(JsonNode message) {
        return message.isObject()
                ? Optional.of(new Compiled(
                        text(message, "built"),
                        text(message, "tag"),
                        number(message, "instructions"),
                        number(message, "verified_instructions"),
                        number(message, "total_states"),
                        number(message, "peak_states")))
                : Optional.empty();
    }

    static ProbeWindow window(JsonNode message) {
        List<ProbeWindow.Hook> hooks = new ArrayList<>();
        for (JsonNode hook : message.path("hooks")) {
            if (hook.path("role").asString("").equals("destroy")) {
                // It cleans up once a connection: housekeeping, not an event of the traffic.
                continue;
            }
            hooks.add(new ProbeWindow.Hook(
                    text(hook, "hook"),
                    optional(hook, "events"),
                    number(hook, "run_cnt"),
                    number(hook, "run_time_ns"),
                    number(hook, "recursion_misses"),
                    Math.toIntExact(number(hook, "copies_run"))));
        }
        List<Bucket> latency = new ArrayList<>();
        for (JsonNode bucket : message.path("latency").path("buckets")) {
            latency.add(new Bucket(
                    bucket.path(0).asLong(),
                    bucket.path(1).asLong(),
                    bucket.path(2).asLong()));
        }
        // Of the probe's books only this entry is a loss: the others (sends that another send overtook, answers to what
        // was sent
        // before the probe came) are events that it counted and could give no latency.
        long mapFull = message.path("lost").path("map_full").asLong(0);
        Map<String, Long> lost = mapFull == 0 ? Map.of() : Map.of("map_full", mapFull);
        return new ProbeWindow(number(message, "elapsed_ns"), hooks, latency, lost);
    }

    static Chain chain(JsonNode message) {
        return new Chain(number(message, "runs"), number(message, "time_ns"));
    }

    /// As `[[value, times], …]`.
    static Distribution distribution(JsonNode pairs) {
        List<Distribution.Count> counts = new ArrayList<>();
        for (JsonNode pair : pairs) {
            counts.add(
                    new Distribution.Count(pair.path(0).asLong(), pair.path(1).asLong()));
        }
        return new Distribution(counts);
    }

    /// As `12,13,14`.
    static String ids(List<Program> programs) {
        return programs.stream().map(program -> Long.toString(program.id())).collect(Collectors.joining(","));
    }

    private static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (!value.isString()) {
            throw new ProbeException("the probe's message lacks the text '" + field + "': " + object);
        }
        return value.asString();
    }

    private static OptionalLong optional(JsonNode object, String field) {
        return object.has(field) ? OptionalLong.of(number(object, field)) : OptionalLong.empty();
    }

    private static long number(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (!value.isIntegralNumber()) {
            throw new ProbeException("the probe's message lacks the number '" + field + "': " + object);
        }
        return value.asLong();
    }
}
