// SPDX-License-Identifier: Apache-2.0

/// The lab: QEMU guests that run a plan where this machine's own kernel cannot. A guest is a kernel image and an
/// initramfs made here, with no disk, no network and no rights; its records come out of its second serial port.
@NullMarked
package io.bpfbench.harness.lab;

import org.jspecify.annotations.NullMarked;
