// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.RunEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/// Appends events to a run's journal, each line written whole and synced to disk before [#accept] returns, so that what
/// was measured survives whatever comes next. Safe for several threads (guests run side by side).
public final class JournalWriter implements Consumer<RunEvent>, AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private String failure = "";

    private JournalWriter(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Begins a journal; the file must not be there yet.
    ///
    /// @throws RunException when it is, or cannot be made
    public static JournalWriter create(Path file) {
        try {
            JournalWriter journal = new JournalWriter(
                    file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            // The new name is on disk only when its directory is.
            try (FileChannel directory = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
                directory.force(true);
            }
            return journal;
        } catch (IOException failed) {
            throw new RunException("cannot begin the journal " + file + " (" + failed.getMessage()
                    + "): name another directory with --output");
        }
    }

    /// Goes on with a journal that was cut off, behind its last complete line.
    ///
    /// @throws RunException when it cannot be read or written
    public static JournalWriter resume(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            long end = endOfLastLine(channel);
            channel.truncate(end);
            channel.position(end);
            return new JournalWriter(file, channel);
        } catch (IOException failed) {
            throw new RunException("cannot go on with the journal " + file + " (" + failed.getMessage() + ")");
        }
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        for (long position = channel.size(); position > 0; position--) {
            one.clear();
            channel.read(one, position - 1);
            if (one.get(0) == '\n') {
                return position;
            }
        }
        return 0;
    }

    /// @throws RunException when the disk does not take it; every line before it is kept, and no further one is taken
    @Override
    public synchronized void accept(RunEvent event) {
        if (!failure.isEmpty()) {
            throw new RunException(failure);
        }
        ByteBuffer line = ByteBuffer.wrap((Journal.encode(event) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            long begin = channel.position();
            try {
                while (line.hasRemaining()) {
                    channel.write(line);
                }
                channel.force(false);
            } catch (IOException failed) {
                // Half a line in the middle of a journal would make all of it unreadable.
                try {
                    channel.truncate(begin);
                } catch (IOException stuck) {
                    failed.addSuppressed(stuck);
                }
                throw failed;
            }
        } catch (IOException failed) {
            failure = "cannot write to the journal " + file + " (" + failed.getMessage()
                    + "): every trial before this one is kept; make room, then bench run --resume " + file.getParent();
            throw new RunException(failure);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // Every line was synced when it was written; closing adds nothing to lose.
        }
    }
}
