#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# bench micro in the lab: JMH really times programs in a guest, in every cell; two seeds agree to the instruction, and twice
# as many runs take twice as long. One function a test, named as it is reported; the list of them stands at the end.
# shellcheck disable=SC2317 # functions are called through each()
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/each.sh
. "$root/tests/each.sh"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

straight=arithmetic,constants32,constants64,branches,memory,call

micro() { "$root/bench" --no-install micro "$@"; }

run() { # RUN OPTION...
    local name=$1 code=0
    shift
    micro --where lab --preset smoke --output "$results/$name" "$@" >"$results/$name.out" 2>&1 || code=$?
    [[ $code -eq 0 ]] || fail "run_$name" "exit code $code: $(tail -n 3 "$results/$name.out")"
}

# What a run of a program takes, as summary.json has it.
figure() { # RUN PROGRAM JIT [HARDEN]
    awk -v program="\"$2\"" -v jit="$3" -v harden="${4:-}" '
        function value() { sub(/^[^:]*: */, ""); sub(/,$/, ""); return $0 }
        /"program" *:/ { of = value(); of_jit = of_harden = "" }
        /"jit" *:/ { of_jit = value() }
        /"harden" *:/ { of_harden = value() }
        /"run" *:/ { inside = 1 }
        /"value" *:/ && inside {
            inside = 0
            if (of == program && of_jit == jit && (harden == "" || of_harden == harden)) { print value(); exit }
        }
    ' "$results/$1/summary.json"
}

# With KVM the lab runs on the wall clock, and figures differ as much as this machine is busy. Skips the test there, and holds.
on_the_wall_clock() { # NAME
    grep -q '"clock" : "wall"' "$results/first/summary.json" && skip "$1" "this lab runs on the wall clock (KVM)"
}

a_run_leaves_every_file() {
    local file
    for file in run.jsonl summary.json summary.md scores.csv report.html jmh.json; do
        [[ -s $results/first/$file ]] || { fail "$1" "there is no $file"; return; }
    done
    ok "$1"
}

every_program_is_attested_in_every_cell() {
    local proven programs
    proven=$(grep -c '"attested" : true' "$results/first/summary.json") programs=$(micro --list | wc -l)
    if [[ $proven -eq $((3 * programs)) ]]; then ok "$1"; else fail "$1" "$proven of 3 times $programs: $(cat "$results/first.out")"; fi
}

jmh_itself_wrote_its_results() {
    if grep -q '"jmhVersion"' "$results/first/jmh.json" && grep -q '"mode" : "ss"' "$results/first/jmh.json" &&
        grep -q '"program" : "constants64"' "$results/first/jmh.json"; then
        ok "$1"
    else
        fail "$1" "$(head -n 5 "$results/first/jmh.json")"
    fi
}

# The journal alone makes the same files.
report_makes_them_again() {
    if "$root/bench" --no-install report "$results/first" --output "$results/again" >/dev/null 2>&1 &&
        diff -q --exclude=run.jsonl --exclude=jmh.log "$results/first" "$results/again"; then
        ok "$1"
    else
        fail "$1" "files differ"
    fi
}

# What is only arithmetic has no constant to blind; 64-bit constants have nothing else.
costs_are_in_their_order() {
    local none all off program
    on_the_wall_clock "$1" && return
    for program in constants32 constants64 branches; do
        none=$(figure first "$program" 1 0) all=$(figure first "$program" 1 2) off=$(figure first "$program" 0)
        if ! holds "$none * 1.2" '<' "$all" || ! holds "$all" '<' "$off"; then
            fail "$1" "$program: harden=0 $none, harden=2 $all, interpreter $off"
            return
        fi
    done
    none=$(figure first arithmetic 1 0) all=$(figure first arithmetic 1 2)
    if holds "$none * 0.99" '<' "$all" && holds "$all" '<' "$none * 1.01"; then
        ok "$1"
    else
        fail "$1" "arithmetic: harden=0 $none, harden=2 $all"
    fi
}

# The JIT for x86-64 makes one native instruction of each operation between registers.
an_instruction_is_an_instruction() {
    local run
    on_the_wall_clock "$1" && return
    run=$(figure first arithmetic 1 0)
    if holds "$run" '>' 513.5 && holds "$run" '<' 514.5; then ok "$1"; else fail "$1" "514 instructions took $run"; fi
}

another_seed_agrees_to_the_instruction() {
    local program cell first second
    on_the_wall_clock "$1" && return
    for program in ${straight//,/ }; do
        for cell in '1 0' '1 2' '0'; do
            # shellcheck disable=SC2086 # a cell is two words
            first=$(figure first "$program" $cell) second=$(figure second "$program" $cell)
            # Blinding draws its random numbers anew, but never other instructions.
            if ! holds "$first - $second" '<' 0.5 || ! holds "$second - $first" '<' 0.5; then
                fail "$1" "$program, jit harden $cell: $first, then $second"
                return
            fi
        done
    done
    ok "$1"
}

# The score of JMH is what a call takes: its runs are the kernel's, and the call is not what is measured. The second run repeats
# every program twice as often as the first.
twice_the_runs_take_twice_as_long() {
    local one two
    on_the_wall_clock "$1" && return
    one=$(score first) two=$(score second)
    if holds "$two / $one" '>' 1.96 && holds "$two / $one" '<' 2.04; then ok "$1"; else fail "$1" "$one, then $two"; fi
}
score() { # RUN
    awk '
        /"jit" :/ { interpreted = /"0"/ }
        /"program" :/ { mine = interpreted && /"arithmetic"/ }
        mine && /"50.0" :/ { sub(/^[^:]*: */, ""); sub(/,$/, ""); print; exit }
    ' "$results/$1/jmh.json"
}

# --- what cannot be ------------------------------------------------------------------------------------------------

refused() { # NAME CODE WORDS OPTION...
    local name=$1 wanted=$2 words=$3 said code=0
    shift 3
    said=$(micro "$@" 2>&1) || code=$?
    if [[ $code -eq $wanted && $said = *"$words"* && $said != *'	at '* ]]; then ok "$name"; else fail "$name" "exit code $code: $said"; fi
}
no_such_program() { refused "$1" 2 "there is no program 'nope'" -p program=nope; }
no_such_level() { refused "$1" 2 "'harden' has no level '7'" -p harden=7; }
no_such_option_of_jmh() { refused "$1" 2 "JMH does not take" -wj 3; }
no_such_parameter() { refused "$1" 2 "-p knows no 'size'" -p size=3; }
no_mode_that_gives_no_times() { refused "$1" 2 "-bm takes avgt or ss" -bm thrpt; }

every_program_is_there() {
    if diff <(micro --list | sort) <("$root/probe-native/build/micro-programs" --list | sort); then ok "$1"; else fail "$1" "see above"; fi
}

each no_such_program no_such_level no_such_option_of_jmh no_such_parameter no_mode_that_gives_no_times every_program_is_there
each a_run_leaves_every_file every_program_is_attested_in_every_cell jmh_itself_wrote_its_results report_makes_them_again
each costs_are_in_their_order
each an_instruction_is_an_instruction another_seed_agrees_to_the_instruction twice_the_runs_take_twice_as_long

needs_the_lab
run first --seed 1 -p repeat=32
run second --seed 2 -p program=$straight -p repeat=64
run_each
