// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.MicroFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The runs in docs/samples are what this version makes of their journals, some of which earlier versions wrote. Run
/// with `-Dgolden.update=true` to make them anew, and read the difference.
class SamplesTest {
    private static final Path SAMPLES = Path.of("../docs/samples");

    @TempDir
    Path dir;

    @ParameterizedTest
    @MethodSource("samples")
    void isWhatItsJournalMakes(Path sample) throws IOException {
        JournalText text = JournalText.read(sample);
        Consumer<ReportFormat> write = text.isMicro() ? micro(text) : trials(text);
        for (ReportFormat format : EnumSet.of(ReportFormat.HTML, ReportFormat.MARKDOWN)) {
            Path kept = sample.resolve(format.file());
            if (!Files.exists(kept)) {
                continue; // a calibration's journal
            }
            write.accept(format);
            if (Boolean.getBoolean("golden.update")) {
                Files.write(kept, Files.readAllBytes(dir.resolve(format.file())));
            }
            assertThat(dir.resolve(format.file())).hasSameBinaryContentAs(kept);
        }
    }

    private Consumer<ReportFormat> micro(JournalText text) {
        MicroFigures figures = MicroFigures.of(text.micro());
        assertThat(figures.rows()).isNotEmpty();
        return format -> ReportFiles.write(dir, figures, text.bytes(), EnumSet.of(format));
    }

    private Consumer<ReportFormat> trials(JournalText text) {
        Comparison comparison = Comparison.of(text.record());
        assertThat(comparison.rows()).isNotEmpty();
        return format -> ReportFiles.write(dir, comparison, text.bytes(), EnumSet.of(format));
    }

    private static Stream<Path> samples() throws IOException {
        try (Stream<Path> all = Files.list(SAMPLES)) {
            return all.filter(Files::isDirectory).sorted().toList().stream();
        }
    }
}
