#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Real runs on this machine's kernel, ended in every way there is: whatever happens, the settings are afterwards what they were.
# shellcheck disable=SC2317 # functions are called through wait_until and in another shell
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/each.sh
. "$root/tests/each.sh"
results=$(mktemp -d)
trap 'rm -rf --one-file-system "$results"' EXIT
harden=/proc/sys/net/core/bpf_jit_harden
code=0

each a_run_on_the_host json_stands_alone_on_standard_output the_harness_stays_small without_root_it_is_one_sentence
each a_rate_that_is_not_held_is_marked without_an_interpreter_the_cell_is_unavailable
each a_run_in_which_nothing_counts_fails a_target_that_refuses_connections a_target_that_answers_with_errors
each a_target_that_closes_in_the_middle_of_an_answer ctrl_c_restores sigterm_restores a_second_run_is_refused
each a_second_run_in_a_container_is_refused a_run_killed_in_a_chroot_is_mended_outside
each kill_9_is_mended_by_the_next_command an_interrupted_run_is_finished

[[ $EUID -eq 0 ]] || skip_each "changing settings needs root"
[[ -w $harden ]] || skip_each "there is no $harden that can be written"
found=$(<"$harden")

bench() { "$root/bench" --no-install "$@"; }
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
a_level_is_in_force() { [[ $(<"$harden") != "$found" ]]; }
# The settings are tried out first; a trial is under way once the journal names one.
is_under_way() { grep -q trial_finished "$1/run.jsonl" 2>/dev/null && a_level_is_in_force; } # OUTPUT

# Ends a child of ours, gently, and after 30 s by force; its end is waited for.
end() { # PID
    local tries
    kill "$1" 2>/dev/null
    for ((tries = 0; tries < 300; tries++)); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$1" 2>/dev/null
    wait "$1" 2>/dev/null
}

begin() { # starts a run of three blocks in the background, with SIGINT as a terminal would give it
    mkdir -p "$results/$1"
    env --default-signal=INT "$root/bench" --no-install run --matrix harden --where host --preset smoke --blocks 3 --seed 7 \
        --rate 2000 --output "$results/$1" >"$results/$1.out" 2>"$results/$1.err" &
    run=$!
    wait_until "$run" is_under_way "$results/$1" && return
    end "$run"
    return 1
}
no_probe_is_left() { # without pgrep, which a bare machine lacks
    local exe
    for exe in /proc/[0-9]*/exe; do
        if [[ $(readlink "$exe" 2>/dev/null) = "$root/probe-native/build/latency-probe"* ]]; then return 1; fi
    done
}
settings_are_back() { [[ $(<"$harden") = "$found" && ! -e /run/bpfbench/lease.json ]]; }

bench run --matrix harden --where host --preset smoke --rate 2000 --output "$results/whole" >"$results/whole.out" 2>"$results/whole.err" || code=$?
if grep -q 'none of the cells can be run here' "$results/whole.err"; then
    skip_all "$(tail -n 1 "$results/whole.err")"
fi
if [[ $code -eq 0 ]] && settings_are_back && [[ $(grep -c trial_finished "$results/whole/run.jsonl") -eq 5 ]]; then
    ok a_run_on_the_host
else
    fail a_run_on_the_host "exit code $code, harden $(<"$harden"): $(tail -n 3 "$results/whole.err")"
fi

# Exactly summary.json in every locale, and for those who asked for quiet nothing besides; what went to a file has no bar in it.
LC_ALL=C bench run --resume "$results/whole" --json --quiet >"$results/whole.json" 2>"$results/json.err"
code=$?
if [[ $code -eq 0 && ! -s $results/json.err ]] && cmp -s "$results/whole.json" "$results/whole/summary.json" &&
    grep -q '^\[  5/5\] block 1, ' "$results/whole.err" && ! grep -q $'\r' "$results/whole.err"; then
    ok json_stands_alone_on_standard_output
else
    fail json_stands_alone_on_standard_output "exit code $code: $(tail -n 2 "$results/json.err") $(cmp "$results/whole.json" \
        "$results/whole/summary.json" 2>&1), $(grep -c '^\[  5/5\] block 1, ' "$results/whole.err") line of the last trial"
fi

# The harness is the machine's guest: under 512 MiB with load and target, and under 3 % of one CPU without them. Both are the run's
# own record (CPU time, not wall time), read from the table.
took=$(sed -n 's/^Harness *\([0-9,]*\) MiB at most, \([0-9]*\)\.[0-9]* % of one CPU outside load and target$/\1 \2/p' "$results/whole.out")
if [[ -n $took ]] && read -r mebibytes percent <<<"$took" && ((${mebibytes/,/} < 512 && percent < 3)); then
    ok the_harness_stays_small
else
    fail the_harness_stays_small "$(grep '^Harness' "$results/whole.out" || echo 'the table does not say what it took')"
fi

