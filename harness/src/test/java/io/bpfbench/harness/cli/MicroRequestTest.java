// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.harness.matrix.MatrixException;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.MicroDesign;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MicroRequestTest {
    @Test
    void spansTheCellsOfJitAndHarden() {
        assertThat(request().cells())
                .extracting(Cell::label)
                .containsExactly("jit=1 harden=0", "jit=1 harden=2", "jit=0");
        assertThat(request("-p", "harden=0,1,2", "-p", "jit=1").cells())
                .extracting(Cell::label)
                .containsExactly("jit=1 harden=0", "jit=1 harden=1", "jit=1 harden=2");
    }

    @Test
    void alwaysMeasuresTheFloor() {
        assertThat(request("-p", "program=hash_lookup,arithmetic").programs())
                .containsExactly("empty", "arithmetic", "hash_lookup");
    }

    @Test
    void leavesToJmhWhatIsJmhs() {
        MicroRequest request = request("-f", "4", "-wi", "2", "-i", "7", "-w", "1s", "-r", "2s", "-prof", "gc");
        assertThat(request.jmh().getMeasurementIterations().get()).isEqualTo(7);
        assertThat(request.jmh().getProfilers()).hasSize(1);
        MicroDesign design = request.design(Clock.WALL);
        assertThat(design.rounds()).isEqualTo(4);
        assertThat(design.forked()).isTrue();
        assertThat(design.mode()).isEqualTo("avgt");
    }

    @Test
    void doesItAllInOneJvmWhereNothingInAJvmIsMeasured() {
        assertThat(request().design(Clock.INSTRUCTIONS).forked()).isFalse();
        assertThat(request().design(Clock.INSTRUCTIONS).mode()).isEqualTo("ss");
        assertThat(request("-f", "2").design(Clock.INSTRUCTIONS).forked()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-p program=nope | there is no program 'nope'",
                "-p size=3 | -p knows no 'size'",
                "-p repeat=1 | -p repeat takes one number from 2 to 4096",
                "-bm thrpt | -bm takes avgt or ss",
                "-t 4 | -t takes 1",
                "-tg 1,1 | -t takes 1, and -tg nothing",
                "-rf csv | -rf takes json",
                "-o words.txt | name the results' directory with --output",
                "-l | --list has the names of the programs",
                "-lp | --list has the names of the programs",
                "-lprof | bench lists neither profilers nor formats",
                "-e hash.* | name the programs with -p program=NAME,NAME",
                "-opi 10 | a score is of one call",
                "-bs 10 | a score is of one call",
                "-wbs 10 | a score is of one call",
                "-tu ms | scores are nanoseconds",
                "-wj 3 | JMH does not take '-wj 3'",
                "-i many | JMH does not take '-i many'",
                "hash.* | name programs with -p program=NAME"
            })
    void refusesWhatMakesNoSense(String arguments, String sentence) {
        assertThatThrownBy(() -> request(arguments.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void refusesLevelsThatAreNone() {
        assertThatThrownBy(() -> request("-p", "harden=7"))
                .isInstanceOf(MatrixException.class)
                .hasMessageContaining("'harden' has no level '7'");
        assertThatThrownBy(() -> MicroRequest.of(List.of(), "huge")).hasMessageContaining("there is no preset 'huge'");
    }

    private static MicroRequest request(String... arguments) {
        return MicroRequest.of(List.of(arguments), "quick");
    }
}
