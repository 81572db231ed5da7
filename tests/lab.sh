#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# One real run, end to end: a guest boots, every cell is measured and attested, the reports are written.
set -uo pipefail

name="a smoke run in the lab"
root=$(cd "$(dirname "$0")/.." && pwd)
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

if [[ $(uname -m) != x86_64 ]]; then
    echo "skip $name: the lab's guests are x86_64, this machine is $(uname -m)"
    exit 0
fi

fail() {
    echo "FAIL $name: $*"
    exit 1
}

# What is missing is one sentence, seen by Java itself: the launcher would have installed it.
refused() { # NAME WORDS ENVIRONMENT OPTION...
    local what=$1 words=$2 said code
    said=$(env "$3" "$JAVA_HOME/bin/java" -jar "$root/harness/target/bpfbench.jar" run --where lab --preset smoke "${@:4}" 2>&1)
    code=$?
    if [[ $code -eq 1 && $said = *"$words"* && $said != *'	at '* ]]; then echo "ok   $what"; else fail "$what: exit code $code: $said"; fi
}
refused no_qemu 'there is no qemu-system-x86_64' PATH=/nonexistent
refused no_kernel '/nonexistent' "PATH=$PATH" --kernel /nonexistent

"$root/bench" --no-install run --where lab --preset smoke --seed 1 --output "$results"
code=$?
[[ $code -eq 0 ]] || fail "bench run ended with exit code $code"
for file in run.jsonl summary.json summary.md report.html trials.csv jmh.json; do
    [[ -s $results/$file ]] || fail "it left no $file"
done
! grep -qE '"attested" *: *false' "$results/summary.json" || fail "a row of summary.json is not attested"
for cell in '"jit" *: *0' '"harden" *: *0' '"harden" *: *1' '"harden" *: *2'; do
    grep -qE "$cell" "$results/summary.json" || fail "summary.json has no row with $cell"
done
echo "ok   $name"
