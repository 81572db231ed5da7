// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.MicroRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.result.MicroProgram;
import io.bpfbench.reports.result.MicroScore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MicroFiguresTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void takesCallAndWayFromEveryProgram() throws IOException {
        MicroFigures figures = figures(MicroRun.of(2));
        assertThat(run(figures, "empty")).isCloseTo(MicroRun.WAY, within(1e-9));
        assertThat(run(figures, "arithmetic")).isCloseTo(MicroRun.INSTRUCTIONS, within(1e-9));
        MicroRow arithmetic = figures.row(MicroRun.JIT, "arithmetic").orElseThrow();
        assertThat(arithmetic.perInstruction()).hasValueCloseTo(1.0, within(1e-9));
        assertThat(arithmetic.run().orElseThrow().ci95().orElseThrow().halfWidth())
                .isCloseTo(0, within(1e-9));
    }

    @Test
    void givesProgramsThatCallTheKernelByTheCall() throws IOException {
        MicroRow lookup =
                figures(MicroRun.of(2)).row(MicroRun.JIT, "hash_lookup").orElseThrow();
        assertThat(lookup.perInstruction()).isEmpty();
        assertThat(lookup.perCall()).hasValueCloseTo(50.0, within(1e-9));
    }

    @Test
    void givesNoInstructionsWhereTheyAreDecidedOnTheWay() throws IOException {
        MicroRow latency = figures(MicroRun.of(2)).row(MicroRun.JIT, "latency").orElseThrow();
        assertThat(latency.instructions()).isEmpty();
        assertThat(latency.perInstruction()).isEmpty();
        assertThat(latency.run().orElseThrow().value()).isCloseTo(100, within(1e-9));
    }

    @Test
    void comparesCellsRoundByRound() throws IOException {
        MicroFigures figures = figures(MicroRun.of(2));
        MicroRatio interpreted =
                figures.ratio("arithmetic", Claim.Setup.INTERPRETER).orElseThrow();
        assertThat(interpreted.value()).isCloseTo(9, within(1e-9));
        assertThat(interpreted.rounds()).isEqualTo(2);
        assertThat(figures.ratio("latency", Claim.Setup.HARDEN_2).orElseThrow().value())
                .isCloseTo(1.15, within(1e-9));
    }

    @Test
    void judgesInstructionsByInstructionsAndHardeningByTheProbe() throws IOException {
        List<MicroFinding> claims = figures(MicroRun.of(2)).claims();
        assertThat(claims).hasSameSizeAs(GuideClaims.ALL);
        MicroFinding times = claims.get(2);
        assertThat(times.claim().statement()).contains("10 to 100 times");
        assertThat(times.word()).isEqualTo(ClaimFinding.Word.REFUTED);
        assertThat(times.ratios()).extracting(MicroRatio::program).containsExactly("arithmetic");
        assertThat(claims.get(0).word()).isEqualTo(ClaimFinding.Word.NOT_MEASURABLE);
        assertThat(claims.get(0).rows()).extracting(MicroRow::cell).containsExactly(MicroRun.INTERPRETED);
        assertThat(claims)
                .filteredOn(finding -> finding.claim().statement().startsWith("Hardening 2 costs"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.word()).isEqualTo(ClaimFinding.Word.CONFIRMED));
    }

    @Test
    void claimsNothingFromOneRound() throws IOException {
        assertThat(figures(MicroRun.of(1)).claims())
                .allSatisfy(finding -> assertThat(finding.word()).isEqualTo(ClaimFinding.Word.NOT_MEASURABLE));
    }

    @Test
    void leavesOutWhatIsNotProven() throws IOException {
        MicroScore right = MicroRun.score(1, MicroRun.JIT, "arithmetic", 256, 10_000);
        MicroScore wrong = new MicroScore(
                1,
                MicroRun.JIT,
                256,
                right.scores(),
                right.loaded(),
                new Attestation(Map.of("a", "1"), Map.of("a", "0"), List.of()));
        MicroRow row = figures(MicroRun.of(2).with(wrong))
                .row(MicroRun.JIT, "arithmetic")
                .orElseThrow();
        assertThat(row.byRound()).containsOnlyKeys(2);
        assertThat(row.failures()).containsExactly("the settings changed while it was timed");
    }

    @Test
    void seesThatNothingWasCompiledOrBlinded() throws IOException {
        MicroScore right = MicroRun.score(1, MicroRun.HARDENED, "arithmetic", 256, 514);
        MicroScore plain = new MicroScore(
                1,
                MicroRun.HARDENED,
                256,
                right.scores(),
                MicroRun.program(MicroRun.JIT, "arithmetic"),
                right.attestation());
        MicroScore interpreted = new MicroScore(
                1,
                MicroRun.JIT,
                64,
                right.scores(),
                MicroRun.program(MicroRun.INTERPRETED, "hash_lookup"),
                right.attestation());
        MicroFigures figures = figures(MicroRun.of(2).with(plain).with(interpreted));
        assertThat(figures.row(MicroRun.HARDENED, "arithmetic").orElseThrow().failures())
                .containsExactly(
                        "harden=2 is not in force: arithmetic has 4128 bytes of bytecode, no more than at jit=1"
                                + " harden=0");
        assertThat(figures.row(MicroRun.JIT, "hash_lookup").orElseThrow().failures())
                .containsExactly("the kernel did not compile it");
    }

    /// As Linux 6.1 tells them of the program `call`: what it blinds of a program with functions are copies.
    @Test
    void takesLongerNativeCodeForBlindedOfAProgramWithFunctions() throws IOException {
        assertThat(hardened(longerCode(OptionalInt.of(3)))).isEmpty();
        assertThat(hardened(longerCode(OptionalInt.empty()))).isEmpty();
        assertThat(hardened(longerCode(OptionalInt.of(1))))
                .containsExactly(
                        "harden=2 is not in force: arithmetic has 4128 bytes of bytecode, no more than at jit=1"
                                + " harden=0");
    }

    private List<String> hardened(MicroProgram program) throws IOException {
        MicroScore score = MicroRun.score(1, MicroRun.HARDENED, "arithmetic", 256, 514);
        return figures(MicroRun.of(2)
                        .with(new MicroScore(1, MicroRun.HARDENED, 256, score.scores(), program, score.attestation())))
                .row(MicroRun.HARDENED, "arithmetic")
                .orElseThrow()
                .failures();
    }

    private static MicroProgram longerCode(OptionalInt functions) {
        MicroProgram plain = MicroRun.program(MicroRun.JIT, "arithmetic");
        return new MicroProgram(
                plain.name(),
                plain.id(),
                plain.jitedBytes() + 11,
                plain.xlatedBytes(),
                functions,
                plain.bytecodeBytes(),
                plain.executed(),
                plain.helperCalls(),
                plain.loadNanos(),
                plain.verifierNanos());
    }

    @Test
    void hardeningIsNotProvenWithoutTheSameProgramsUnhardened() throws IOException {
        assertThat(figures(MicroRun.of(2).only(MicroRun.HARDENED))
                        .row(MicroRun.HARDENED, "arithmetic")
                        .orElseThrow()
                        .failures())
                .containsExactly(
                        "harden=2 cannot be proven without jit=1 harden=0 in the same run to compare program sizes"
                                + " with");
    }

    @Test
    void saysOfAJournalThatWasCutOffThatItWas() throws IOException {
        String journal = MicroRun.of(1).journal();
        Path file = Files.writeString(directory.resolve("run.jsonl"), journal.substring(0, journal.length() - 5));
        assertThat(JournalText.read(file).micro().warnings())
                .containsExactly(
                        "the journal's last line is cut off and was left out", "the run did not reach its end");
    }

    private double run(MicroFigures figures, String program) {
        return figures.row(MicroRun.JIT, program)
                .orElseThrow()
                .run()
                .orElseThrow()
                .value();
    }

    private MicroFigures figures(MicroRun run) throws IOException {
        Path file = Files.writeString(directory.resolve("run.jsonl"), run.journal());
        JournalText journal = JournalText.read(file);
        assertThat(journal.isMicro()).isTrue();
        return MicroFigures.of(journal.micro());
    }
}
