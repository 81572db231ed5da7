// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

/// By which of the kernel's interfaces sockets are waited for.
public enum Transport {
    /// Two system calls a request, one wait for several of them.
    EPOLL {
        @Override
        public Sockets open() {
            return new EpollSockets();
        }
    },
    /// One system call for several requests. Needs Linux 6.1, and 6.12 to gather several responses.
    IO_URING {
        @Override
        public Sockets open() {
            return new UringSockets();
        }
    };

    /// Sockets for one thread.
    ///
    /// @throws UnsupportedOperationException where this kernel does not have it or does not allow it
    public abstract Sockets open();
}
