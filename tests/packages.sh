# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# To be sourced by tests: the distribution's packages, downloaded and never installed, since packages may start servers or
# act at the next boot. Needs no root, and writes nowhere but in the directory named.

own_lists=()

# Begins in this directory; options for apt-get may follow.
packages_in() { # DIRECTORY [OPTION...]
    packages=$1
    shift
    mkdir -p "$packages"/{state/lists/partial,cache/archives/partial}
    apt_options=(-q -o "Dir::Cache=$packages/cache" -o "APT::Sandbox::User=$(id -un)" -o Acquire::Languages=none
        -o Acquire::Retries=2 "$@")
}

apt() { apt-get "${apt_options[@]}" ${own_lists[@]+"${own_lists[@]}"} "$@" >>"$packages/log" 2>&1; }

# Runs apt-get; with lists of our own where the system's are missing or too old.
with_lists() { # ARGUMENT...
    apt "$@" && return
    [[ ${#own_lists[@]} -eq 0 ]] || return
    own_lists=(-o "Dir::State=$packages/state" -o "Dir::State::lists=$packages/state/lists" -o APT::Update::Error-Mode=any)
    [[ " ${apt_options[*]} " = *" Dir::State::status="* ]] || own_lists+=(-o Dir::State::status=/var/lib/dpkg/status)
    apt update && apt "$@"
}

# Why apt-get failed.
last_words() { grep -m 1 "^E:" "$packages/log" || tail -n 1 "$packages/log"; }
