#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run.sh BUILD_DIRECTORY: every native test that this machine allows. One line for each, at the end the line
# 'N passed, N failed, N skipped'; status 1 when one failed.
# BPFBENCH_KERNEL=FILE names a kernel for the tests in a guest; without it they are skipped.

build=$1
here=$(dirname "$0")
said=$(mktemp)
trap 'rm -f "$said"' EXIT

# A test that dies in the middle says nothing of it, so its status counts besides its lines.
check() {
	name=$1
	shift
	{ "$@" || echo "FAIL $name: it ended with status $?"; } | tee -a "$said"
}

in_guest() {
	test=$1
	shift
	check "$test in a guest" "$here/guest.sh" "$build" "$BPFBENCH_KERNEL" "$test" /bench "$@"
}

count() {
	grep -c "$1" "$said" || true
}

echo "Without a kernel:"
check unit_test "$build/test/unit_test"
check micro_test "$build/test/micro_test"

echo "On this kernel ($(uname -r)):"
check life_test "$build/test/life_test" "$build"
check counts_test "$build/test/counts_test" "$build"
check arithmetic_test "$build/test/arithmetic_test" "$build"
check exchange_test "$build/test/exchange_test" "$build"
check trigger_test "$build/test/trigger_test" "$build"
check survey_test "$build/test/survey_test" "$build"
check object_test "$build/test/object_test" "$build"

if [ ! -r "${BPFBENCH_KERNEL:-}" ]; then
	echo "skip native tests in a guest: BPFBENCH_KERNEL names no kernel image to boot" | tee -a "$said"
elif ! command -v qemu-system-x86_64 >/dev/null; then
	echo "skip native tests in a guest: qemu-system-x86_64 is missing: install the package qemu-system-x86" |
		tee -a "$said"
else
	echo "In a guest ($(basename "$BPFBENCH_KERNEL")):"
	in_guest life_test
	in_guest counts_test --alone
	in_guest arithmetic_test --alone
	in_guest exchange_test --alone
	in_guest trigger_test
	in_guest survey_test
	in_guest object_test --alone
	in_guest cost
fi

failed=$(count '^FAIL ')
echo "$(count '^ok ') passed, $failed failed, $(count '^skip ') skipped"
[ "$failed" -eq 0 ]
