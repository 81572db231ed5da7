// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// BPF instructions as text, in the words of the kernel's own log: `r3 += r2`, `if r0 == 0 goto 50`.
///
/// The encoding is that of `include/uapi/linux/bpf.h` and of RFC 9669. `r11` is the kernel's own scratch register
/// (`BPF_REG_AX`), which no program can name.
final class Bytecode {
    private static final int BYTES = 8;
    private static final int CLASS_LD = 0;
    private static final int CLASS_LDX = 1;
    private static final int CLASS_ST = 2;
    private static final int CLASS_STX = 3;
    private static final int CLASS_ALU = 4;
    private static final int CLASS_JMP = 5;
    private static final int CLASS_JMP32 = 6;
    private static final int WIDE = 0x18;
    private static final int ATOMIC = 0xc0;
    private static final int SIGNED_LOAD = 0x80;
    private static final List<String> SIZES = List.of("32", "16", "8", "64");
    private static final List<String> ALU =
            List.of("+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=");
    private static final List<String> JUMPS =
            List.of("", "==", ">", ">=", "&", "!=", "s>", "s>=", "call", "exit", "<", "<=", "s<", "s<=");

    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Long, String> calls;

    /// @param code as it stands in memory of this architecture
    private record Instruction(int code, int target, int source, int offset, int immediate) {
        int size() {
            return code >> 3 & 3;
        }

        int operation() {
            return code >> 4;
        }

        boolean register() {
            return (code & 8) != 0;
        }

        int kind() {
            return code & 7;
        }
    }

    private Bytecode(LoadedCode code) {
        ByteBuffer bytes =
                ByteBuffer.wrap(HexFormat.of().parseHex(code.xlated())).order(ByteOrder.nativeOrder());
        while (bytes.remaining() >= BYTES) {
            int operation = bytes.get() & 0xff;
            int registers = bytes.get() & 0xff;
            instructions.add(
                    new Instruction(operation, registers & 15, registers >> 4, bytes.getShort(), bytes.getInt()));
        }
        this.calls = code.calls().stream()
                .collect(Collectors.toMap(LoadedCode.Call::distance, LoadedCode.Call::name, (name, same) -> name));
    }

