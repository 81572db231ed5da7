// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.reports.result.ProbedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a script in the place of `object-probe`.
class OwnObjectTest {
    private static final String LIST = """
            {"type":"object","programs":[{"name":"first","section":"kprobe/tcp_sendmsg","hook":"tcp_sendmsg",\
            "attach":"kprobe"},{"name":"second","section":"raw_tp/sys_enter","hook":"sys_enter","attach":"raw_tp"}]}""";

    @TempDir
    private Path directory;

    @Test
    void itIsLookedIntoAndToldApartByItsDigest() throws IOException {
        Path probe = script("echo \"$@\" > " + directory.resolve("said"), "echo '" + LIST + "'");
        OwnObject object = OwnObject.read(object("abc"), List.of("first", "second"), probe);
        assertThat(directory.resolve("said"))
                .hasContent("--list --object " + directory.resolve("my.bpf.o") + " --programs first,second");
        assertThat(object.what())
                .isEqualTo(new ProbedObject(
                        "my.bpf.o",
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                        List.of(
                                new ProbedObject.Part("first", "kprobe/tcp_sendmsg", "tcp_sendmsg"),
                                new ProbedObject.Part("second", "raw_tp/sys_enter", "sys_enter"))));
    }

    @Test
    void whatMayChangeTheMachineIsOneSentence() throws IOException {
        Path looks = script("echo '" + LIST + "'");
        assertThat(OwnObject.read(object("abc"), List.of(), looks).warning()).isEmpty();
        Path changes = script("echo '" + LIST.replace("]}", "],\"changes\":[\"first calls bpf_send_signal\"]}") + "'");
        assertThat(OwnObject.read(object("abc"), List.of(), changes).warning())
                .contains("my.bpf.o may change what the kernel or a process does: first calls bpf_send_signal");
    }

    @Test
    void whatTheProbeComplainsOfIsSaidInItsWords() throws IOException {
        Path probe = script("echo 'object-probe: my.bpf.o is no ELF file' >&2", "exit 1");
        Path object = object("abc");
        assertThatThrownBy(() -> OwnObject.read(object, List.of(), probe))
                .isInstanceOf(ProbeException.class)
                .hasMessage("my.bpf.o is no ELF file");
    }

    @Test
    void aProbeOfItLoadsTheProgramsThatWereFoundByTheirNames() throws IOException {
        Path probe = script("echo '" + LIST + "'");
        ProbeSpec spec = ProbeSpec.own(OwnObject.read(object("abc"), List.of(), probe));
        String file = directory.resolve("my.bpf.o").toString();
        assertThat(spec.stacked(4).withKallsyms().command(probe))
                .containsExactly(
                        directory.resolve("object-probe").toString(),
                        "--control",
                        "--variant",
                        "own",
                        "--stack",
                        "4",
                        "--kallsyms",
                        "--object",
                        file,
                        "--programs",
                        "first,second");
        assertThat(spec.emptied().command(probe)).contains("empty").doesNotContain("--attach");
    }

    @Test
    void anotherFileUnderItsNameIsRefused() throws IOException {
        Path probe = script("echo '" + LIST + "'");
        ProbeSpec spec = ProbeSpec.own(OwnObject.read(object("abc"), List.of(), probe));
        object("abcd");
        assertThatThrownBy(() -> spec.command(probe))
                .isInstanceOf(ProbeException.class)
                .hasMessageStartingWith(
                        "my.bpf.o is another one than when the run began (sha256 88d4266fd4e6, was" + " ba7816bf8f01)");
    }

    private Path object(String text) throws IOException {
        return Files.writeString(directory.resolve("my.bpf.o"), text);
    }

    private Path script(String... lines) throws IOException {
        Path file = directory.resolve("object-probe");
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return directory.resolve("latency-probe");
    }
}
