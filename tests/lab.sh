#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Real runs in the lab: guests boot, every cell is measured, attested and found again under another seed; and the bad
# days. One function a test, named as it is reported; the list of them stands at the end.
# shellcheck disable=SC2317 # functions are called through each()
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/each.sh
. "$root/tests/each.sh"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

in_the_lab() { "$root/bench" --no-install run --where lab --preset smoke "$@"; }

# --- what a run left behind --------------------------------------------------------------------------------------

# Prints a column of trials.csv, one trial a line, as long as no column before it has commas in it.
column() { # RUN COLUMN
    awk -F, -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) column = i; next } column { print $column }' \
        "$results/$1/trials.csv"
}

# Prints the estimate of a metric in a cell, both as summary.json has them.
estimate() { # RUN METRIC JIT [HARDEN]
    awk -v metric="$2" -v jit="$3" -v harden="${4:-}" '
        function value() { sub(/^[^:]*: */, ""); sub(/,$/, ""); gsub(/"/, ""); return $0 }
        /"cell"/ { cell_jit = cell_harden = "" }
        /"jit" *:/ { cell_jit = value() }
        /"harden" *:/ { cell_harden = value() }
        /"metric" *:/ { of = value() }
        /"estimate" *:/ && of == metric && cell_jit == jit && (harden == "" || cell_harden == harden) { print value(); exit }
    ' "$results/$1/summary.json"
}

run() { # RUN OPTION...
    local name=$1 code=0
    shift
    in_the_lab --matrix jit,harden --blocks 2 --output "$results/$name" "$@" || code=$?
    [[ $code -eq 0 ]] || fail "run_$name" "exit code $code"
}

# With KVM the lab runs on the wall clock, and figures differ as much as this machine is busy. Skips the test there, and holds.
on_the_wall_clock() { # NAME
    [[ $clock = wall ]] && skip "$1" "this lab runs on the wall clock (KVM)"
}

# --- a run --------------------------------------------------------------------------------------------------------

a_run_leaves_every_file() {
    local file cell
    for file in run.jsonl summary.json summary.md report.html trials.csv jmh.json; do
        [[ -s $results/first/$file ]] || { fail "$1" "there is no $file"; return; }
    done
    for cell in '"jit" *: *0' '"harden" *: *0' '"harden" *: *1' '"harden" *: *2'; do
        grep -qE "$cell" "$results/first/summary.json" || { fail "$1" "summary.json has no row with $cell"; return; }
    done
    ok "$1"
}

every_row_is_attested() {
    local rows
    rows=$(grep -cE '"attested" *: *true' "$results/first/summary.json")
    if [[ $rows -gt 0 ]] && ! grep -qE '"attested" *: *false' "$results/first/summary.json"; then
        ok "$1"
    else
        fail "$1" "$rows rows are, not all"
    fi
}

the_rate_is_held_in_every_trial() {
    local count=0 achieved target
    on_the_wall_clock "$1" && return
    while read -r achieved target; do
        count=$((count + 1))
        holds "$achieved / $target" '>=' 0.995 || { fail "$1" "trial $count: $achieved of $target a second"; return; }
    done < <(paste <(column first achieved_rate) <(column first target_rate))
    if [[ $count -eq 12 ]]; then ok "$1"; else fail "$1" "$count trials, not 12"; fi
}

the_clock_counts_instructions() {
    on_the_wall_clock "$1" && return
    if grep -q '"clock" : "instructions"' "$results/first/summary.json" &&
        head -n 1 "$results/first/trials.csv" | grep -q ',latency_p99_instructions,'; then
        ok "$1"
    else
        fail "$1" "$(grep '"clock"' "$results/first/summary.json")"
    fi
}

costs_are_in_their_order() {
    local off none unprivileged all
    on_the_wall_clock "$1" && return
    off=$(estimate first cost_per_event 0)
    none=$(estimate first cost_per_event 1 0)
    unprivileged=$(estimate first cost_per_event 1 1)
    all=$(estimate first cost_per_event 1 2)
    # Hardening level 1 leaves the programs of a privileged loader as they are.
    if holds "$off" '>' "$all" && holds "$all" '>' "$none * 1.01" && holds "$unprivileged / $none" '>' 0.99 &&
        holds "$unprivileged / $none" '<' 1.01; then
        ok "$1"
    else
        fail "$1" "interpreter $off, harden=2 $all, harden=1 $unprivileged, harden=0 $none"
    fi
}

another_seed_finds_the_same_costs() {
    local cell first second
    on_the_wall_clock "$1" && return
    for cell in '0' '1 0' '1 1' '1 2'; do
        # shellcheck disable=SC2086
        first=$(estimate first cost_per_event $cell) second=$(estimate second cost_per_event $cell)
        if ! holds "$second / $first" '>' 0.99 || ! holds "$second / $first" '<' 1.01; then
            fail "$1" "jit harden $cell: $first, then $second"
            return
        fi
    done
    ok "$1"
}

# In QEMU's CPU time, which other work on this machine hardly changes.
a_guest_begins_its_first_trial_within_25_s() {
    local seconds count=0
    on_the_wall_clock "$1" && return
    while read -r seconds; do
        count=$((count + 1))
        holds "$seconds" '<=' 25 || { fail "$1" "guest $count: $seconds s of CPU time"; return; }
    done < <(cat "$results"/{first,second}/run.jsonl | sed -n 's/.*"guest_at_work".*"cpuSeconds": *\([0-9.]*\).*/\1/p')
    if [[ $count -ge 2 ]]; then ok "$1"; else fail "$1" "$count guests in two runs"; fi
}

every_trial_names_its_guest() {
    if [[ $(column first guest | grep -c '^[1-9]') -eq 12 ]]; then ok "$1"; else fail "$1" "$(column first guest | tr '\n' ' ')"; fi
}

# In headless Chromium, where there is one; its line is of its own making.
its_page_is_silent_in_a_browser() { "$root/tests/page.sh" "$results/first/report.html" || status=1; }

# --- bad days -----------------------------------------------------------------------------------------------------

# What is missing is one sentence, seen by Java itself: the launcher would have installed it.
refused() { # NAME WORDS COMMAND...
    local name=$1 words=$2 said code=0
    shift 2
    said=$("$@" 2>&1) || code=$?
    said=$(grep -v '^getting the distribution' <<<"$said")
    if [[ $code -eq 1 && $said = *"$words"* && $said != *'	at '* ]]; then ok "$name"; else fail "$name" "exit code $code: $said"; fi
}
lab_with() { env "$1" "$JAVA_HOME/bin/java" -jar "$root/harness/target/bpfbench.jar" run --where lab --preset smoke "${@:2}"; }

no_qemu() { refused "$1" 'there is no qemu-system-x86_64' lab_with PATH=/nonexistent; }
no_such_kernel() { refused "$1" '/nonexistent' lab_with "PATH=$PATH" --kernel /nonexistent; }

no_apt_to_get_a_kernel_with() {
    local tool
    mkdir -p "$results/tools" "$results/empty-cache"
    for tool in qemu-system-x86_64 setpriv; do ln -sf "$(command -v "$tool")" "$results/tools/$tool"; done
    refused "$1" 'name a kernel image with --kernel FILE' \
        env XDG_CACHE_HOME="$results/empty-cache" PATH="$results/tools" "$JAVA_HOME/bin/java" -jar \
        "$root/harness/target/bpfbench.jar" run --where lab --preset smoke
}

no_network_to_get_a_kernel_from() {
    if ! unshare --net true 2>/dev/null; then
        skip "$1" "no network can be taken away here (unshare --net)"
        return
    fi
    refused "$1" "connect this machine to its package mirror, or name a kernel image with --kernel FILE" \
        env XDG_CACHE_HOME="$results/offline-cache" unshare --net "$JAVA_HOME/bin/java" -jar \
        "$root/harness/target/bpfbench.jar" run --where lab --preset smoke
}

# A device of that name that is none, and a disk that two guests write to until it is full: what was measured is kept, and when
# there is room the run goes on.
an_unusable_kvm_and_a_full_disk() {
    local said code=0 output=$results/full
    mkdir -p "$output"
    if [[ ! -e /dev/kvm ]] || ! unshare --mount sh -c "mount --bind /dev/null /dev/kvm && mount -t tmpfs -o size=20k none '$output'" 2>/dev/null; then
        skip "$1" "there is no /dev/kvm, or nothing may be mounted here"
        return
    fi
    # shellcheck disable=SC2016
    said=$(unshare --mount bash -c '
        mount --bind /dev/null /dev/kvm && mount -t tmpfs -o size=20k none "$1" || exit 9
        "$2" --no-install run --where lab --jobs 2 --preset smoke --load pingpong --matrix harden -p harden=0 --blocks 4 --output "$1/run"
        echo "code $?, kept $(grep -c trial_finished "$1/run/run.jsonl") of guests $(grep -c guest_at_work "$1/run/run.jsonl")"
        mount -o remount,size=16m "$1" || exit 9
        "$2" --no-install run --resume "$1/run"
        echo "code $?, then $(grep -c trial_finished "$1/run/run.jsonl")"
    ' bash "$output" "$root/bench" 2>&1) || code=$?
    if [[ $code -eq 0 && $said = *'(KVM) unavailable: the'* && $said = *'cannot write to the journal'*'--resume'* &&
        $said =~ code\ 1,\ kept\ [1-9][0-9]*\ of\ guests\ 2 && $said = *'code 0, then 12'* && $said != *'	at '* ]]; then
        ok "$1"
    else
        fail "$1" "exit code $code: $said"
    fi
}

# The pid of the guest among the children of our run.
guest_of() { # PID
    local children
    children=$(cat "/proc/$1/task/"*/children 2>/dev/null)
    local child
    for child in $children; do
        if [[ $(tr '\0' ' ' <"/proc/$child/cmdline" 2>/dev/null) = *qemu-system* ]]; then
            echo "$child"
            return
        fi
    done
}

a_guest_that_dies_costs_one_trial() {
    local journal=$results/killed/run.jsonl tries pid guest=''
    "$root/bench" --no-install run --where lab --preset smoke --matrix harden -p harden=0 --output "$results/killed" \
        >"$results/killed.out" 2>&1 &
    pid=$!
    for ((tries = 0; tries < 6000; tries++)); do # until the second trial is under way
        if [[ -e $journal && $(grep -c '"trial_started"' "$journal") -eq 2 ]]; then
            guest=$(guest_of "$pid")
            break
        fi
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    [[ -n $guest ]] || { fail "$1" "no guest was seen: $(tail -n 3 "$results/killed.out")"; wait "$pid"; return; }
    kill -KILL "$guest"
    wait "$pid"
    if [[ $? -eq 1 && $(grep -c '"trial_finished"' "$journal") -eq 2 && $(grep -c '"trial_failed"' "$journal") -eq 1 &&
        $(grep -c '"guest_at_work"' "$journal") -eq 2 ]] && grep -q 'another guest goes on' "$results/killed.out"; then
        ok "$1"
    else
        fail "$1" "$(tail -n 5 "$results/killed.out")"
    fi
}

# --- the exact lane -----------------------------------------------------------------------------------------------

# Two seeds, and the same cost per event to the instruction in every cell.
the_exact_lane_repeats_to_the_instruction() {
    local seed cell one other
    on_the_wall_clock "$1" && return
    for seed in 1 2; do
        in_the_lab --load pingpong --seed "$seed" --output "$results/exact-$seed" >"$results/exact.out" 2>&1 ||
            { fail "$1" "exit code $?: $(tail -n 3 "$results/exact.out")"; return; }
    done
    for cell in "1 0" "1 1" "1 2" "0"; do
        # shellcheck disable=SC2086 # a cell is two words
        one=$(estimate exact-1 cost_per_event $cell) other=$(estimate exact-2 cost_per_event $cell)
        [[ -n $one && $one = "$other" ]] || { fail "$1" "jit, harden = $cell costs $one and $other"; return; }
    done
    one=$(estimate exact-1 cost_per_event 1 0)
    [[ $one = $(estimate exact-1 cost_per_event 1 1) ]] || { fail "$1" "harden=1 is not the same as harden=0"; return; }
    other=$(estimate exact-1 cost_per_event 1 2)
    if holds "$one" "<" "$other" && holds "$other" "<" "$(estimate exact-1 cost_per_event 0)"; then
        ok "$1"
    else
        fail "$1" "harden=0 costs $one, harden=2 $other, jit=0 $(estimate exact-1 cost_per_event 0)"
    fi
}

# The cells of a kind that this kernel lacks are left out with the reason; all others have to prove themselves.
other_ways_to_compile_and_attach_are_attested() {
    local cells journal=$results/ways/run.jsonl
    in_the_lab --load pingpong --matrix opt,attach,kallsyms -p opt=O1,O3 -p attach=kprobe,raw_tp --output "$results/ways" \
        >"$results/ways.out" 2>&1 || { fail "$1" "exit code $?: $(tail -n 3 "$results/ways.out")"; return; }
    cells=$(paste -d ' ' <(column ways opt) <(column ways attach) <(column ways kallsyms) <(column ways built) \
        <(column ways attested) | grep -v '^NA' | sort | tr '\n' ';')
    if [[ $cells =~ ^(O[13] kprobe [01] [^\;]*-O[13] -mcpu=v3 TRUE\;){4}$ ]] &&
        [[ $(grep -c '"finding".*attach=raw_tp kallsyms=[01]".*unavailable.*sock_send_length' "$journal") -eq 4 ]]; then
        ok "$1"
    else
        fail "$1" "$cells $(grep '"finding"' "$journal" | tr '\n' ' ')"
    fi
}

# Every state of the JIT's settings, each proven and measured; the level that dumps the code makes the same code.
every_state_is_measured() {
    local harden plain dumped interpreted
    on_the_wall_clock "$1" && return
    in_the_lab --load pingpong --matrix jit,harden,kallsyms -p jit=0,1,2 --output "$results/states" >"$results/states.out" 2>&1 ||
        { fail "$1" "exit code $?: $(tail -n 3 "$results/states.out")"; return; }
    # Nine cells, and the baseline twice.
    [[ $(column states attested | tr '\n' ' ') =~ ^(TRUE\ ){11}$ ]] ||
        { fail "$1" "attested: $(column states attested | tr '\n' ' ')"; return; }
    interpreted=$(estimate states cost_per_event 0)
    for harden in 0 1 2; do
        plain=$(estimate states cost_per_event 1 "$harden") dumped=$(estimate states cost_per_event 2 "$harden")
        if ! holds "$plain" == "$dumped" || ! holds "$plain" '<' "$interpreted"; then
            fail "$1" "harden=$harden costs $plain, dumped $dumped, interpreted $interpreted"
            return
        fi
    done
    ok "$1"
}

# Programs of known length must cost what is known.
a_calibration_gives_the_known_slope_back() {
    local table slope code
    on_the_wall_clock "$1" && return
    table=$("$root/bench" --no-install calibrate --where lab --blocks 1 --seed 1 --output "$results/calibration" 2>&1) ||
        { fail "$1" "exit code $?: $table"; return; }
    for code in 'jit=1 harden=0' 'jit=1 harden=2'; do
        grep -qE "^$code .* pass *$" <<<"$table" || { fail "$1" "$code did not pass: $table"; return; }
    done
    slope=$(awk '/^jit=1 harden=0 .* pass *$/ { print $3; exit }' <<<"$table")
    if awk -v slope="$slope" 'BEGIN { exit !(slope > 0.99 && slope < 1.01) }'; then
        ok "$1"
    else
        fail "$1" "an addition cost $slope instructions instead of 1"
    fi
}

# ------------------------------------------------------------------------------------------------------------------

each no_qemu no_such_kernel no_apt_to_get_a_kernel_with no_network_to_get_a_kernel_from
each a_run_leaves_every_file every_row_is_attested the_rate_is_held_in_every_trial the_clock_counts_instructions
each costs_are_in_their_order another_seed_finds_the_same_costs a_guest_begins_its_first_trial_within_25_s
each every_trial_names_its_guest its_page_is_silent_in_a_browser an_unusable_kvm_and_a_full_disk a_guest_that_dies_costs_one_trial
each the_exact_lane_repeats_to_the_instruction every_state_is_measured other_ways_to_compile_and_attach_are_attested
each a_calibration_gives_the_known_slope_back

needs_the_lab

run first --seed 1
clock=$(sed -n 's/.*"clock" *: *"\([a-z]*\)".*/\1/p' "$results/first/summary.json" 2>/dev/null | head -n 1)
run second --seed 2
run_each
