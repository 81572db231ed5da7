#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run.sh BUILD_DIRECTORY: every native test that this machine allows. One line for each; status 1 when one failed.
# BPFBENCH_KERNEL=FILE names a kernel for the tests in a guest; without it they are skipped.

build=$1
here=$(dirname "$0")
status=0

echo "Without a kernel:"
"$build/test/unit_test" || status=1

echo "On this kernel ($(uname -r)):"
"$build/test/probe_test" "$build" || status=1

if [ ! -r "${BPFBENCH_KERNEL:-}" ]; then
	echo "skip tests in a guest: BPFBENCH_KERNEL names no kernel image to boot"
elif ! command -v qemu-system-x86_64 >/dev/null; then
	echo "skip tests in a guest: qemu-system-x86_64 is missing: install the package qemu-system-x86"
else
	echo "In a guest ($(basename "$BPFBENCH_KERNEL")):"
	"$here/guest.sh" "$build" "$BPFBENCH_KERNEL" probe_test /bench --alone || status=1
	"$here/guest.sh" "$build" "$BPFBENCH_KERNEL" cost /bench || status=1
fi
exit $status
