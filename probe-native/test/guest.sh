#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# guest.sh BUILD_DIRECTORY KERNEL PROGRAM [ARGUMENT ...]: boots a lab guest around one of the test programs, and says what
# it says. /bench in the guest holds the probe, /bench/test the tests. Status 1 when the program failed there.

set -eu
build=$1
kernel=$2
program=$3
shift 3

guest=
files=$(mktemp -d)
# No guest survives this script, however it ends.
finish() {
	[ -z "$guest" ] || kill "$guest" 2>/dev/null || true
	rm -rf "$files"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

for word in "/bench/test/$program" "$@"; do
	echo "$word"
done >"$files/command"
objects=
for object in "$build"/objects/*.bpf.o "$build"/test/objects/*.bpf.o; do
	objects="$objects bench/${object#"$build"/}=$object"
done
# shellcheck disable=SC2086 # a word for each object
"$build/test/mkcpio" "init=$build/init" "bench/command=$files/command" "bench/latency-probe=$build/latency-probe" \
	"bench/object-probe=$build/object-probe" "bench/message-exchange=$build/message-exchange" \
	"bench/trigger-runner=$build/trigger-runner" \
	"bench/test/$program=$build/test/$program" \
	"bench/test/latency-probe-refused=$build/test/latency-probe-refused" $objects >"$files/initrd"

# On the instruction clock the guest's idle time costs nothing, and its figures do not depend on this machine.
timeout "${GUEST_SECONDS:-300}" qemu-system-x86_64 -nodefaults -no-reboot -accel tcg,thread=single \
	-icount shift=0,sleep=off -cpu max,-la57,-erms -smp 1 -m 512M -display none -serial "file:$files/console" \
	-serial stdio -kernel "$kernel" -initrd "$files/initrd" \
	-append 'console=ttyS0 panic=-1 quiet tsc_early_khz=1000000 tsc=reliable nowatchdog' </dev/null &
guest=$!
wait "$guest" || echo "     the guest did not end by itself"
guest=
if ! grep -q 'bpfbench-init: command exited with status 0' "$files/console"; then
	echo "     the guest's last words:"
	tail -n 15 "$files/console" | sed 's/^/     /'
	exit 1
fi