    /// One line an instruction: its number, a colon, a blank, its text. One that loads 64 bits takes two numbers.
    static List<String> lines(LoadedCode code) {
        return new Bytecode(code).lines();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < instructions.size(); at++) {
            Instruction one = instructions.get(at);
            if (one.code() == WIDE && at + 1 < instructions.size()) {
                lines.add(at + ": " + wide(one, instructions.get(at + 1)));
                at++;
            } else {
                lines.add(at + ": " + text(at, one));
            }
        }
        return lines;
    }

    private static String wide(Instruction low, Instruction high) {
        String what = switch (low.source()) {
            // What the kernel shows in the place of a map's address (bpf_insn_prepare_dump).
            case 1, 5 -> "map[id:" + low.immediate() + "]";
            case 2, 6 -> "map[id:" + low.immediate() + "][0]+" + high.immediate();
            default -> {
                long value = (long) high.immediate() << 32 | (low.immediate() & 0xffffffffL);
                yield number(value) + " ll";
            }
        };
        return "r" + low.target() + " = " + what;
    }

    private String text(int at, Instruction one) {
        return switch (one.kind()) {
            case CLASS_LD -> legacyLoad(one);
            case CLASS_LDX ->
                "r" + one.target() + " = "
                        + (one.code() >> 5 << 5 == SIGNED_LOAD
                                ? memory("s", one, one.source())
                                : memory("u", one, one.source()));
            case CLASS_ST ->
                one.code() >> 5 << 5 == ATOMIC ? "nospec" : memory("u", one, one.target()) + " = " + immediate(one);
            case CLASS_STX ->
                one.code() >> 5 << 5 == ATOMIC ? atomic(one) : memory("u", one, one.target()) + " = r" + one.source();
            case CLASS_JMP, CLASS_JMP32 -> jump(at, one);
            default -> arithmetic(one);
        };
    }

    private static String legacyLoad(Instruction one) {
        String place = one.code() >> 5 == 1 ? immediate(one) : "r" + one.source() + " + " + immediate(one);
        return "r0 = *(u" + SIZES.get(one.size()) + " *)skb[" + place + "]";
    }

    private static String memory(String sign, Instruction one, int register) {
        String offset = one.offset() < 0 ? " - " + -one.offset() : " + " + one.offset();
        return "*(" + sign + SIZES.get(one.size()) + " *)(r" + register + offset + ")";
    }

    private static String atomic(Instruction one) {
        String bits = one.size() == 3 ? "64" : "";
        String place = memory("u", one, one.target()).substring(1);
        String source = "r" + one.source();
        return switch (one.immediate()) {
            case 0xe1 -> source + " = atomic" + bits + "_xchg(" + place + ", " + source + ")";
            case 0xf1 -> "r0 = atomic" + bits + "_cmpxchg(" + place + ", r0, " + source + ")";
            case 0x100 ->
                "r" + one.target() + " = load_acquire("
                        + memory("u", one, one.source()).substring(1) + ")";
            case 0x110 -> "store_release(" + place + ", " + source + ")";
            default -> {
                String operation = ALU.get(Math.min(one.immediate() >> 4 & 15, ALU.size() - 1));
                yield (one.immediate() & 1) == 0
                        ? "lock *" + place + " " + operation + " " + source
                        : source + " = atomic" + bits + "_fetch(" + place + " " + operation + " " + source + ")";
            }
        };
    }

    private String jump(int at, Instruction one) {
        String letter = one.kind() == CLASS_JMP32 ? "w" : "r";
        return switch (one.operation()) {
            case 0 -> "goto " + (at + 1 + (one.kind() == CLASS_JMP32 ? one.immediate() : one.offset()));
            case 8 -> call(at, one);
            case 9 -> "exit";
            case 14 -> "may_goto " + (at + 1 + one.offset());
            case 15 -> unknown(one);
            default ->
                "if " + letter + one.target() + " " + JUMPS.get(one.operation()) + " "
                        + (one.register() ? letter + one.source() : immediate(one)) + " goto "
                        + (at + 1 + one.offset());
        };
    }

    private String call(int at, Instruction one) {
        if (one.source() == 1) {
            return "call " + (at + 1 + one.offset());
        }
        return "call " + calls.getOrDefault((long) one.immediate(), "helper#" + one.immediate());
    }

    private static String arithmetic(Instruction one) {
        String letter = one.kind() == CLASS_ALU ? "w" : "r";
        String target = letter + one.target();
        String source = letter + one.source();
        return switch (one.operation()) {
            case 8 -> target + " = -" + target;
            case 11 -> target + " = " + (one.register() ? moved(one, source) : immediate(one));
            case 13 ->
                target + " = " + (one.kind() == CLASS_ALU ? one.register() ? "be" : "le" : "bswap") + one.immediate()
                        + " " + target;
            case 14, 15 -> unknown(one);
            default -> {
                String signed = one.offset() == 1 ? "s" : "";
                String operation = ALU.get(one.operation());
                yield target + " " + signed + operation + " " + (one.register() ? source : immediate(one));
            }
        };
    }

    private static String moved(Instruction one, String source) {
        return switch (one.offset()) {
            case 8, 16, 32 -> "(s" + one.offset() + ")" + source;
            case -1 -> "this CPU's " + source;
            default -> source;
        };
    }

    private static String unknown(Instruction one) {
        return String.format("unknown 0x%02x", one.code());
    }

    private static String immediate(Instruction one) {
        return number(one.immediate());
    }

    /// Small numbers as people write them; of others the bits matter.
    private static String number(long value) {
        if (Math.abs(value) <= 0xffff) {
            return Long.toString(value);
        }
        return value == (int) value ? String.format("0x%x", (int) value) : String.format("0x%x", value);
    }
}
