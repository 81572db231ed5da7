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
    private static final int CLASS_ALU64 = 7;
    private static final int WIDE = 0x18;
    private static final int TAIL_CALL = 12;
    private static final int SMALL = 0xffff;
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

        /// Addressing of loads and stores: 3 (`BPF_MEM`), 4 (`BPF_MEMSX`), 6 (`BPF_ATOMIC`), and those that the
        /// verifier
        /// writes in their place where the address may be none (`include/linux/filter.h`): 1 and 5 of 3, 2 of 4, 7 of
        /// 6,
        /// and of loads 6 of 4.
        int mode() {
            return code >> 5;
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
                lines.add(at + ": " + wide(at, one, instructions.get(at + 1)));
                at++;
            } else {
                lines.add(at + ": " + text(at, one));
            }
        }
        return lines;
    }

    private static String wide(int at, Instruction low, Instruction high) {
        String what = switch (low.source()) {
            // What the kernel shows in the place of a map's address (bpf_insn_prepare_dump).
            case 1, 5 -> "map[id:" + low.immediate() + "]";
            case 2, 6 -> "map[id:" + low.immediate() + "][0]+" + high.immediate();
            case 4 -> "subprog[" + (at + 1 + low.immediate()) + "]";
            default -> {
                long value = (long) high.immediate() << 32 | (low.immediate() & 0xffffffffL);
                yield (Math.abs(value) <= SMALL ? Long.toString(value) : String.format("0x%x", value)) + " ll";
            }
        };
        return "r" + low.target() + " = " + what;
    }

    private String text(int at, Instruction one) {
        return switch (one.kind()) {
            case CLASS_LD -> legacyLoad(one);
            case CLASS_LDX ->
                switch (one.mode()) {
                    case 1, 3, 5 -> "r" + one.target() + " = " + memory("u", one, one.source());
                    case 2, 4, 6 -> "r" + one.target() + " = " + memory("s", one, one.source());
                    default -> unknown(one);
                };
            case CLASS_ST ->
                switch (one.mode()) {
                    case 3, 5 -> memory("u", one, one.target()) + " = " + immediate(one);
                    case 6 -> "nospec";
                    default -> unknown(one);
                };
            case CLASS_STX ->
                switch (one.mode()) {
                    case 3, 5 -> memory("u", one, one.target()) + " = r" + one.source();
                    case 6, 7 -> atomic(one);
                    default -> unknown(one);
                };
            case CLASS_JMP, CLASS_JMP32 -> jump(at, one);
            default -> arithmetic(one);
        };
    }

    private static String legacyLoad(Instruction one) {
        String into = "r0 = *(u" + SIZES.get(one.size()) + " *)skb[";
        return switch (one.mode()) {
            case 1 -> into + immediate(one) + "]";
            case 2 -> into + "r" + one.source() + " + " + immediate(one) + "]";
            default -> unknown(one);
        };
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
            case 0x00, 0x40, 0x50, 0xa0 -> "lock *" + place + " " + ALU.get(one.immediate() >> 4) + " " + source;
            case 0x01 -> fetched("add", one);
            case 0x41 -> fetched("or", one);
            case 0x51 -> fetched("and", one);
            case 0xa1 -> fetched("xor", one);
            case 0xe1 -> source + " = atomic" + bits + "_xchg(" + place + ", " + source + ")";
            case 0xf1 -> "r0 = atomic" + bits + "_cmpxchg(" + place + ", r0, " + source + ")";
            case 0x100 ->
                "r" + one.target() + " = load_acquire("
                        + memory("u", one, one.source()).substring(1) + ")";
            case 0x110 -> "store_release(" + place + ", " + source + ")";
            default -> unknown(one);
        };
    }

    private static String fetched(String operation, Instruction one) {
        return "r" + one.source() + " = atomic" + (one.size() == 3 ? "64" : "") + "_fetch_" + operation + "("
                + memory("u", one, one.target()).substring(1) + ", r" + one.source() + ")";
    }

    private String jump(int at, Instruction one) {
        boolean narrow = one.kind() == CLASS_JMP32;
        String letter = narrow ? "w" : "r";
        return switch (one.operation()) {
            case 0 ->
                narrow
                        ? "gotol " + (at + 1 + one.immediate())
                        : "goto" + (one.register() ? "x r" + one.target() : " " + (at + 1 + one.offset()));
            case 8 -> narrow ? unknown(one) : "call " + called(at, one);
            case 9 -> narrow ? unknown(one) : "exit";
            case 14 -> narrow ? unknown(one) : "may_goto " + (at + 1 + one.offset());
            case 15 -> unknown(one);
            default ->
                "if " + letter + one.target() + " " + JUMPS.get(one.operation()) + " "
                        + (one.register() ? letter + one.source() : immediate(one)) + " goto "
                        + (at + 1 + one.offset());
        };
    }

    /// A call of the kernel holds the distance from `__bpf_call_base`, or 0 where the kernel hides addresses; a tail
    /// call
    /// is shown by its number again (`bpf_insn_prepare_dump`), and of far kfuncs the number stays.
    private String called(int at, Instruction one) {
        if (one.source() == 1) {
            return Integer.toString(at + 1 + one.offset());
        }
        String unnamed = switch (one.immediate()) {
            case 0 -> "(hidden)";
            case TAIL_CALL -> "bpf_tail_call#" + TAIL_CALL;
            default -> one.source() == 2 ? "kfunc#" + one.immediate() : distance(one.immediate());
        };
        return calls.getOrDefault((long) one.immediate(), unnamed);
    }

    private static String distance(long distance) {
        return String.format("__bpf_call_base%c0x%x", distance < 0 ? '-' : '+', Math.abs(distance));
    }

    private static String arithmetic(Instruction one) {
        String letter = one.kind() == CLASS_ALU ? "w" : "r";
        String target = letter + one.target();
        String source = letter + one.source();
        return switch (one.operation()) {
            case 8 -> target + " = -" + target;
            case 11 -> target + " = " + (one.register() ? moved(one, source) : immediate(one));
            case 13 -> {
                String order = one.kind() == CLASS_ALU64 ? "bswap" : one.register() ? "be" : "le";
                yield "r" + one.target() + " = " + order + one.immediate() + " r" + one.target();
            }
            case 14, 15 -> unknown(one);
            default -> {
                boolean division = one.operation() == 3 || one.operation() == 9;
                String signed = division && one.offset() == 1 ? "s" : "";
                String operation = ALU.get(one.operation());
                yield target + " " + signed + operation + " " + (one.register() ? source : immediate(one));
            }
        };
    }

    private static String moved(Instruction one, String source) {
        return switch (one.offset()) {
            case 8, 16, 32 -> "(s" + one.offset() + ")" + source;
            case 1 ->
                "addr_space_cast(" + source + ", " + (one.immediate() >>> 16) + ", " + (one.immediate() & 0xffff) + ")";
            case -1 -> "&(void __percpu *)(" + source + ")";
            default -> source;
        };
    }

    private static String unknown(Instruction one) {
        return String.format("unknown 0x%02x", one.code());
    }

    /// Small numbers as people write them; of others the bits matter. An operation of 64 bits extends the sign, so it
    /// is
    /// shown; one of 32 bits takes the bits as they stand.
    private static String immediate(Instruction one) {
        long value = one.immediate();
        if (Math.abs(value) <= SMALL) {
            return Long.toString(value);
        }
        boolean narrow = one.kind() == CLASS_ALU || one.kind() == CLASS_JMP32;
        return value < 0 && !narrow ? String.format("-0x%x", -value) : String.format("0x%x", one.immediate());
    }
}