# Without the launcher, which would want to lock its build.
if [[ ! -x ${JAVA_HOME:-}/bin/java ]] || ! command -v setpriv >/dev/null; then
    echo "skip without_root_it_is_one_sentence: it takes setpriv, and JAVA_HOME to name a JDK"
else
    chmod 711 "$results"
    mkdir -m 777 "$results/nobody"
    setpriv --reuid=65534 --regid=65534 --clear-groups "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED \
        -jar "$root/harness/target/bpfbench.jar" run --matrix harden --where host --preset smoke --output "$results/nobody/run" \
        >/dev/null 2>"$results/nobody.err"
    code=$?
    if [[ $code -eq 1 ]] && grep -q 'root' "$results/nobody.err" && ! grep -q '	at ' "$results/nobody.err"; then
        ok without_root_it_is_one_sentence
    elif grep -q 'Unable to access jarfile' "$results/nobody.err"; then
        echo "skip without_root_it_is_one_sentence: an ordinary user cannot read this checkout"
    else
        fail without_root_it_is_one_sentence "exit code $code: $(tail -n 2 "$results/nobody.err")"
    fi
fi

# No machine holds three million requests a second through one loop; whether there is an interpreter depends on the kernel.
bench run --matrix jit --where host --preset smoke --rate 3000000 --output "$results/fast" >"$results/fast.out" 2>"$results/fast.err"
code=$?
if [[ $code -eq 0 ]] && grep -q 'it held [0-9,]* of 3,000,000 requests/s' "$results/fast.out"; then
    ok a_rate_that_is_not_held_is_marked
else
    fail a_rate_that_is_not_held_is_marked "exit code $code: $(tail -n 2 "$results/fast.err")"
fi
if ! grep -q 'jit=0 unavailable' "$results/fast.err"; then
    echo "skip without_an_interpreter_the_cell_is_unavailable: this kernel has one"
elif grep -q '^  unavailable' "$results/fast.out" && grep -q 'jit=0 unavailable: BPF_JIT_ALWAYS_ON' "$results/fast.out"; then
    ok without_an_interpreter_the_cell_is_unavailable
else
    fail without_an_interpreter_the_cell_is_unavailable "$(grep unavailable "$results/fast.out")"
fi

# Level 2 is proven by comparison with level 0; alone it is measured and not believed.
bench run --matrix harden -p harden=2 --where host --preset smoke --rate 2000 --output "$results/alone" >/dev/null 2>"$results/alone.err"
code=$?
if [[ $code -eq 1 ]] && grep -q 'nothing in this run counts' "$results/alone.err" && settings_are_back; then
    ok a_run_in_which_nothing_counts_fails
else
    fail a_run_in_which_nothing_counts_fails "exit code $code: $(tail -n 2 "$results/alone.err")"
fi

# Targets that cannot be measured are refused before the run, with a sentence.
refused() { # NAME URL WORDS
    bench run --matrix harden --preset smoke --rate 500 --url "$2" --output "$results/$1" >/dev/null 2>"$results/$1.err"
    code=$?
    if [[ $code -eq 1 ]] && grep -q "$3" "$results/$1.err" && ! grep -q '	at ' "$results/$1.err" && settings_are_back; then
        ok "$1"
    else
        fail "$1" "exit code $code: $(tail -n 2 "$results/$1.err")"
    fi
}
refused a_target_that_refuses_connections http://127.0.0.1:9/ 'does not answer'
if [[ -x ${JAVA_HOME:-}/bin/jwebserver ]]; then
    mkdir "$results/empty"
    "$JAVA_HOME/bin/jwebserver" -b 127.0.0.1 -p 28411 -d "$results/empty" >/dev/null 2>&1 &
    server=$!
    wait_until "$server" listens 28411
    refused a_target_that_answers_with_errors http://127.0.0.1:28411/absent 'answers with errors'
    end "$server"
else
    echo "skip a_target_that_answers_with_errors: JAVA_HOME names no JDK with a jwebserver"
fi

if [[ -x ${JAVA_HOME:-}/bin/java ]]; then
    cat >"$results/Half.java" <<'END'
void main() throws Exception {
    try (var server = new java.net.ServerSocket(28412, 50, java.net.InetAddress.getLoopbackAddress())) {
        while (true) {
            try (var client = server.accept()) {
                client.getInputStream().read(new byte[1000]);
                client.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".getBytes());
            } catch (java.io.IOException gone) {
                continue; // the other side closed first
            }
        }
    }
}
END
    "$JAVA_HOME/bin/java" "$results/Half.java" >/dev/null 2>&1 &
    server=$!
    wait_until "$server" listens 28412
    refused a_target_that_closes_in_the_middle_of_an_answer http://127.0.0.1:28412/ 'does not answer\|answers with errors'
    end "$server"
else
    echo "skip a_target_that_closes_in_the_middle_of_an_answer: JAVA_HOME names no JDK"
fi

