# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# To be sourced by tests: a test is a function, named as it is reported, which is given its name and tells what came of it.

status=0
tests=()

each() { tests+=("$@"); }
ok() { echo "ok   $1"; }
skip() { echo "skip $1: $2"; }
fail() {
    echo "FAIL $1: $2"
    status=1
}

# Not where a number is missing.
holds() { awk "BEGIN { exit !(($1) $2 ($3)) }" 2>/dev/null; } # NUMBER OPERATOR NUMBER

# Waits until a command holds: for 5 minutes, which a busy machine may need, and as long as the process lives.
wait_until() { # PID COMMAND...
    local pid=$1 tries
    shift
    for ((tries = 0; tries < 6000; tries++)); do
        "$@" && return
        kill -0 "$pid" 2>/dev/null || return 1
        sleep 0.05
    done
    return 1
}

# Both end the script.
run_each() {
    local name
    for name in "${tests[@]}"; do "$name" "$name"; done
    exit "$status"
}
skip_each() { # REASON
    local name
    for name in "${tests[@]}"; do skip "$name" "$1"; done
    exit 0
}

# Ends the script where there is no lab.
needs_the_lab() {
    [[ $(uname -m) = x86_64 ]] || skip_each "the lab's guests are x86_64, this machine is $(uname -m)"
}
