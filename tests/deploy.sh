#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What stands in deploy/, applied for real, twice, in a namespace of its own: there the kernel shows no net.core.bpf_jit_*,
# and plain files stand in their place, beside an /etc/sysctl.d of tmpfs. Nothing here can change a setting of this machine.
# shellcheck disable=SC2317 # functions are called through each()
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
deploy=$root/deploy
scratch=$(mktemp -d)
status=0
trap 'rm -rf --one-file-system "$scratch"' EXIT
export ANSIBLE_HOME=$scratch/ansible ANSIBLE_LOCAL_TEMP=$scratch/ansible ANSIBLE_NOCOLOR=1 ANSIBLE_RETRY_FILES_ENABLED=0

ok() { echo "ok   $1"; }
skip() { echo "skip $1: $2"; }
fail() {
    echo "FAIL $1: $2"
    status=1
}
lacks() { # NAME TOOL...: skips the test for want of a tool, and holds
    local name=$1 tool
    shift
    for tool in "$@"; do
        command -v "$tool" >/dev/null || { skip "$name" "there is no $tool here"; return 0; }
    done
    return 1
}

profiles='production development high-security'
core=/proc/sys/net/core
installed=/etc/sysctl.d/99-ebpf-jit.conf

# --- a machine of our own ----------------------------------------------------------------------------------------

# Begins a machine with these settings, and nothing in /etc/sysctl.d. Only ever called inside the namespace.
machine() { # JIT HARDEN KALLSYMS
    umount -q "$core" /etc/sysctl.d 2>/dev/null
    [[ ! -e "$core/bpf_jit_enable" ]] || { echo "this is no namespace of our own"; exit 9; }
    mount -t tmpfs none "$core" && mount -t tmpfs none /etc/sysctl.d || exit 9
    echo "$1" >"$core/bpf_jit_enable"
    echo "$2" >"$core/bpf_jit_harden"
    echo "$3" >"$core/bpf_jit_kallsyms"
    echo 528482304 >"$core/bpf_jit_limit"
}

