#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The whole test: './bench test' runs this once everything it needs is installed. JAVA_HOME is a JDK of our release.
#
# Every part closes with 'N passed, N failed, N skipped' alone on a line, or is counted from Surefire's files. What cannot
# run on this machine is skipped with its reason, and the reasons are repeated at the end.
# shellcheck disable=SC2317 # functions are called through part()
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 1
output=$(mktemp)
trap 'rm -f "$output"' EXIT
status=0

part() {
    local name=$1
    shift
    printf '\n== %s\n' "$name"
    "$@" </dev/null 2>&1 | tee -a "$output"
    local result=${PIPESTATUS[0]}
    [[ $result -eq 0 ]] || {
        printf '== %s failed (exit code %d)\n' "$name" "$result"
        status=1
    }
}

build() {
    rm -rf ./*/target/surefire-reports
    mkdir -p target
    touch "$BENCH_STAMP.new"
    mvn --batch-mode --no-transfer-progress --fail-at-end verify && mv "$BENCH_STAMP.new" "$BENCH_STAMP"
}

scripts() {
    if command -v shellcheck >/dev/null; then
        shellcheck bench .ci/run tests/*.sh && echo "1 passed, 0 failed, 0 skipped"
    else
        echo "skipped: shellcheck is not installed"
        echo "0 passed, 0 failed, 1 skipped"
    fi
}

# Sums the closing lines of all parts and Surefire's counts, and prints the reasons of what was skipped.
summary() {
    {
        grep -hoE '[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' "$output"
        grep -hE '^<testsuite |^  <testsuite ' ./*/target/surefire-reports/TEST-*.xml 2>/dev/null
    } | awk '
        function attribute(name) {
            return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0
        }
        /<testsuite/ {
            bad = attribute("failures") + attribute("errors")
            failed += bad
            skipped += attribute("skipped")
            passed += attribute("tests") - bad - attribute("skipped")
            next
        }
        { passed += $1; failed += $3; skipped += $5 }
        END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }'
}

reasons() {
    grep -hE '^skipped: ' "$output"
    sed -n 's/.*<skipped message="\([^"]*\)".*/skipped: \1/p' ./*/target/surefire-reports/TEST-*.xml 2>/dev/null
}

part "build, formatting, static analysis, unit, architecture and native tests" build
part "scripts" scripts
part "launcher" tests/launcher.sh
[[ -x tests/lab.sh ]] && part "one real run in the lab" tests/lab.sh

printf '\n'
reasons
counts=$(summary)
printf '%s\n' "$counts"
[[ $counts = *" 0 failed,"* ]] || status=1
exit "$status"
