// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Native code as text, by `objdump` of binutils.
final class NativeCode {
    /// `uname -m` and what objdump calls it.
    private static final Map<String, String> MACHINES = Map.of("amd64", "i386:x86-64", "aarch64", "aarch64");

    // "ffffffffc0026014:	0f 1f 44 00 00       	nopl   0x0(%rax,%rax,1)"
    private static final Pattern LINE = Pattern.compile("\\s*([0-9a-f]+):\\s+(\\S.*?)\\s*");
    private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-f]{8,16})");

    private NativeCode() {}

    /// What became of a listing.
    ///
    /// @param lines an instruction a line: its distance from the function's beginning, a colon, a blank, its text;
    /// before each of several functions its name in angle brackets, at 0
    /// @param missing why there are none; empty when there are some, or no code
    record Listing(List<String> lines, String missing) {
        Listing {
            lines = List.copyOf(lines);
        }
    }

    static Listing of(LoadedCode code) {
        if (code.functions().isEmpty() || code.hidden()) {
            return new Listing(List.of(), "");
        }
        String architecture = System.getProperty("os.arch");
        Optional<String> machine = Optional.ofNullable(MACHINES.get(architecture));
        if (machine.isEmpty()) {
            return new Listing(List.of(), "bench has no words for the native code of " + architecture);
        }
        if (!present()) {
            return new Listing(List.of(), "objdump is not on this machine: install the package binutils");
        }
        Map<String, String> names = code.calls().stream()
                .collect(Collectors.toMap(LoadedCode.Call::address, LoadedCode.Call::name, (name, same) -> name));
        List<String> lines = new ArrayList<>();
        try {
            for (int i = 0; i < code.functions().size(); i++) {
                LoadedCode.Function function = code.functions().get(i);
                if (code.functions().size() > 1) {
                    lines.add("0: <" + (function.kallsyms().isEmpty() ? "function " + (i + 1) : function.kallsyms())
                            + ">");
                }
                lines.addAll(disassemble(function, machine.get(), names));
            }
        } catch (IOException failed) {
            return new Listing(List.of(), "objdump failed: " + failed.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Listing(List.of(), "interrupted while objdump ran");
        }
        return new Listing(lines, "");
    }

    private static boolean present() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> !directory.isEmpty() && Files.isExecutable(Path.of(directory, "objdump")));
    }

    private static List<String> disassemble(LoadedCode.Function function, String machine, Map<String, String> names)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("bpfbench-", ".bin");
        try {
            Files.write(file, HexFormat.of().parseHex(function.jited()));
            Process objdump = new ProcessBuilder(
                            "objdump",
                            "--disassemble-all",
                            "--target=binary",
                            "--architecture=" + machine,
                            "--adjust-vma=0x" + function.address(),
                            "--no-show-raw-insn",
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
            objdump.getOutputStream().close();
            String said = new String(objdump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = objdump.waitFor();
            List<String> lines = lines(said, Long.parseUnsignedLong(function.address(), 16), names);
            if (status != 0 || lines.isEmpty()) {
                throw new IOException("it ended with status " + status + " and said "
                        + said.strip().lines().reduce((first, last) -> last).orElse("nothing"));
            }
            return lines;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /// Places and targets as distances from the function's beginning, other targets by name.
    static List<String> lines(String objdump, long begin, Map<String, String> names) {
        List<String> places = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (String line : objdump.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                places.add(matcher.group(1));
                texts.add(matcher.group(2).replaceAll("\\s+", " "));
            }
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            String text = ADDRESS.matcher(texts.get(i)).replaceAll(match -> {
                String address = match.group(1);
                String name = Optional.ofNullable(names.get(address))
                        .orElseGet(() -> places.contains(address) ? distance(address, begin) : match.group());
                return Matcher.quoteReplacement(name);
            });
            lines.add(Long.toHexString(Long.parseUnsignedLong(places.get(i), 16) - begin) + ": " + text);
        }
        return lines;
    }

    private static String distance(String address, long begin) {
        return "0x" + Long.toHexString(Long.parseUnsignedLong(address, 16) - begin);
    }
}
