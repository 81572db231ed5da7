#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# bench tune and deploy/setup-server.sh on a real kernel's own settings, in one guest of the lab. What is there afterwards
# is read by another hand: busybox, from its package.
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
names=() steps=() codes=() patterns=()
test=

# One step of the guest, the exit code that it should have, and what it should say.
step() { # CODE STEP [PATTERN]
    names+=("$test") codes+=("$1") steps+=("$2") patterns+=("${3:-}")
}
is() { step 0 "exec /bin/sh /guest-check.sh is $*"; } # JIT HARDEN KALLSYMS FILE
machine() { # JIT HARDEN KALLSYMS
    step 0 "set net.core.bpf_jit_enable=$1"
    step 0 "set net.core.bpf_jit_harden=$2"
    step 0 "set net.core.bpf_jit_kallsyms=$3"
}

test=the_guest_has_a_shell
step 0 "exec /bin/busybox --install -s /bin"

test=a_dry_run_changes_nothing
machine 0 1 1
step 0 "bench tune --profile high-security --persist --dry-run" "net.core.bpf_jit_harden +1 +2 "
is 0 1 1 none

test=every_profile_is_applied_kept_and_undone
step 0 "bench tune --profile production --persist" "net.core.bpf_jit_enable is 1 .it was 0"
is 1 0 1 production
step 0 "bench tune --profile development --persist"
is 1 0 1 development
step 0 "bench tune --profile high-security --persist"
is 1 2 0 high-security
step 0 "bench tune --profile high-security --persist" "nothing to do"
step 0 "bench tune --profile production" "99-ebpf-jit.conf sets net.core.bpf_jit_harden = 2"
is 1 0 1 high-security
step 0 "bench tune --undo" "net.core.bpf_jit_enable is back at 0"
is 0 1 1 none

# The kernel takes 2 only while it shows addresses to root.
test=what_the_kernel_refuses_is_taken_back
machine 2 0 1
step 0 "bench tune --profile high-security --persist"
step 0 "set kernel.kptr_restrict=2"
step 1 "bench tune --undo" "net.core.bpf_jit_enable cannot be set to 2.*nothing is changed"
is 1 2 0 high-security
step 0 "set kernel.kptr_restrict=1"
step 0 "bench tune --undo"
is 2 0 1 none

test=where_settings_are_read_only_nothing_is_changed
step 0 "exec /bin/mount -o bind /proc/sys /proc/sys"
step 0 "exec /bin/mount -o remount,bind,ro /proc/sys"
step 1 "bench tune --profile high-security --persist" "/proc/sys is read-only"
step 0 "exec /bin/umount /proc/sys"
is 2 0 1 none

test=where_etc_is_read_only_nothing_is_changed
step 0 "exec /bin/mount -o bind /etc /etc"
step 0 "exec /bin/mount -o remount,bind,ro /etc"
step 1 "bench tune --profile high-security --persist" "Read-only file system.*nothing is changed"
step 0 "exec /bin/umount /etc"
is 2 0 1 none

test=the_script_sets_every_profile_up_and_changes_nothing_twice
step 0 "exec /bin/sh /guest-check.sh script"
step 0 "bench tune --profile high-security --persist" "nothing to do"

tools=$("$root/tests/tools.sh")
if [[ ! -d $tools ]]; then
    for test in "${names[@]}"; do echo "skip $test: $tools"; done | uniq
    exit
fi
files=(--file "/bin/busybox=$tools/usr/bin/busybox" --file "/bin/sh=$tools/usr/bin/busybox" --file "/guest-check.sh=$root/tests/guest-check.sh")
while read -r file; do files+=(--file "/$file=$root/$file"); done < <(cd "$root" && find deploy/setup-server.sh deploy/sysctl.d -type f)
printf '%s\n' "${steps[@]}" >"$scratch/steps"
"$root/bench" --no-install lab --quiet "${files[@]}" --script "$scratch/steps" >"$scratch/said" 2>"$scratch/errors" || {
    echo "FAIL the_guest: $(cat "$scratch/said" "$scratch/errors")"
    exit 1
}

# Each step's part of what was said, in a file of its own.
awk -v to="$scratch/step" '/^\$ / { n++ } n { print > (to "." n - 1) }' "$scratch/said"
status=0
failed=
for ((i = 0; i < ${#steps[@]}; i++)); do
    said=$(cat "$scratch/step.$i" 2>/dev/null)
    if [[ ${said##*$'\n'} != "exit ${codes[i]}" ]] || ! tr '\n' ' ' <<<"$said" | grep -qE -- "${patterns[i]}"; then
        echo "FAIL ${names[i]}: this should exit with ${codes[i]} and say '${patterns[i]}': $said"
        status=1
        failed=${names[i]}
    fi
    [[ ${names[i]} = "${names[i + 1]-}" || ${names[i]} = "$failed" ]] || echo "ok   ${names[i]}"
done
exit "$status"
