// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

/// Messages passed to and fro on one loopback connection by one thread, the next when the last has been read: the exact
/// lane. Nothing in it waits for a clock or for another thread, so on [Clock#INSTRUCTIONS] every message does the same.
///
/// @param messages messages of each window, each sent and read once
public record PingPong(int messages) implements Traffic {
    public PingPong {
        if (messages < 1) {
            throw new IllegalArgumentException("a window has at least one message, not " + messages);
        }
    }

    @Override
    public String word() {
        return "pingpong";
    }
}