for signal in INT TERM; do
    name=$([[ $signal = INT ]] && echo ctrl_c_restores || echo sigterm_restores)
    if ! begin "$signal"; then
        fail "$name" "the run did not get under way: $(tail -n 3 "$results/$signal.err")"
        continue
    fi
    kill -"$signal" "$run"
    wait "$run"
    code=$?
    sleep 0.2
    if settings_are_back && no_probe_is_left && [[ $code -eq $([[ $signal = INT ]] && echo 130 || echo 143) ]] &&
        grep -q -- '--resume' "$results/$signal.err" && ! grep -q '	at ' "$results/$signal.err"; then
        ok "$name"
    else
        fail "$name" "exit code $code, harden $(<"$harden"): $(tail -n 5 "$results/$signal.err")"
    fi
done

if begin KILL; then
    if bench run --matrix harden --where host --preset smoke 2>"$results/second.err"; then
        fail a_second_run_is_refused "it ran"
    elif grep -q 'another run holds this machine' "$results/second.err"; then
        ok a_second_run_is_refused
    else
        fail a_second_run_is_refused "$(tail -n 2 "$results/second.err")"
    fi
    # As in a container on the same kernel: its own processes, /proc, /run and /tmp.
    if ! unshare --mount --pid --fork --mount-proc true 2>/dev/null; then
        echo "skip a_second_run_in_a_container_is_refused: unshare is not allowed here"
    elif inside="mount -t tmpfs none /run && { [[ \$0 = /tmp/* ]] || mount -t tmpfs none /tmp; } && exec \"\$0\" --no-install run --preset smoke" &&
        unshare --mount --pid --fork --mount-proc bash -c "$inside" "$root/bench" 2>"$results/inside.err"; then
        fail a_second_run_in_a_container_is_refused "it ran"
    elif grep -q 'another run holds this machine: a process that is not visible from here' "$results/inside.err"; then
        ok a_second_run_in_a_container_is_refused
    else
        fail a_second_run_in_a_container_is_refused "$(tail -n 2 "$results/inside.err")"
    fi
    # The launcher became the virtual machine, so this is the run itself; wait until a level is in force once more.
    wait_until "$run" a_level_is_in_force
    kill -KILL "$run"
    wait "$run" 2>/dev/null
    sleep 1
    left=$(<"$harden")
    bench --version >/dev/null 2>"$results/next.err"
    if [[ $left != "$found" ]] && settings_are_back && no_probe_is_left && grep -q 'is back at' "$results/next.err"; then
        ok kill_9_is_mended_by_the_next_command
    else
        fail kill_9_is_mended_by_the_next_command "left $left, now $(<"$harden"): $(<"$results/next.err")"
    fi
    before=$(grep -c trial_finished "$results/KILL/run.jsonl")
    bench run --resume "$results/KILL" >/dev/null 2>"$results/resumed.err"
    code=$?
    if [[ $code -eq 0 && $before -gt 0 && $before -lt 15 && $(grep -c trial_finished "$results/KILL/run.jsonl") -eq 15 ]]; then
        ok an_interrupted_run_is_finished
    else
        fail an_interrupted_run_is_finished "exit code $code: $(tail -n 3 "$results/resumed.err")"
    fi
else
    fail kill_9_is_mended_by_the_next_command "the run did not get under way: $(tail -n 3 "$results/KILL.err")"
fi

# A chroot has a /run of its own; the lease must be where the next command outside looks. In a PID namespace, whose first
# process is this shell, for not every machine lets root look at the root directory of its own first process.
killed_in_a_chroot() {
    local new=$results/chroot
    mkdir "$new" && mount --rbind / "$new" && mount -t tmpfs none "$new/run" && mkdir -p "$results/chrooted" || return 1
    chroot "$new" "$root/bench" --no-install run --matrix harden --where host --preset smoke --rate 2000 --output "$results/chrooted/run" \
        >/dev/null 2>"$results/chrooted.err" &
    run=$!
    wait_until "$run" is_under_way "$results/chrooted/run" || { end "$run"; return 1; }
    kill -KILL "$run"
    wait "$run" 2>/dev/null
    [[ $(<"$harden") != "$found" && ! -e $new/run/bpfbench/lease.json ]] && bench --version >/dev/null 2>"$results/outside.err"
}
if ! unshare --mount --pid --fork --mount-proc true 2>/dev/null; then
    echo "skip a_run_killed_in_a_chroot_is_mended_outside: unshare is not allowed here"
else
    export root results harden found
    export -f killed_in_a_chroot bench wait_until is_under_way a_level_is_in_force end
    if unshare --mount --pid --fork --mount-proc bash -c killed_in_a_chroot && settings_are_back &&
        grep -q 'is back at' "$results/outside.err"; then
        ok a_run_killed_in_a_chroot_is_mended_outside
    else
        fail a_run_killed_in_a_chroot_is_mended_outside "harden $(<"$harden"): $(cat "$results/chrooted.err" "$results/outside.err" 2>&1 | tail -n 4)"
    fi
fi

settings_are_back || fail the_settings "harden is $(<"$harden") and was $found"
exit "$status"
