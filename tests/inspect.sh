#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# bench inspect in every state of net.core.bpf_jit_enable, _harden and _kallsyms, in one guest of the lab: whether a program
# is compiled, its name in /proc/kallsyms or why it has none, and its constants, in plain sight or blinded.
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
names=() steps=() codes=() patterns=() absent=()
test=

# One step of the guest, the exit code that it should have, what it should say, and what not.
step() { # CODE STEP [PATTERN [PATTERN]]
    names+=("$test") codes+=("$1") steps+=("$2") patterns+=("${3:-}") absent+=("${4:-}")
}
# The probe, held by nobody that is about to go: it ends with its parent.
probe() { # OPTION...
    step 0 "exec /bin/sh -c '(sleep 1; exec /bench/probe-native/build/latency-probe --duration 600 $*) >/dev/null 2>&1 &'"
    step 0 "exec /bin/sleep 3"
}
no_probe() {
    step 0 "exec /bin/killall latency-probe"
    step 0 "exec /bin/sleep 1"
}
machine() { # JIT HARDEN
    step 0 "set net.core.bpf_jit_enable=$1"
    step 0 "set net.core.bpf_jit_harden=$2"
}

test=the_guest_has_a_shell
step 0 "exec /bin/busybox --install -s /bin"

for jit in 0 1 2; do
    for harden in 0 1 2; do
        test=jit_${jit}_harden_$harden
        machine $jit $harden
        probe --attach fentry
        for kallsyms in 0 1; do
            compiled='JITed +yes: '
            name="kallsyms +no name: .*"
            if [[ $jit = 0 ]]; then
                compiled='JITed +no: the interpreter runs it'
                name+='the interpreter runs it'
            elif [[ $harden != 0 ]]; then
                name+="net.core.bpf_jit_harden=$harden hides"
            elif [[ $kallsyms = 0 ]]; then
                name+='net.core.bpf_jit_kallsyms=0 shows none'
            else
                name='kallsyms +bpf_prog_[0-9a-f]{16}_send_fentry '
            fi
            blinded='r11 \^= -?0x' plain=' r2 \+= -4 '
            if [[ $jit = 0 || $harden != 2 ]]; then plain='r11' blinded=' r2 \+= -4 '; fi
            step 0 "set net.core.bpf_jit_kallsyms=$kallsyms"
            step 0 "bench inspect send_fentry" "$compiled.*$name.*Attached +fentry tcp_sendmsg .*harden=$harden kallsyms=$kallsyms.*$blinded" "$plain"
        done
        no_probe
    done
done

test=the_same_program_under_each_level
machine 0 1
step 0 "bench inspect --harden 0,1,2 --where host" "^. .*bpf_jit_enable=1 in place of 0 and net.core.bpf_jit_harden=0 in place of 1.*bpf_jit_harden is back at 1.*on this machine.s kernel.*Under harden=1 it is the same code as under harden=0.*harden=0 +harden=2.*\| +[0-9]+: r11 \^= -?0x"
step 0 "exec /bin/cat /proc/sys/net/core/bpf_jit_enable /proc/sys/net/core/bpf_jit_harden" " 0 1 exit 0"
step 1 "bench inspect --harden 0,2 --where host nosuch" "the probe has no program of the name nosuch here: name one of send_"

step 0 "bench inspect --harden 0,2 --where host --object /bench/object.bpf.o --json" '"jited":"[0-9a-f]{10,}".*"name":"micro"|"name":"micro".*"jited":"[0-9a-f]{10,}"'

test=native_code_is_read
machine 1 0
probe --attach fentry
step 0 "bench inspect send_fentry --json" '"jited":"[0-9a-f]{100,}".*"xlated":"[0-9a-f]{100,}"|"xlated":"[0-9a-f]{100,}".*"jited":"[0-9a-f]{100,}"'
no_probe

# The limit refuses loaders without CAP_BPF only.
test=a_tiny_limit_keeps_no_program_of_roots_from_being_compiled
machine 1 0
step 0 "set net.core.bpf_jit_limit=1"
probe --attach fentry
step 0 "bench inspect send_fentry" "JITed +yes: .*kallsyms +bpf_prog_[0-9a-f]{16}_send_fentry "
no_probe
step 0 "set net.core.bpf_jit_limit=528482304"

test=the_list_tells_runs_and_places
machine 1 0
probe --attach kprobe --stack 2
step 0 "bench inspect --list --stats 1" "send_kprobe +kprobe .*kprobe tcp_sendmsg.*Runs of 1\.[0-9] seconds"
step 1 "bench inspect send_kprobe" "2 loaded programs have the name send_kprobe: name one by its number, [0-9]+, [0-9]+"
step 1 "bench inspect send" "no loaded program has the name send: bench inspect --list shows them all"
step 1 "bench inspect 999999" "no program with the id 999999 is loaded"
no_probe
step 0 "bench inspect" "No BPF program is loaded"

test=what_the_kernel_hides_is_said_to_be_hidden
machine 1 2
probe --attach fentry
step 0 "set kernel.kptr_restrict=2"
step 0 "bench inspect send_fentry" "kernel.kptr_restrict=2 hides all addresses.*Bytecode.*not shown: the kernel hides it"
no_probe
step 0 "set kernel.kptr_restrict=0"

test=a_level_that_cannot_be_had
machine 1 0
step 0 "exec /bin/mount -o bind /proc/sys /proc/sys"
step 0 "exec /bin/mount -o remount,bind,ro /proc/sys"
step 1 "bench inspect --harden 0,2 --where host" "/proc/sys is read-only"
step 2 "bench inspect --harden 0,3 --where host" "takes levels of 0, 1, 2"

tools=$("$root/tests/tools.sh")
if [[ ! -d $tools ]]; then
    for test in "${names[@]}"; do echo "skip $test: $tools"; done | uniq
    exit
fi
printf '%s\n' "${steps[@]}" >"$scratch/steps"
"$root/bench" --no-install lab --quiet --file "/bin/busybox=$tools/usr/bin/busybox" --file "/bin/sh=$tools/usr/bin/busybox" \
    --file "/bench/object.bpf.o=$root/probe-native/build/obj/micro/empty.bpf.o" --script "$scratch/steps" >"$scratch/said" 2>"$scratch/errors" || {
    echo "FAIL the_guest: $(cat "$scratch/said" "$scratch/errors")"
    exit 1
}

# Each step's part of what was said, in a file of its own.
awk -v to="$scratch/step" '/^\$ / { n++ } n { print > (to "." n - 1) }' "$scratch/said"
status=0
failed=
for ((i = 0; i < ${#steps[@]}; i++)); do
    said=$(tr '\n' ' ' <"$scratch/step.$i")
    if [[ ${said% } != *"exit ${codes[i]}" ]] || ! grep -qE -- "${patterns[i]}" <<<"$said" ||
        { [[ -n ${absent[i]} ]] && grep -qE -- "${absent[i]}" <<<"$said"; }; then
        echo "FAIL ${names[i]}: ${steps[i]} should exit with ${codes[i]} and say '${patterns[i]}', not '${absent[i]}': $said"
        status=1
        failed=${names[i]}
    fi
    [[ ${names[i]} = "${names[i + 1]-}" || ${names[i]} = "$failed" ]] || echo "ok   ${names[i]}"
done
exit "$status"
