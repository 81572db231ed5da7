// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/// The journal's format: one [RunEvent] a line as JSON, first a [RunEvent.RunStarted].
///
/// A line counts once its newline is there. A run that was cut off in the middle of a line loses that line only, and
/// reading says so.
public final class Journal {
    /// Name and version of the format. A reader refuses any other.
    public static final String SCHEMA = "bpfbench/run/1";

    /// What an earlier version did not write yet, and what can be missing anyway, is empty; all else must be there.
    private static final JacksonAnnotationIntrospector REQUIRED = new JacksonAnnotationIntrospector() {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            return !member.getRawType().getSimpleName().startsWith("Optional");
        }
    };

    private static final JsonMapper JSON = JsonMapper.builder()
            .annotationIntrospector(REQUIRED)
            .addModule(new RecordConstructors())
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /// So many bytes are looked through for lines at once.
    private static final int PIECE = 1 << 20;

    private Journal() {}

    /// One event as one line, without the newline.
    public static String encode(RunEvent event) {
        return JSON.writerFor(RunEvent.class).writeValueAsString(event);
    }

    /// The event of one line.
    ///
    /// @throws JournalException when the line is not an event of this format
    public static RunEvent decode(String line) {
        try {
            return JSON.readValue(line, RunEvent.class);
        } catch (JacksonException foreign) {
            throw new JournalException(noEvent(foreign, line));
        }
    }

    private static String noEvent(JacksonException foreign, String line) {
        return "this is not a bpfbench event (" + foreign.getOriginalMessage() + "): " + head(line);
    }

    /// Reads a journal, from wherever [JournalText#read(Path)] finds one, and folds it into a record.
    ///
    /// @throws JournalException when the file is missing, unreadable, of another format or damaged before its last
    /// line
    public static RunRecord read(Path file) {
        return JournalText.read(file).record();
    }

    /// @param name where the bytes came from, for messages; it never gets into a report
    static RunRecord parse(String name, byte[] bytes) {
        Span journal = Span.whole(bytes);
        if (journal.isEmpty()) {
            throw new JournalException(name + " holds no complete line: the run ended before it began; run it again");
        }
        List<String> warnings = new ArrayList<>();
        if (journal.end() < bytes.length) {
            // Without the name: the same journal makes the same report wherever it stands.
            warnings.add("the journal's last line is cut off and was left out: "
                    + head(new Span(journal.end(), bytes.length).text(bytes)));
        }
        Span head = journal.first(1, bytes);
        Fold fold = new Fold(name, started(name, head.text(bytes)), warnings);
        // Most of the time goes into this. What is folded, and which damage is told of, is the first by line all the
        // same.
        List<Read> read = new Span(head.end(), journal.end())
                .pieces(PIECE, bytes).parallelStream()
                        .flatMap(piece -> piece.pieces(1, bytes).stream())
                        .map(line -> line.read(bytes))
                        .toList();
        for (int i = 0; i < read.size(); i++) {
            switch (read.get(i)) {
                case Whole whole -> fold.add(whole.event());
                case Damaged damaged ->
                    throw new JournalException("line " + (i + 2) + " of " + name + " is damaged: " + damaged.why());
            }
        }
        return fold.record();
    }

    /// Whole lines of a journal: where they begin, and where the next one does.
    private record Span(int start, int end) {
        /// All that are there.
        static Span whole(byte[] bytes) {
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            return new Span(0, end);
        }

        boolean isEmpty() {
            return start == end;
        }

        /// As many lines from the first on as it takes for so many bytes.
        Span first(int leastBytes, byte[] bytes) {
            int next = start + Math.min(end - start, leastBytes);
            while (next < end && bytes[next - 1] != '\n') {
                next++;
            }
            return new Span(start, next);
        }

        List<Span> pieces(int leastBytes, byte[] bytes) {
            List<Span> pieces = new ArrayList<>();
            Span rest = this;
            while (!rest.isEmpty()) {
                Span piece = rest.first(leastBytes, bytes);
                pieces.add(piece);
                rest = new Span(piece.end(), end);
            }
            return pieces;
        }

        String text(byte[] bytes) {
            return new String(bytes, start, end - start, StandardCharsets.UTF_8).strip();
        }

        Read read(byte[] bytes) {
            try {
                return new Whole(JSON.readValue(bytes, start, end - start, RunEvent.class));
            } catch (JacksonException foreign) {
                return new Damaged(noEvent(foreign, text(bytes)));
            }
        }
    }

    private sealed interface Read {}

    private record Whole(RunEvent event) implements Read {}

    private record Damaged(String why) implements Read {}

    private static RunEvent.RunStarted started(String name, String line) {
        RunEvent first;
        try {
            first = decode(line);
        } catch (JournalException foreign) {
            // Another version's head need not have the same fields.
            refuseOtherSchema(name, schemaOf(line));
            throw new JournalException(name + " is not a journal of bpfbench: " + foreign.getMessage());
        }
        if (first instanceof RunEvent.MicroStarted) {
            throw new JournalException(name + " is of bench micro, which has no trials: bench report shows it");
        }
        if (!(first instanceof RunEvent.RunStarted started)) {
            throw new JournalException(
                    name + " does not begin with run_started: its head is missing, so nothing in it can be placed");
        }
        refuseOtherSchema(name, started.schema());
        if (started.place() == Place.HOST && started.clock() == Clock.INSTRUCTIONS) {
            throw new JournalException(name + " says that the host ran on the instruction clock, which only the lab"
                    + " has: its figures have no unit; run it again");
        }
        return started;
    }

    /// What a line of JSON names as its schema; ours when it names none.
    private static String schemaOf(String line) {
        try {
            JsonNode schema = JSON.readTree(line).path("schema");
            return schema.isString() ? schema.asString() : SCHEMA;
        } catch (JacksonException foreign) {
            return SCHEMA;
        }
    }

    private static void refuseOtherSchema(String name, String schema) {
        if (!schema.equals(SCHEMA)) {
            throw new JournalException(name + " is of schema " + head(schema) + ", this bpfbench reads " + SCHEMA
                    + ": use the version that wrote it");
        }
    }

    private static String head(String line) {
        return line.length() <= 80 ? line : line.substring(0, 80) + "…";
    }

    /// Collects events into the lists of a [RunRecord].
    private static final class Fold {
        private final String name;
        private final RunEvent.RunStarted started;
        private final List<RunEvent.GuestReady> guests = new ArrayList<>();
        private final List<RunEvent.Finding> findings = new ArrayList<>();
        private final List<RunEvent.TrialStarted> begun = new ArrayList<>();
        private final List<Trial> trials = new ArrayList<>();
        private final List<RunEvent.TrialFailed> failures = new ArrayList<>();
        private final List<RunEvent.ProbeCode> codes = new ArrayList<>();
        private final List<String> warnings;
        private Optional<RunEvent.RunFinished> finished = Optional.empty();

        Fold(String name, RunEvent.RunStarted started, List<String> warnings) {
            this.name = name;
            this.started = started;
            this.warnings = warnings;
        }

        void add(RunEvent event) {
            switch (event) {
                case RunEvent.RunStarted again ->
                    throw new JournalException(name + " holds two runs (" + started.startedAt() + " and "
                            + again.startedAt() + "): their figures are never averaged; split the file");
                case RunEvent.GuestReady guest -> add(guest);
                case RunEvent.Finding finding -> {
                    // A resumed run finds the same again.
                    if (!findings.contains(finding)) {
                        findings.add(finding);
                    }
                }
                case RunEvent.MicroStarted ignored -> throw foreign();
                case RunEvent.MicroTimed ignored -> throw foreign();
                case RunEvent.MicroLoaded ignored -> throw foreign();
                case RunEvent.MicroResults ignored -> throw foreign();
                case RunEvent.GuestAtWork ignored -> {}
                case RunEvent.TrialStarted trial -> begun.add(trial);
                case RunEvent.TrialFinished done -> trials.add(done.trial());
                case RunEvent.TrialFailed failure -> failures.add(failure);
                case RunEvent.ProbeCodeSeen ignored -> {}
                case RunEvent.ProbeCode code -> codes.add(code);
                case RunEvent.Warning warning -> warnings.add(warning.message());
                case RunEvent.RunFinished end -> finished = Optional.of(end);
            }
        }

        private JournalException foreign() {
            return new JournalException(name + " holds figures of bench micro among trials: split the file");
        }

        private void add(RunEvent.GuestReady guest) {
            if (started.place() == Place.HOST) {
                throw new JournalException(name + " is of a run on the host and holds guest " + guest.guest()
                        + " of a lab: figures of two places are never averaged; split the file");
            }
            String kernel = guest.environment().kernel();
            guests.stream()
                    .map(earlier -> earlier.environment().kernel())
                    .filter(earlier -> !earlier.equals(kernel))
                    .findFirst()
                    .ifPresent(earlier -> {
                        throw new JournalException(name + " holds guests of two kernels (" + earlier + " and " + kernel
                                + "): their figures are never averaged; split the file");
                    });
            guests.add(guest);
        }

        RunRecord record() {
            finished.filter(end -> !end.complete())
                    .ifPresent(end -> warnings.add("the run is not complete: " + end.reason()));
            if (finished.isEmpty()) {
                warnings.add("the run did not reach its end; bench run --resume finishes it");
            }
            // A slot that failed and gave a trial when the run was resumed did not fail in the end.
            failures.removeIf(failure -> trials.stream()
                    .anyMatch(trial -> trial.block() == failure.block() && trial.position() == failure.position()));
            boolean complete = finished.map(RunEvent.RunFinished::complete).orElse(false);
            OptionalLong peak =
                    finished.map(RunEvent.RunFinished::peakMemoryBytes).orElse(OptionalLong.empty());
            return new RunRecord(started, guests, findings, begun, trials, failures, warnings, complete, peak, codes);
        }
    }
}