# What the settings and the files are, and when they were last written to.
state() { tail -n +1 "$core"/bpf_jit_* /etc/sysctl.d/*; stat -c '%n %a %U %y' "$core"/bpf_jit_* /etc/sysctl.d/*; }

expected() { # PROFILE: prints JIT HARDEN KALLSYMS
    case $1 in
        high-security) echo "1 2 0" ;;
        *) echo "1 0 1" ;;
    esac
}

is_as_promised() { # PROFILE
    [[ "$(cat "$core/bpf_jit_enable" "$core/bpf_jit_harden" "$core/bpf_jit_kallsyms" | tr '\n' ' ')" = "$(expected "$1") " ]] ||
        { tail -n +1 "$core"/bpf_jit_*; return 1; }
    cmp "$deploy/sysctl.d/$1.conf" "$installed" || return 1
    [[ $(stat -c %a "$installed") = 644 && $(cat "$core/bpf_jit_limit") = 528482304 ]]
}

# --- in the namespace --------------------------------------------------------------------------------------------

setup() { "$deploy/setup-server.sh" "$@" 2>&1; }

each_profile_and_then_nothing() {
    local profile before
    for profile in $profiles; do
        machine 0 1 1
        setup "$profile" && is_as_promised "$profile" || return 1
        before=$(state)
        setup "$profile" >"$scratch/again" || return 1
        [[ $(state) = "$before" ]] || { diff <(echo "$before") <(state); return 1; }
        # From one of our profiles to another takes no --force.
        setup high-security && is_as_promised high-security || return 1
    done
}

a_file_of_somebody_else() {
    local before
    machine 1 1 1
    echo "net.core.bpf_jit_harden = 1 # mine" >"$installed"
    before=$(state)
    ! setup production >"$scratch/refused" && grep -q -- --force "$scratch/refused" && [[ $(state) = "$before" ]] || return 1
    setup --force production && is_as_promised production && grep -q mine "$installed.before" || return 1
    # Edited once more: what was kept first stays.
    echo "# mine too" >>"$installed"
    setup --force production && is_as_promised production && [[ $(cat "$installed.before") = *"# mine" ]]
}

what_the_kernel_refuses() {
    local before
    machine 1 1 1
    rm "$core/bpf_jit_kallsyms" && ln -s /dev/null "$core/bpf_jit_kallsyms" # reads back as nothing
    ! setup high-security >"$scratch/refused" && grep -q 'something else sets it' "$scratch/refused" &&
        grep -q 'net.core.bpf_jit_harden  back at 1' "$scratch/refused" && [[ $(cat "$core/bpf_jit_harden") = 1 && ! -e "$installed" ]]
}

a_read_only_etc() {
    machine 1 1 1
    mount -o remount,ro /etc/sysctl.d || return 1
    ! setup high-security >"$scratch/refused" && grep -q 'cannot be written' "$scratch/refused" && [[ $(cat "$core/bpf_jit_harden") = 1 ]]
}

settings_that_are_read_only() {
    machine 1 1 1
    mount -o remount,ro "$core" || return 1
    ! setup production >"$scratch/refused" && grep -q 'is read-only' "$scratch/refused" && [[ $(wc -l <"$scratch/refused") -eq 1 && ! -e "$installed" ]]
}

a_kernel_without_the_setting() {
    machine 1 1 1
    rm "$core/bpf_jit_harden"
    ! setup production >"$scratch/refused" && [[ $(wc -l <"$scratch/refused") -eq 1 && ! -e "$installed" ]]
}

the_build_says_that_the_jit_is_off() {
    machine 0 1 1
    make --no-print-directory -C "$root/probe-native" jit 2>&1 | grep -q 'warning: the BPF JIT is off here' || return 1
    machine 1 1 1
    [[ -z $(make --no-print-directory -C "$root/probe-native" jit 2>&1) ]]
}

playbook() { ansible-playbook -c local -i localhost, "$deploy/ansible/setup-server.yml" "$@" 2>&1; }

the_role_and_then_nothing() {
    local profile before
    for profile in $profiles; do
        machine 0 1 1
        playbook -e ebpf_jit_profile="$profile" && is_as_promised "$profile" || return 1
        before=$(state)
        playbook -e ebpf_jit_profile="$profile" | tee "$scratch/second"
        grep -q 'changed=0 ' "$scratch/second" && [[ $(state) = "$before" ]] || return 1
    done
    # What differs is shown by a check, and not changed.
    echo 2 >"$core/bpf_jit_enable"
    before=$(state)
    playbook --check && [[ $(state) = "$before" ]]
}

# cloud-init's own modules, with the parts of user data that are ours.
user_data_does_what_it_says() {
    local profile
    for profile in $profiles; do
        machine 0 1 1
        PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 - "$deploy/cloud-init/$profile.yaml" <<'END' || return 1
import subprocess, sys, yaml
from cloudinit.config import cc_write_files
from pathlib import Path
data = yaml.safe_load(Path(sys.argv[1]).read_text())
cc_write_files.write_files("test", data["write_files"], "root:root")
for command in data["runcmd"]:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
END
        is_as_promised "$profile" || return 1
    done
}

# ------------------------------------------------------------------------------------------------------------------

if [[ ${1-} = --inside ]]; then
    "$2"
    exit
fi

tests=()
each() { tests+=("$@"); }

inside() { # NAME FUNCTION
    local said code=0
    if [[ $EUID -ne 0 ]] || ! unshare --net --mount true 2>/dev/null; then
        skip "$1" "a network and mount namespace of one's own takes root (unshare)"
        return
    fi
    [[ -d /etc/sysctl.d ]] || { skip "$1" "there is no /etc/sysctl.d here to cover"; return; }
    said=$(unshare --net --mount "$0" --inside "$2" 2>&1) || code=$?
    if [[ $code -eq 0 ]]; then ok "$1"; else fail "$1" "$said"; fi
}

the_script_sets_every_profile_up_and_changes_nothing_twice() { inside "$1" each_profile_and_then_nothing; }
the_script_goes_over_nobodys_file() { inside "$1" a_file_of_somebody_else; }
the_script_takes_back_what_it_cannot_finish() { inside "$1" what_the_kernel_refuses; }
the_script_on_a_read_only_etc() { inside "$1" a_read_only_etc; }
the_script_on_a_kernel_without_the_setting() { inside "$1" a_kernel_without_the_setting; }
the_script_where_settings_are_read_only() { inside "$1" settings_that_are_read_only; }

the_script_refuses_bad_words() {
    local said code=0
    said=$("$deploy/setup-server.sh" fastest 2>&1) || code=$?
    if [[ $code -eq 2 && $said = *"no profile 'fastest'"*"development high-security production"* ]]; then
        ok "$1"
    else
        fail "$1" "exit code $code: $said"
    fi
}

the_probes_build_warns() { lacks "$1" make || inside "$1" the_build_says_that_the_jit_is_off; }
the_role_sets_every_profile_up_and_changes_nothing_twice() { lacks "$1" ansible-playbook || inside "$1" the_role_and_then_nothing; }
the_role_is_lint_clean() {
    local said
    lacks "$1" ansible-lint && return
    if said=$(cd "$deploy/ansible" && ansible-lint --offline --profile production setup-server.yml 2>&1); then ok "$1"; else fail "$1" "$said"; fi
}

user_data_fits_the_schema() {
    local profile said
    lacks "$1" cloud-init && return
    for profile in $profiles; do
        said=$(cloud-init schema --config-file "$deploy/cloud-init/$profile.yaml" 2>&1) || { fail "$1" "$said"; return; }
    done
    ok "$1"
}
user_data_sets_every_profile_up() { lacks "$1" cloud-init || inside "$1" user_data_does_what_it_says; }

terraform_hands_user_data_out() {
    local profile said
    lacks "$1" terraform && return
    cp -r "$deploy/terraform" "$deploy/cloud-init" "$scratch"
    said=$(cd "$scratch/terraform" && terraform init -no-color 2>&1 && terraform validate -no-color 2>&1 && terraform fmt -check 2>&1) ||
        { fail "$1" "$said"; return; }
    for profile in $profiles; do
        said=$(cd "$scratch/terraform" && terraform apply -no-color -auto-approve -var "profile=$profile" 2>&1) || { fail "$1" "$said"; return; }
        (cd "$scratch/terraform" && terraform output -raw user_data 2>/dev/null) | cmp - "$deploy/cloud-init/$profile.yaml" ||
            { fail "$1" "$profile is not handed out as it stands"; return; }
    done
    if (cd "$scratch/terraform" && terraform plan -no-color -var profile=fastest >/dev/null 2>&1); then
        fail "$1" "it takes a profile that does not exist"
    else
        ok "$1"
    fi
}

each the_script_sets_every_profile_up_and_changes_nothing_twice the_script_goes_over_nobodys_file
each the_script_takes_back_what_it_cannot_finish the_script_on_a_read_only_etc the_script_on_a_kernel_without_the_setting
each the_script_where_settings_are_read_only the_script_refuses_bad_words the_probes_build_warns the_role_sets_every_profile_up_and_changes_nothing_twice the_role_is_lint_clean
each user_data_fits_the_schema user_data_sets_every_profile_up terraform_hands_user_data_out

for name in "${tests[@]}"; do "$name" "$name"; done
exit "$status"
