// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Command lines as users type them, right and wrong; the kernel's files are an empty directory's, so nothing here can
/// change a machine.
class MainTest {
    @TempDir
    private Path root = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --matrix colour                  | no dimension 'colour'",
                "run --matrix jit -p jit=7            | no level '7'",
                "run --rate 0                         | --rate takes more than 0",
                "run --rate -5                        | --rate takes more than 0",
                "run --rate NaN                       | --rate takes more than 0",
                "run --rate many                      | --rate",
                "run --preset huge                    | no preset 'huge'",
                "run --blocks 0                       | --blocks takes 1 to 1000",
                "run --replacements -1                | --replacements takes 0 to 1000",
                "run --margin colour=1                | --margin knows no metric 'colour'",
                "run --margin cpu_overhead=0          | --margin takes a number above 0",
                "run --margin cpu_overhead=NaN        | --margin takes a number above 0",
                "run --load pingpong --margin cpu_overhead=1 | --margin cpu_overhead: --load pingpong does not measure it",
                "micro --where host --kernel /boot/x  | --kernel is for the lab's guests",
                "run --where host --kernel /boot/x    | --kernel is for the lab's guests",
                "run --where moon                     | --where takes host, lab or auto",
                "run --attach glue                    | --attach takes",
                "run --matrix jit,attach --attach kprobe | --attach decides for the whole run what --matrix attach varies",
                "run --matrix attach -p attach=auto   | no level 'auto'",
                "run --matrix kallsyms -p kallsyms=2  | no level '2'",
                "run --connections 0                  | --connections takes",
                "run --jobs 0                         | --jobs takes",
                "run -rf xml                          | -rf takes json",
                "run --url ftp://127.0.0.1/           | --url takes an http URL",
                "run --url http://192.0.2.1/          | loopback",
                "run --url http://127.0.0.1/ --where lab | a guest of the lab does not see",
                "run --load quic                      | --load takes http or pingpong",
                "run --load pingpong --rate 5         | --rate is about HTTP",
                "run --load pingpong -c 5             | --connections is about HTTP",
                "run --load pingpong --url http://127.0.0.1/ | --url is about HTTP",
                "run --trigger true --load http       | --trigger is itself the load",
                "run --trigger true --rate 5          | --rate is about HTTP requests, and --trigger sends none",
                "run --trigger true --url http://127.0.0.1/ | --url is about HTTP",
                "run --trigger nowhere-to-be-found    | there is no program 'nowhere-to-be-found' in the directories of PATH",
                "run --trigger /nowhere/x             | there is no program /nowhere/x",
                "run --trigger /etc/passwd            | /etc/passwd is no program: nobody may execute it",
                "run --trigger 'true                  | --trigger opens a ' that it does not close",
                "run --trigger=                       | --trigger names no command",
                "run --trigger true --runs 0          | --runs takes 1 to",
                "run --trigger true --trigger-limit 0 | --trigger-limit takes more than 0",
                "run --trigger true --margin message_added=1 | --margin message_added: --trigger does not measure it",
                "run --trigger true --file x=/etc/passwd | an absolute name in the guest",
                "run --trigger true --file /x=/absent | there is no file /absent to take into the guest",
                "run --trigger true --where host --file /x=/etc/passwd | --file is for the lab's guests",
                "run --runs 5                         | --runs is about a command that --trigger names",
                "run --trigger-limit 5                | --trigger-limit is about a command",
                "run --programs first                 | --programs names programs of an object: name it with --probe",
                "run --probe x.o --attach kprobe      | an object says by its sections how it is attached",
                "run --probe x.o --matrix attach      | --matrix attach makes variants of the latency probe",
                "run --probe x.o --matrix jit,opt     | --matrix opt makes variants of the latency probe",
                "run --probe x.o --matrix mcpu        | --matrix mcpu makes variants of the latency probe",
                "run --resume . --probe x.o           | decided when the run began",
                "run --resume . --trigger true        | decided when the run began",
                "run --resume . --rate 5              | decided when the run began",
                "run --colour                         | --colour",
                "calibrate --blocks 0                 | --blocks takes 1 to 1000",
                "calibrate --aa 0                     | --aa takes 1 to 1000",
                "calibrate --aa 5 --blocks 1          | give --blocks 2 or more",
                "calibrate --where moon               | --where takes host, lab or auto",
                "calibrate --attach glue              | --attach takes",
                "lab                                  | name one command of bench after --, or a --script",
                "lab --script x -- report y           | name one command of bench after --, or a --script",
                "lab --script /absent                 | cannot read the steps in /absent",
                "lab --set net.core -- report y       | net.core' is no step",
                "lab --file x=/proc/stat -- report y  | an absolute name in the guest",
                "lab --file /tmp/x=/proc/stat -- report y | --file /tmp/x: a guest's /tmp is empty when it begins",
                "lab --file /x=/absent -- report y    | there is no file /absent to take into the guest as /x",
                "tune                                 | name a profile with --profile: production, development, high-security",
                "tune --profile fast                  | --profile takes production, development, high-security, not 'fast'",
                "tune --undo --profile production     | --undo goes alone",
                "tune --undo --dry-run                | --undo goes alone",
                "nonsense                             | there is no command 'nonsense'; the commands are run, compare",
                "report                               | DIR|FILE",
                "report . --format pdf                | --format takes json, md, csv, jmh, html, not 'pdf'",
                "report a/x.html a/run.jsonl          | would both go to a",
                "compare a                            | NEW",
                "compare a b --gate cost_per_event<5  | a gate is METRIC<=+LIMIT",
                "compare a b --gate colour<=+5%       | there is no metric 'colour'",
                "compare a b --gate load_time<=+1 --gate load_time<=+2 | --gate sets load_time two limits",
                "compare a b --equivalence much       | --equivalence takes a margin above 0",
                "compare a b --equivalence 0%         | --equivalence takes a margin above 0",
                "compare a b --equivalence colour=1   | there is no metric 'colour'",
                "compare a b --across time            | --across takes kernel, cpu, not 'time'",
                "compare a b --format pdf             | --format takes text or md",
                "report a b --output c                | would both go to c",
            })
    void aMistakeOnTheCommandLineIsOneSentenceAndExitCode2(String line, String sentence) {
        Outcome outcome = bench(line.split(" "));
        assertThat(outcome.code()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).startsWith("bench: ").contains(sentence).doesNotContain("Exception", "\tat ");
        assertThat(outcome.err().strip().lines()).hasSize(1);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void noCommandNamesTheCommands() {
        Outcome outcome = bench();
        assertThat(outcome.code()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("The commands are run, compare, report, ");
    }

    @Test
    void helpAndVersionAreOnStandardOutput() {
        assertThat(bench("run", "--help").out()).contains("--matrix", "--where", "--resume");
        assertThat(bench("--help").out())
                .contains("./bench test")
                .contains("Exit codes: 0 done, 1 failed, 2 usage, 3 regression, 4 inconclusive.");
        for (String command : new String[] {"run", "compare", "report", "calibrate", "tune", "load"}) {
            assertThat(bench(command, "--help").out())
                    .as("a terminal of any locale can show it")
                    .isASCII();
        }
        assertThat(bench("--version").out()).startsWith("bpfbench ");
    }

    @Test
    void whatIsNoJournalIsRefusedWithoutATrace() throws IOException {
        Path foreign = Files.writeString(root.resolve("run.jsonl"), "once upon a time\n");
        Outcome outcome = bench("report", foreign.toString());
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).contains("is not a journal of bpfbench").doesNotContain("\tat ");
        assertThat(bench("report", root.resolve("absent").toString()).err()).contains("there is no journal at");
        assertThat(bench("run", "--resume", root.resolve("absent").toString()).err())
                .contains("no run.jsonl");
    }

    private record Outcome(int code, String out, String err) {}

    private Outcome bench(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(root, new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Outcome(code, out.toString(), err.toString());
    }
}
