#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What 'bench doctor' says in every state that the settings can be in, in a guest whose kernel takes them all; and that the
# commands it names mend what it finds. The guide's ways to verify the JIT are one command each: 1 (values) and 2
# (verify-jit.sh) are 'bench doctor', 3 (code) and 4 (names) are 'bench inspect', whose tests add their steps below; 4 is
# 'bench doctor' too, and 5 (performance) is the run in tests/lab.sh. Then bad days on this machine itself.
# shellcheck disable=SC2317 # functions are called through each()
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/each.sh
. "$root/tests/each.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# --- the guest's steps --------------------------------------------------------------------------------------------

script=$work/script
steps=0
files=()
step() { # prints the number that the step's output is found by
    echo "$*" >>"$script"
    steps=$((steps + 1))
}
say() { # STATE: what the doctor says now is found by this name
    step bench doctor --json
    named["$1"]=$steps
}
declare -A named=()
set_jit() { # ENABLE HARDEN KALLSYMS
    step set "net.core.bpf_jit_enable=$1"
    step set "net.core.bpf_jit_harden=$2"
    step set "net.core.bpf_jit_kallsyms=$3"
}

# Every combination.
for jit in 0 1 2; do
    for harden in 0 1 2; do
        for kallsyms in 0 1; do
            set_jit "$jit" "$harden" "$kallsyms"
            say "$jit$harden$kallsyms"
        done
    done
done

# What is wrong, by which line it is found, and the command that must mend it. A command is tried once: the one for
# bpf_jit_enable=2, which the states above meet, is the one for 0; and the one for hardening, last, sets the rest as well.
sysctl=$(PATH=$PATH:/usr/sbin:/sbin command -v sysctl || true)
wrongs=(
    'net.core.bpf_jit_enable=0 jit_enable finding sysctl -w net.core.bpf_jit_enable=1'
    'net.core.bpf_jit_limit=1 jit_limit finding sysctl -w net.core.bpf_jit_limit=528482304'
    'net.core.bpf_jit_kallsyms=0 jit_kallsyms note sysctl -w net.core.bpf_jit_kallsyms=1'
    'kernel.bpf_stats_enabled=1 bpf_stats note sysctl -w kernel.bpf_stats_enabled=0'
)
remedies=()
set_jit 1 0 1
for wrong in "${wrongs[@]}"; do step set "${wrong%% *}"; done
say wrong
for wrong in "${wrongs[@]}"; do
    read -r _ _ _ remedy <<<"$wrong"
    step exec "${sysctl:-/sbin/sysctl} ${remedy#sysctl }"
    remedies+=("$steps $remedy")
done
say mended
set_jit 2 2 1
step bench tune --profile production
remedies+=("$steps ./bench tune --profile production")
say tuned

# Root may not see an address. The limit is as it was, also where there was no sysctl to mend it with.
step set net.core.bpf_jit_limit=528482304
step set kernel.kptr_restrict=2
say hidden
step set kernel.kptr_restrict=0
[[ -z $sysctl ]] || files+=(--file "$sysctl=$sysctl")

# Names come and go with the settings, without loading again.
cat >"$work/names.sh" <<'END'
look() { echo "$1 $(/bin/grep -c '\[bpf\]' /proc/kallsyms)"; }
settings=/proc/sys/net/core
echo 0 >$settings/bpf_jit_kallsyms
/bench/probe-native/build/latency-probe --attach fentry --duration 600 >/names/probe &
until [ -s /names/probe ]; do :; done
look hidden
echo 1 >$settings/bpf_jit_kallsyms
look shown
# The addresses are for those who may see them, the names for everybody.
echo 1 >/proc/sys/kernel/kptr_restrict
echo "without-addresses $(/bin/setpriv --reuid=65534 --clear-groups --inh-caps=-all --bounding-set=-all \
    /bin/grep -c '^0* . .*\[bpf\]' /proc/kallsyms)"
echo 2 >$settings/bpf_jit_harden
look hardened
echo 0 >$settings/bpf_jit_harden
kill $!
END
step exec /bin/sh /names/names.sh
named[names]=$steps
files+=(--file "/names/names.sh=$work/names.sh" --file /bin/sh=/bin/sh --file /bin/grep=/bin/grep
    --file "/bin/setpriv=$(command -v setpriv)")

# Runs the script, and keeps each step's output and exit code under its number.
in_the_guest() {
    local code=0
    "$root/bench" --no-install lab --quiet --script "$script" "${files[@]}" >"$work/transcript" 2>&1 || code=$?
    mkdir -p "$work/said"
    awk -v into="$work/said" '
        /^\$ / { file = into "/" ++number; next }
        /^exit [0-9]+$/ && file { print $2 > (file ".code"); close(file ".code"); close(file); next }
        file { print > file }
    ' "$work/transcript"
    [[ $code -eq 0 && -e $work/said/$steps.code ]]
}

