#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# bench run --trigger: runs of a command as the load, on this machine's kernel and in a guest; and commands that fail, each of
# which ends with a sentence. One function a test, named as it is reported; the list of them stands at the end.
# shellcheck disable=SC2317 # functions are called through each() and wait_until
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/each.sh
. "$root/tests/each.sh"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
harden=/proc/sys/net/core/bpf_jit_harden
messages=$root/probe-native/build/test/pingpong # sends and receives 2 messages for each that it is asked for
seconds=31415                                   # a sleep that is nobody else's

run() { # RUN OPTION...
    local name=$1
    shift
    "$root/bench" --no-install run --preset smoke --seed 7 --output "$results/$name" "$@" >"$results/$name.out" 2>"$results/$name.err"
}
on_the_host() { run "$@" --matrix harden --where host; }

# The estimate of a metric in the first cell, as summary.json has it.
estimate() { # RUN METRIC
    awk -v metric="\"$2\"," '/"metric" *:/ { of = $3 } /"estimate" *:/ && of == metric { sub(/,$/, "", $3); print $3; exit }' \
        "$results/$1/summary.json"
}
said() { tail -n 3 "$results/$1.err"; }
settings_are_back() { [[ $(<"$harden") = "$found" && ! -e /run/bpfbench/lease.json ]]; }
sleeps() { # without pgrep, which a bare machine lacks
    local arguments
    for arguments in /proc/[0-9]*/cmdline; do
        if [[ $({ tr '\0' ' ' <"$arguments"; } 2>/dev/null) = *"sleep $seconds "* ]]; then return 0; fi
    done
    return 1
}

# --- commands that do not work: before the first trial, with one sentence ------------------------------------------------

refused() { # NAME CODE WORDS OPTION...
    local name=$1 wanted=$2 words=$3 code=0
    shift 3
    on_the_host "$name" "$@" || code=$?
    if [[ $code -eq $wanted ]] && grep -q -- "$words" "$results/$name.err" && ! grep -q '	at ' "$results/$name.err" &&
        ! grep -q trial_started "$results/$name/run.jsonl" 2>/dev/null && settings_are_back; then
        ok "$name"
    else
        fail "$name" "exit code $code: $(said "$name")"
    fi
}
a_program_that_is_not_there() { refused "$1" 2 "there is no program 'nowhere-to-be-found'" --trigger nowhere-to-be-found; }
an_exit_code_comes_with_the_last_words() {
    refused "$1" 1 'ended with exit code 3; the last that it said: these words' --trigger "sh -c 'echo those; echo these words >&2; exit 3'"
}
a_signal_is_named() { refused "$1" 1 'was ended by signal 11' --trigger "sh -c 'kill -SEGV \$\$'"; }
what_hangs_is_ended() { refused "$1" 1 'did not end within --trigger-limit 0.3' --trigger "sleep $seconds" --trigger-limit 0.3; }
http_options_are_refused() { refused "$1" 2 '--rate is about HTTP requests, and --trigger sends none' --trigger true --rate 5; }

# --- runs on this machine's kernel ---------------------------------------------------------------------------------------

a_run_on_the_host() {
    local events
    on_the_host host --trigger "$messages 100" || { fail "$1" "exit code $?: $(said host)"; return; }
    events=$(estimate host events_per_trigger)
    # 200 sends, receives and clean-ups; what else uses TCP here may add to them.
    if holds "$events" '>=' 600 && settings_are_back && grep -q 'Events in a run of the trigger' "$results/host/report.html" &&
        grep -q 'trigger_probe_cpu_p50_ns' "$results/host/trials.csv"; then
        ok "$1"
    else
        fail "$1" "$events events a run, harden $(<"$harden")"
    fi
}

where_no_program_ran_it_says_so() {
    on_the_host idle --trigger true || { fail "$1" "exit code $?: $(said idle)"; return; }
    if grep -q '"reason" : ".*no program ran in 5 runs of the trigger"' "$results/idle/summary.json"; then
        ok "$1"
    else
        fail "$1" "$(grep -A2 'has no cost_per_event' "$results/idle.out")"
    fi
}

# Twice: the command that runs ends with the run, and what is left is run afterwards, with the same command.
an_interrupted_run_is_finished() {
    local pid code=0
    env --default-signal=INT "$root/bench" --no-install run --matrix harden --where host --preset smoke --seed 7 \
        --trigger "sh -c 'test -e $results/go || exec sleep $seconds'" --output "$results/cut" >/dev/null 2>"$results/cut.err" &
    pid=$!
    if ! wait_until "$pid" sleeps; then
        fail "$1" "the command did not run: $(said cut)"
        kill "$pid" 2>/dev/null
        return
    fi
    kill -INT "$pid"
    wait "$pid"
    if sleeps || ! settings_are_back; then
        fail "$1" "harden $(<"$harden"), or the command goes on: $(said cut)"
        return
    fi
    touch "$results/go"
    "$root/bench" --no-install run --resume "$results/cut" >/dev/null 2>"$results/cut.err" || code=$?
    if [[ $code -eq 0 && $(grep -c trial_finished "$results/cut/run.jsonl") -eq 5 ]]; then ok "$1"; else fail "$1" "exit code $code: $(said cut)"; fi
}

# --- in a guest ----------------------------------------------------------------------------------------------------------

# A script, what interprets it, and a program that it calls: none of them is in a guest by itself. There nobody else is either.
a_script_runs_in_a_guest() {
    local code=0 events cost
    cat >"$results/script" <<'END'
#!/bin/sh
exec /opt/messages 100
END
    chmod +x "$results/script"
    run lab --where lab --matrix jit -p jit=1 --trigger "$results/script" --file "/opt/messages=$messages" || code=$?
    [[ $code -eq 0 ]] || { fail "$1" "exit code $code: $(said lab)"; return; }
    events=$(estimate lab events_per_trigger)
    cost=$(estimate lab cost_per_event)
    if holds "$events" '==' 600 && { grep -q 'wall clock$' "$results/lab.out" || holds "$cost" '>' 150; }; then
        ok "$1"
    else
        fail "$1" "$events events a run, $cost an event"
    fi
}

host_tests=(a_program_that_is_not_there an_exit_code_comes_with_the_last_words a_signal_is_named what_hangs_is_ended
    http_options_are_refused a_run_on_the_host where_no_program_ran_it_says_so an_interrupted_run_is_finished)

make -s -C "$root/probe-native" build/test/pingpong >/dev/null || fail pingpong "it could not be built"
if [[ $EUID -ne 0 || ! -w $harden ]]; then
    for test in "${host_tests[@]}"; do skip "$test" "changing settings needs root"; done
else
    found=$(<"$harden")
    on_the_host first --trigger true
    if grep -q 'none of the cells can be run here' "$results/first.err"; then
        for test in "${host_tests[@]}"; do skip "$test" "$(tail -n 1 "$results/first.err")"; done
    else
        each "${host_tests[@]}"
    fi
fi
if [[ $(uname -m) = x86_64 ]]; then each a_script_runs_in_a_guest; else skip a_script_runs_in_a_guest "the lab's guests are x86_64"; fi
run_each
