// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static io.bpfbench.harness.cli.UsageException.require;

import io.bpfbench.harness.kernel.KernelException;
import io.bpfbench.harness.kernel.Setting;
import io.bpfbench.harness.kernel.SettingFacts;
import io.bpfbench.harness.tune.Change;
import io.bpfbench.harness.tune.Preview;
import io.bpfbench.harness.tune.Profile;
import io.bpfbench.harness.tune.Tuning;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `bench tune`: sets this machine's JIT up as a profile says, and takes that back.
@Command(
        name = "tune",
        sortOptions = false,
        description = {
            "Gives net.core.bpf_jit_* the values of a profile, all or none, and shows first what that changes.",
            "Programs that are loaded already stay as they are: load them again."
        })
final class TuneCommand implements Callable<Integer> {
    private static final int WIDTH = 80;

    private final Path root;

    @Option(names = "--profile", paramLabel = "NAME", description = "production, development or high-security.")
    private Optional<String> profile = Optional.empty();

    @Option(
            names = "--persist",
            description = "For every boot as well: writes /etc/sysctl.d/99-ebpf-jit.conf, keeping what stood there.")
    private boolean persist;

    @Option(names = "--dry-run", description = "Only show what would change.")
    private boolean dryRun;

    @Option(names = "--undo", description = "Back to before the first tune: values, and the file.")
    private boolean undo;

    @Option(names = "--force", description = "Move a file aside that is none of ours, or was edited since.")
    private boolean force;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// @param root where the kernel's files stand
    TuneCommand(Path root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Tuning tuning = new Tuning(root);
        if (undo) {
            require(profile.isEmpty() && !persist && !dryRun, "--undo goes alone, or with --force");
            List<String> done = tuning.undo(force);
            say(done.isEmpty() ? List.of("nothing to undo: nothing here is of bench tune's making") : done);
            return ExitCode.DONE;
        }
        String word = profile.orElseThrow(
                () -> new UsageException("name a profile with --profile: " + Profile.words() + "; or --undo"));
        Profile wanted = Profile.named(word)
                .orElseThrow(() -> new UsageException("--profile takes " + Profile.words() + ", not '" + word + "'"));
        Preview preview = new Preview(root, wanted, persist);
        show(preview, wanted);
        if (dryRun) {
            try {
                tuning.check(wanted, persist, force);
                say(preview.needed() ? List.of() : List.of("nothing to change: all is so already"));
            } catch (KernelException refused) {
                warn("without --dry-run this would be refused: " + refused.getMessage());
            }
            return ExitCode.DONE;
        }
        List<String> done = tuning.apply(wanted, persist, force);
        say(done.isEmpty() ? List.of("nothing to do: all is so already") : done);
        if (done.stream().anyMatch(sentence -> sentence.startsWith("net."))) {
            say(List.of(
                    "Programs that are loaded already stay as they are: load them again. bench tune --undo goes back"
                            + (persist ? "." : "; the next boot knows nothing of this: --persist keeps it.")));
        }
        return ExitCode.DONE;
    }

    private void show(Preview preview, Profile wanted) {
        PrintWriter out = out();
        out.printf("%-26s %12s %12s %12s%n", "Profile " + wanted.word(), "now", "then", "the guide's");
        for (Change change : preview.changes()) {
            out.printf(
                    "%-26s %12s %12s %12s%n",
                    change.setting().sysctl(),
                    change.value().orElse("?"),
                    change.then().orElse("as it is"),
                    Optional.ofNullable(wanted.guide().get(change.setting())).orElse("-"));
        }
        out.println();
        for (Change change : preview.changes()) {
            if (disputed(wanted, change)) {
                SettingFacts facts = SettingFacts.of(change.setting());
                out.println(change.setting().sysctl());
                wrap(out, "  the guide  ", facts.guide());
                wrap(out, "  in truth   ", facts.truth());
            }
        }
        preview.file().ifPresent(out::println);
        out.flush();
        preview.warnings().forEach(sentence -> warn(sentence + "."));
    }

    /// Where the profile is not the guide's; and what hardening costs, which decides whether to have it.
    private static boolean disputed(Profile wanted, Change change) {
        Optional<String> guide = Optional.ofNullable(wanted.guide().get(change.setting()));
        return change.setting() == Setting.HARDEN || !guide.equals(change.then());
    }

    private void say(List<String> sentences) {
        sentences.forEach(out()::println);
        out().flush();
    }

    private void warn(String sentence) {
        wrap(spec.commandLine().getErr(), "bench: ", sentence);
    }

    /// Lines of at most 80 columns, all but the first indented as deep as the title is long.
    private static void wrap(PrintWriter to, String title, String text) {
        StringBuilder line = new StringBuilder(title);
        for (String word : text.split(" ")) {
            if (line.length() + word.length() > WIDTH && !line.toString().isBlank()) {
                to.println(line.toString().stripTrailing());
                line.setLength(0);
                line.append(" ".repeat(title.length()));
            }
            line.append(word).append(' ');
        }
        to.println(line.toString().stripTrailing());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
