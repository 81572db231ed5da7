// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.reports.result.Bucket;
import io.bpfbench.reports.result.Chain;
import io.bpfbench.reports.result.Compiled;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Conversations with stand-ins that speak, or fail to speak, the probe's protocol; the real one is met in the
/// runs on the host and in the lab.
class LatencyProbeTest {
    private static final String READY =
            "{\"type\":\"ready\",\"attach\":\"fentry\",\"attempts\":[{\"attach\":\"fentry\",\"ok\":true}],"
                    + "\"programs\":[{\"name\":\"send\",\"hook\":\"tcp_sendmsg\",\"copy\":1,\"attach\":\"fentry\",\"id\":3,"
                    + "\"jited_bytes\":304,\"xlated_bytes\":520,\"load_ns\":9900,\"verifier_ns\":7000}]}";
    private static final String INTERVAL =
            "{\"type\":\"interval\",\"elapsed_ns\":1000000000,\"hooks\":[{\"hook\":\"tcp_sendmsg\","
                    + "\"events\":250,\"run_cnt\":250,\"run_time_ns\":7500,\"recursion_misses\":0,\"copies_run\":1}],"
                    + "\"latency\":{\"buckets\":[[1024,1056,250]]},\"lost\":{\"map_full\":0,\"coalesced\":2}}";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aMarkGivesWhatWasCounted() throws IOException {
        Path binary = script("echo '" + READY + "'", "while read line; do echo '" + INTERVAL + "'; done");
        try (LatencyProbe probe = LatencyProbe.start(binary, ProbeSpec.latency("auto"))) {
            assertThat(probe.ready().programs())
                    .singleElement()
                    .isEqualTo(new Program(
                            "send", 1, "tcp_sendmsg", "fentry", 3, 304, 520, 9_900, OptionalLong.of(7_000)));
            ProbeWindow window = probe.mark("here");
            assertThat(window.eventsPerSecond()).isEqualTo(250);
            assertThat(window.latency()).containsExactly(new Bucket(1024, 1056, 250));
            assertThat(window.lost()).isEmpty();
        }
    }

    @Test
    void aNameInKallsymsIsToldWhereItWasLookedUp() throws IOException {
        Path binary = script("echo '" + READY.replace("}]}", ",\"in_kallsyms\":false}]}") + "'", "read line");
        try (LatencyProbe probe =
                LatencyProbe.start(binary, ProbeSpec.latency("auto").withKallsyms())) {
            assertThat(probe.ready().programs().getFirst().inKallsyms()).contains(false);
        }
    }

    @Test
    void howAProgramWasMadeIsToldWhereTheProbeKnows() throws IOException {
        String compiled = "{\"built\":\"clang -O1\",\"tag\":\"3a74\",\"instructions\":65,"
                + "\"verified_instructions\":90,\"total_states\":4,\"peak_states\":3}";
        Path binary = script("echo '" + READY.replace("}]}", ",\"compiled\":" + compiled + "}]}") + "'", "read line");
        try (LatencyProbe probe = LatencyProbe.start(binary, ProbeSpec.latency("auto"))) {
            assertThat(probe.ready().programs().getFirst().compiled())
                    .contains(new Compiled("clang -O1", "3a74", 65, 90, 4, 3));
        }
    }

    @Test
    void theProbeIsStartedAsItIsDescribed() throws IOException {
        Path said = directory.resolve("said");
        Path binary = script("echo \"$@\" > " + said, "echo '" + READY + "'", "read line");
        LatencyProbe.start(binary, new ProbeSpec("kprobe", Variant.LATENCY, 4).emptied())
                .end();
        assertThat(said).hasContent("--control --attach kprobe --variant empty --stack 4");
        LatencyProbe.start(binary, ProbeSpec.arithmetic("raw_tp", 10_000)).end();
        assertThat(said).hasContent("--control --attach raw_tp --variant arithmetic --stack 1 --length 10000");
        LatencyProbe.start(binary, ProbeSpec.latency("auto").withKallsyms()).end();
        assertThat(said).hasContent("--control --attach auto --variant latency --stack 1 --kallsyms");
        LatencyProbe.start(
                        binary,
                        ProbeSpec.latency("auto")
                                .compiledAs(new ProbeObject("O1", "v2"))
                                .emptied())
                .end();
        assertThat(said)
                .hasContent("--control --attach auto --variant empty --stack 1 --object "
                        + directory.resolve("objects/latency-O1-v2.bpf.o"));
        assertThatThrownBy(() -> new ProbeSpec("auto", Variant.LATENCY, 39)).hasMessageContaining("1 to 38 times");
        assertThatThrownBy(() -> ProbeSpec.arithmetic("auto", 0)).hasMessageContaining("has 1 to 100000 additions");
        assertThatThrownBy(() -> new ProbeSpec("auto", Variant.EMPTY, 1, 5, false, new ProbeSpec.Source.Inside()))
                .hasMessageContaining("has 0 to 0");
    }

    @Test
    void aChainIsTimed() throws IOException {
        Path binary = script(
                "echo '" + READY + "'",
                "read chain runs",
                "echo \"{\\\"type\\\":\\\"$chain\\\",\\\"length\\\":10,\\\"runs\\\":$runs,\\\"time_ns\\\":2285}\"",
                "read line");
        try (LatencyProbe probe = LatencyProbe.start(binary, ProbeSpec.arithmetic("auto", 10))) {
            assertThat(probe.chain(50).plus(new Chain(1, 15))).isEqualTo(new Chain(51, 2300));
        }
    }

    @Test
    void theProbesOwnWordsReachTheUser() throws IOException {
        Path binary = script(
                "echo 'latency-probe: the verifier refused tcp_sendmsg' >&2",
                "echo 'R1 invalid mem access' >&2",
                "exit 1");
        assertThatThrownBy(() ->
                        LatencyProbe.start(binary, ProbeSpec.latency("fentry").emptied()))
                .isInstanceOf(ProbeException.class)
                .hasMessage("latency-probe: the verifier refused tcp_sendmsg\nR1 invalid mem access");
    }

    @Test
    void aRefusedCommandFailsAtOnce() throws IOException {
        Path binary = script(
                "echo '" + READY + "'",
                "read line",
                "echo '{\"type\":\"error\",\"command\":\"stats on\",\"message\":\"EPERM\"}'",
                "read line");
        try (LatencyProbe probe = LatencyProbe.start(binary, ProbeSpec.latency("auto"))) {
            assertThatThrownBy(() -> probe.statistics(true)).hasMessage("the probe refused 'stats on': EPERM");
        }
    }

    @Test
    void aProbeThatEndsOrBabblesIsOneSentence() throws IOException {
        Path ends = script("echo '" + READY + "'");
        try (LatencyProbe probe = LatencyProbe.start(ends, ProbeSpec.latency("auto"))) {
            assertThatThrownBy(() -> probe.mark("x"))
                    .isInstanceOf(ProbeException.class)
                    .hasMessageContaining("the probe");
        }
        Path babbles = script("echo hello");
        assertThatThrownBy(() -> LatencyProbe.start(babbles, ProbeSpec.latency("auto")))
                .hasMessageContaining("not a JSON object: hello");
        assertThatThrownBy(() -> LatencyProbe.start(directory.resolve("absent"), ProbeSpec.latency("auto")))
                .hasMessageContaining("cannot start the probe")
                .hasMessageContaining("make -C probe-native");
    }

    private Path script(String... lines) throws IOException {
        Path file = Files.createTempFile(directory, "probe", ".sh");
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