code_of() { cat "$work/said/${named[$1]}.code"; }
# Prints a field of the doctor's line with that id.
told() { # STATE ID FIELD
    field "$2" "$3" <"$work/said/${named[$1]}"
}
field() { # ID FIELD
    awk -v id="$1" -v field="$2" '
        { key = $1; value = $0; sub(/^[^:]*: */, "", value); sub(/,$/, "", value); gsub(/^"|"$/, "", value); gsub(/"/, "", key) }
        key == "id" { ours = value == id }
        ours && key == field { print value; exit }
    '
}

# --- every state --------------------------------------------------------------------------------------------------

expect() { # NAME STATE ID FIELD VALUE
    local found
    found=$(told "$2" "$3" "$4")
    [[ $found = "$5" ]] || { fail "$1" "in the state (jit harden kallsyms) $2, $4 of $3 is '$found', not '$5'"; return 1; }
}

over_all() { # NAME FUNCTION: the function says what holds in a state, in expect lines
    local jit harden kallsyms
    for jit in 0 1 2; do
        for harden in 0 1 2; do
            for kallsyms in 0 1; do "$2" "$1" "$jit$harden$kallsyms" "$jit" "$harden" "$kallsyms" || return; done
        done
    done
    ok "$1"
}

values() { # NAME STATE JIT HARDEN KALLSYMS
    expect "$1" "$2" jit_enable value "$3" && expect "$1" "$2" jit_harden value "$4" && expect "$1" "$2" jit_kallsyms value "$5"
}
the_values_are_those_that_were_set() { over_all "$1" values; }

judged() {
    local enable=finding harden=note symbols=note code=1
    [[ $3 -ne 1 ]] || enable=good code=0
    [[ $4 -ne 0 ]] || harden=good
    [[ $4 -ne 0 || $5 -ne 1 ]] || symbols=good
    expect "$1" "$2" jit_enable mark "$enable" && expect "$1" "$2" jit_harden mark "$harden" &&
        expect "$1" "$2" jit_kallsyms mark "$symbols" && expect "$1" "$2" jit_limit mark good || return
    [[ $(code_of "$2") -eq $code ]] || { fail "$1" "in the state $2 the exit code is $(code_of "$2"), not $code"; return 1; }
}
every_state_is_judged() { over_all "$1" judged; }

in_force() {
    local native=yes
    [[ $3 -ne 0 ]] || native=no
    expect "$1" "$2" jit_in_force value "$native"
}
a_program_is_compiled_just_when_the_jit_is_on() { over_all "$1" in_force; }

seen_by_name() {
    local seen=''
    if [[ $4 -eq 0 && $5 -eq 1 ]]; then
        seen=yes
        [[ $3 -ne 0 ]] || seen=no
    fi
    expect "$1" "$2" jit_named value "$seen"
}
names_are_there_just_when_nothing_hides_them() { over_all "$1" seen_by_name; }

attached() { expect "$1" "$2" attach.fentry value yes && expect "$1" "$2" attach.kprobe value yes; }
programs_attach_in_every_state() { over_all "$1" attached; }

names_need_no_loading_again_and_are_for_everybody() {
    local said
    said=$(tr '\n' ' ' <"$work/said/${named[names]}")
    if [[ $said =~ ^hidden\ 0\ shown\ ([1-9][0-9]*)\ without-addresses\ ([1-9][0-9]*)\ hardened\ 0\ $ &&
        ${BASH_REMATCH[1]} -eq ${BASH_REMATCH[2]} ]]; then ok "$1"; else fail "$1" "$said"; fi
}

the_named_command_mends_it() {
    local wrong id mark remedy number
    if [[ -z $sysctl ]]; then
        skip "$1" "there is no sysctl here to take into the guest"
        return
    fi
    for wrong in "${wrongs[@]}"; do
        read -r _ id mark remedy <<<"$wrong"
        expect "$1" wrong "$id" mark "$mark" && expect "$1" wrong "$id" remedy "$remedy" || return
        # While nothing counts runs there is no line of them.
        [[ $id = bpf_stats ]] && mark='' || mark=good
        expect "$1" mended "$id" mark "$mark" || return
    done
    expect "$1" 201 jit_enable remedy 'sysctl -w net.core.bpf_jit_enable=1' &&
        expect "$1" 221 jit_harden remedy './bench tune --profile production' || return
    for id in jit_enable jit_harden jit_kallsyms jit_limit; do expect "$1" tuned "$id" mark good || return; done
    for remedy in "${remedies[@]}"; do
        read -r number remedy <<<"$remedy"
        [[ $(cat "$work/said/$number.code") -eq 0 ]] || { fail "$1" "$remedy: $(cat "$work/said/$number")"; return; }
    done
    [[ $(code_of wrong) -eq 1 && $(code_of mended) -eq 0 && $(code_of tuned) -eq 0 ]] ||
        { fail "$1" "exit codes: wrong $(code_of wrong), mended $(code_of mended), tuned $(code_of tuned)"; return; }
    ok "$1"
}

hidden_addresses_keep_the_doctor_from_nothing() {
    local id
    for id in jit_enable jit_harden jit_kallsyms jit_limit; do expect "$1" hidden "$id" mark good || return; done
    for id in jit_in_force jit_named attach.fentry attach.kprobe; do expect "$1" hidden "$id" value yes || return; done
    if [[ $(code_of hidden) -eq 0 ]]; then ok "$1"; else fail "$1" "exit code $(code_of hidden)"; fi
}

the_interpreter_is_found() {
    if expect "$1" 001 interpreter value yes; then ok "$1"; fi
}

# --- this machine -------------------------------------------------------------------------------------------------

doctor() { "$JAVA_HOME/bin/java" -jar "$root/harness/target/bpfbench.jar" doctor "$@"; }

without_a_probe_it_says_so() {
    local said code=0
    mkdir -p "$work/elsewhere"
    cp -r "$root/harness/target/bpfbench.jar" "$root/harness/target/lib" "$work/elsewhere"
    said=$("$JAVA_HOME/bin/java" -jar "$work/elsewhere/bpfbench.jar" doctor --json 2>&1) || code=$?
    if [[ $code -ne 0 && $said = *'run bench from its checkout'* && $(field attach.raw_tp value <<<"$said") = 'cannot tell' &&
        $said != *'	at '* ]]; then
        ok "$1"
    else
        fail "$1" "exit code $code: $said"
    fi
}

an_ordinary_user_is_told_what_could_not_be_read() {
    local said code=0 jar=$work/ordinary/harness/target
    if [[ $EUID -ne 0 ]] || ! setpriv --reuid=65534 --regid=65534 --clear-groups "$JAVA_HOME/bin/java" --version >/dev/null 2>&1; then
        skip "$1" "this is no place to become an ordinary user who has our Java"
        return
    fi
    mkdir -p "$jar" "$work/ordinary/probe-native"
    cp -r "$root/harness/target/bpfbench.jar" "$root/harness/target/lib" "$jar"
    cp -r "$root/probe-native/build" "$work/ordinary/probe-native"
    chmod -R a+rX "$work"
    said=$(setpriv --reuid=65534 --regid=65534 --clear-groups "$JAVA_HOME/bin/java" -jar "$jar/bpfbench.jar" doctor --json 2>&1) || code=$?
    if [[ $(field jit_harden value <<<"$said") = 'cannot tell' && $(field attach.fentry value <<<"$said") = 'cannot tell' &&
        $(field attached mark <<<"$said") = unknown && $said != *'	at '* ]] &&
        [[ $code -eq 4 || $(field jit_enable mark <<<"$said") = finding && $code -eq 1 ]]; then
        ok "$1"
    else
        fail "$1" "exit code $code: $said"
    fi
}

programs_at_the_hooks_are_named() {
    local said pid probe=$root/probe-native/build/latency-probe
    if ! "$probe" --duration 0.01 >/dev/null 2>"$work/complaint"; then
        skip "$1" "$(head -n 1 "$work/complaint")"
        return
    fi
    "$probe" --duration 60 >"$work/probe" &
    pid=$!
    until [[ -s $work/probe ]] || ! kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    said=$(doctor 2>&1)
    kill "$pid"
    wait "$pid" 2>/dev/null
    if [[ $said = *"by latency-probe"* && $said = *"Each of them runs at every event"* ]]; then ok "$1"; else fail "$1" "$said"; fi
}

the_lab_is_really_tried() {
    local said
    said=$(doctor --lab --json 2>"$work/progress")
    if [[ $(field lab value <<<"$said") = yes && $(field kvm value <<<"$said") =~ ^(yes|no)$ ]]; then
        ok "$1"
    else
        fail "$1" "$said $(cat "$work/progress")"
    fi
}

# ------------------------------------------------------------------------------------------------------------------

each the_values_are_those_that_were_set every_state_is_judged a_program_is_compiled_just_when_the_jit_is_on
each names_are_there_just_when_nothing_hides_them programs_attach_in_every_state names_need_no_loading_again_and_are_for_everybody
each the_named_command_mends_it hidden_addresses_keep_the_doctor_from_nothing the_interpreter_is_found
here=(without_a_probe_it_says_so an_ordinary_user_is_told_what_could_not_be_read programs_at_the_hooks_are_named
    the_lab_is_really_tried)
each "${here[@]}"

needs_the_lab
in_the_guest || {
    fail the_guest_goes_through_every_state "$(tail -n 3 "$work/transcript")"
    tests=("${here[@]}")
}
run_each
