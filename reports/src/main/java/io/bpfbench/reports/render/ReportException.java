// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A report that could not be written; the message is one sentence for the user that says what to do.
public final class ReportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ReportException(String message) {
        super(message);
    }

    /// @param advice what the user can do, in the imperative
    public static ReportException cannotWrite(Path file, IOException refused, String advice) {
        return new ReportException("cannot write " + file + " (" + why(refused) + "): " + advice);
    }

    /// The JDK's messages are often the file's name alone.
    private static String why(IOException refused) {
        return switch (refused) {
            case NoSuchFileException ignored -> "there is no such directory";
            case AccessDeniedException ignored -> "it is not permitted";
            case FileAlreadyExistsException ignored -> "something else stands in its place";
            case DirectoryNotEmptyException ignored -> "a directory stands in its place";
            case FileSystemException other -> String.valueOf(other.getReason());
            default -> String.valueOf(refused.getMessage());
        };
    }
}
