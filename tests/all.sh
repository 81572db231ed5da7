#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The whole test: './bench test' runs this once everything it needs is installed. JAVA_HOME is a JDK of our release.
#
# Every test is a line that begins with 'ok', 'FAIL' or 'skip', or is counted from Surefire's files. What cannot run on
# this machine is skipped with its reason; the reasons are repeated at the end, above one line with the sums.
# shellcheck disable=SC2317 # functions are called through part()
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 1
output=$(mktemp)
trap 'rm -f "$output"' EXIT

part() {
    local name=$1 began=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    "$@" </dev/null 2>&1 | tee -a "$output"
    local result=${PIPESTATUS[0]}
    printf '(%s: %d s)\n' "$name" $((SECONDS - began))
    [[ $result -eq 0 ]] || echo "FAIL $name: exit code $result" | tee -a "$output"
}

build() {
    rm -rf ./*/target/surefire-reports
    mkdir -p target
    touch "$BENCH_STAMP.new"
    mvn --batch-mode --no-transfer-progress --fail-at-end -DskipNativeTests=true verify && mv "$BENCH_STAMP.new" "$BENCH_STAMP"
}

scripts() {
    if shellcheck bench .ci/run tests/*.sh probe-native/test/*.sh deploy/*.sh; then echo "ok   shellcheck"; else echo "FAIL shellcheck"; fi
}

# After the run in the lab: that one has fetched the kernel for the tests in a guest.
native() {
    local kernel
    kernel=$(find "${XDG_CACHE_HOME:-$HOME/.cache}/bpfbench/kernel" -name 'vmlinuz*' -print -quit 2>/dev/null)
    BPFBENCH_KERNEL=$kernel make -C probe-native test
}

# Prints the sums of all parts.
counts() {
    {
        grep -hE '^(ok|FAIL|skip) ' "$output"
        grep -hE '^<testsuite ' ./*/target/surefire-reports/TEST-*.xml
    } | awk '
        function attribute(name) {
            return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0
        }
        /^ok / { passed++ }
        /^FAIL / { failed++ }
        /^skip / { skipped++ }
        /^<testsuite / {
            bad = attribute("failures") + attribute("errors")
            failed += bad
            skipped += attribute("skipped")
            passed += attribute("tests") - bad - attribute("skipped")
        }
        END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }'
}

# Prints what was skipped or failed, with the reasons.
reasons() {
    grep -hE '^(skip|FAIL) ' "$output"
    awk '
        / name="/ && /<testcase / { name = $0; sub(/.* name="/, "", name); sub(/".*/, "", name) }
        /<(skipped|failure|error)[ >]/ {
            kind = /<skipped/ ? "skip" : "FAIL"
            if (match($0, /message="[^"]*/)) $0 = substr($0, RSTART + 9, RLENGTH - 9)
            if (/TestAbortedException: *$/) getline # the reason has the next line to itself
            sub(/.*TestAbortedException: /, "")
            sub(/.*CDATA\[/, "")
            sub(/Assumption failed: /, "")
            sub(/&#10;.*/, "")
            gsub(/&quot;/, "\""); gsub(/&lt;/, "<"); gsub(/&gt;/, ">"); gsub(/&amp;/, "\\&")
            print kind, name ": " $0
        }' ./*/target/surefire-reports/TEST-*.xml
}

part "nginx for the load generator's tests" tests/nginx.sh
part "build, formatting, static analysis, unit and architecture tests" build
part "scripts" scripts
part "launcher" tests/launcher.sh
part "deployments" tests/deploy.sh
part "host" tests/host.sh
part "lab" tests/lab.sh
part "states" tests/states.sh
part "trigger" tests/trigger.sh
part "tune" tests/tune.sh
part "inspect" tests/inspect.sh
part "micro" tests/micro.sh
part "objects of others" tests/object.sh
part "compare" tests/compare.sh
part "pages in a browser" tests/page.sh
part "native" native

printf '\n'
reasons
sums=$(counts)
printf '%s\n' "$sums"
[[ $sums = *" 0 failed,"* ]]
