#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What 'bench compare' says of real runs in the lab: of two of the same thing, and of one whose probe was made dearer on
# purpose. One function a test, named as it is reported.
# shellcheck disable=SC2317 # functions are called by their names
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/each.sh
. "$root/tests/each.sh"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# Measures with the native parts of a tree: this one, or one beside it with the same jars.
measured() { # TREE RUN SEED
    "$JAVA_HOME/bin/java" -jar "$1/harness/target/bpfbench.jar" run --where lab --load pingpong --preset smoke --blocks 2 \
        --jobs 1 --matrix harden -p harden=0,2 --seed "$3" --output "$results/$2" >"$results/$2.out" 2>&1 ||
        { fail "run_$2" "exit code $?: $(tail -n 3 "$results/$2.out")"; return 1; }
}

# The same build but for 200 instructions more in each of the probe's programs.
dearer_tree() { # TREE
    mkdir -p "$1/harness/target"
    cp -r "$root"/harness/target/{bpfbench.jar,lib} "$1/harness/target" # Java looks behind links for where it stands
    make -C "$root/probe-native" -s OUT="$1/probe-native/build" BPF_CFLAGS=-DEXTRA_INSTRUCTIONS=200 all >/dev/null
}

compared() { # OPTION...
    code=0
    said=$("$root/bench" --no-install compare "$@" 2>&1) || code=$?
}

two_runs_of_the_same_are_no_change() {
    compared "$results/base" "$results/again"
    if [[ $code -eq 0 && $said = *'Equivalent: '* ]]; then ok "$1"; else fail "$1" "exit code $code: $said"; fi
}

# Ten less or more: what the compiler makes of the code around them.
a_dearer_probe_is_a_regression() {
    local gate
    for gate in '' --gate=cost_per_event\<=+5%; do
        compared "$results/base" "$results/dearer" ${gate:+"$gate"}
        if [[ $code -ne 3 ]] || ! grep -qE 'Regression: .*Cost per event of harden=0 \+(19[0-9]|20[0-9])' <<<"$said"; then
            fail "$1" "exit code $code with '$gate': $said"
            return
        fi
    done
    ok "$1"
}

the_other_way_round_it_is_an_improvement() {
    compared "$results/dearer" "$results/base"
    if [[ $code -eq 0 && $said = *'Improved: '* ]]; then ok "$1"; else fail "$1" "exit code $code: $said"; fi
}

what_a_gate_allows_is_kept() {
    compared "$results/base" "$results/dearer" '--gate=cost_per_event<=+300'
    if [[ $code -eq 0 && $said = *'Equivalent: '* ]]; then ok "$1"; else fail "$1" "exit code $code: $said"; fi
}

each two_runs_of_the_same_are_no_change a_dearer_probe_is_a_regression the_other_way_round_it_is_an_improvement \
    what_a_gate_allows_is_kept

needs_the_lab

measured "$root" base 1 || exit 1
! grep -q '"clock":"wall"' "$results/base/run.jsonl" || skip_each "this lab runs on the wall clock (KVM)"
dearer_tree "$results/tree" || { fail "dearer_tree" "make: exit code $?"; exit 1; }
measured "$root" again 2 && measured "$results/tree" dearer 3 || exit 1
run_each
