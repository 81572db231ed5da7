#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What stands in deploy/, applied for real, twice, in a namespace of its own: there the kernel shows no net.core.bpf_jit_*,
# and plain files stand in their place, beside an /etc/sysctl.d of tmpfs. Nothing here can change a setting of this machine.
# Ansible and cloud-init run in a root of their own (tests/tools.sh). The kernel's own settings: tests/tune.sh.
# shellcheck disable=SC2317 # functions are called through each()
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/each.sh
. "$root/tests/each.sh"
deploy=$root/deploy
scratch=$(mktemp -d)
trap 'rm -rf --one-file-system "$scratch"' EXIT

profiles='production development high-security'
core=/proc/sys/net/core
installed=/etc/sysctl.d/99-ebpf-jit.conf

# --- a machine of our own ----------------------------------------------------------------------------------------

# Begins a machine with these settings, and nothing in /etc/sysctl.d. Only ever called inside the namespace.
machine() { # JIT HARDEN KALLSYMS
    umount -q "$core" /etc/sysctl.d 2>/dev/null
    [[ ! -e "$core/bpf_jit_enable" ]] || { echo "this is no namespace of our own"; exit 9; }
    if [[ ! -d /etc/sysctl.d ]]; then
        # A machine that has none: on a copy of its /etc.
        mkdir -p "$scratch/etc/sysctl.d" && cp -a /etc/. "$scratch/etc" 2>/dev/null
        mount --bind "$scratch/etc" /etc || exit 9
    fi
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
    # Edited once more: both stay.
    echo "# mine too" >>"$installed"
    setup --force production && is_as_promised production && [[ $(cat "$installed.before") = *"# mine" ]] &&
        [[ $(tail -n 1 "$installed.before.2") = "# mine too" ]]
}

a_file_that_is_read_later() {
    machine 1 2 1
    echo "net/core/bpf_jit_harden=1" >/etc/sysctl.d/99-sysctl.conf
    echo "net.core.bpf_jit_kallsyms = 0" >/etc/sysctl.d/10-early.conf
    setup production >"$scratch/said" && grep -q '99-sysctl.conf is read after .* sets net.core.bpf_jit_harden = 1' "$scratch/said" &&
        ! grep -q 10-early "$scratch/said" && grep -q 'this lowers hardening' "$scratch/said"
}

a_run_that_goes_on() {
    local before
    machine 1 2 1
    before=$(state)
    exec 8</proc/self/ns/net
    flock 8
    ! setup production >"$scratch/refused" && grep -q 'a bench run is going on' "$scratch/refused" && [[ $(state) = "$before" ]] || return 1
    exec 8<&-
    setup production && is_as_promised production
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
    mount -o remount,bind,ro /etc/sysctl.d || return 1
    ! setup high-security >"$scratch/refused" && grep -q 'cannot be written' "$scratch/refused" && [[ $(cat "$core/bpf_jit_harden") = 1 ]]
}

settings_that_are_read_only() {
    machine 1 1 1
    mount -o remount,bind,ro "$core" || return 1
    ! setup production >"$scratch/refused" && grep -q 'is read-only' "$scratch/refused" && [[ $(wc -l <"$scratch/refused") -eq 1 && ! -e "$installed" ]]
}

a_kernel_without_the_setting() {
    machine 1 1 1
    rm "$core/bpf_jit_harden"
    ! setup production >"$scratch/refused" && [[ $(wc -l <"$scratch/refused") -eq 1 && ! -e "$installed" ]]
}

what_the_build_says() { # prints what make says of the JIT
    make --no-print-directory -C "$root/probe-native" jit 2>&1
}
the_build_says_what_the_jit_is() {
    machine 0 1 1
    what_the_build_says | grep -q 'warning: the BPF JIT is off here' || return 1
    echo 2 >"$core/bpf_jit_enable"
    what_the_build_says | grep -q 'warning: the BPF JIT dumps every program' || return 1
    echo 1 >"$core/bpf_jit_enable"
    [[ $(what_the_build_says) = *JIT*enabled* && $(what_the_build_says) != *warning* ]] || return 1
    rm "$core/bpf_jit_enable"
    what_the_build_says | grep -q 'cannot be told' || return 1
    mkdir "$core/bpf_jit_enable" # is there, and cannot be read
    what_the_build_says | grep -q 'cannot be told'
}

playbook() { ansible-playbook -c local -i localhost, "$deploy/ansible/setup-server.yml" "$@" 2>&1; }

the_role_and_then_nothing() {
    local profile before
    for profile in $profiles; do
        machine 0 1 1
        playbook -e ebpf_jit_profile="$profile" && is_as_promised "$profile" || return 1
        before=$(state)
        playbook -e ebpf_jit_profile="$profile" >"$scratch/second"
        if ! grep -q 'changed=0 ' "$scratch/second" || [[ $(state) != "$before" ]]; then
            cat "$scratch/second"
            return 1
        fi
    done
}

# What differs is shown by a check, and not changed; a profile that does not exist is told in one sentence.
the_role_only_asked() {
    local before
    machine 2 1 1
    before=$(state)
    playbook --check | tee "$scratch/said"
    grep -q 'bpf_jit_enable: 2 -> 1' "$scratch/said" && [[ $(state) = "$before" ]] || return 1
    ! playbook -e ebpf_jit_profile=fastest >"$scratch/refused" && [[ $(state) = "$before" ]] &&
        grep -q 'must be one of: production, development, high-security, got: fastest' "$scratch/refused"
}

the_linter() { cd "$deploy/ansible" && ansible-lint --nocolor --offline --profile production setup-server.yml; }

the_schema() {
    local profile
    for profile in $profiles; do cloud-init schema --config-file "$deploy/cloud-init/$profile.yaml" || return 1; done
    sed 's/permissions:.*/permissions: [no, mode]/' "$deploy/cloud-init/production.yaml" >"$scratch/broken.yaml"
    ! cloud-init schema --config-file "$scratch/broken.yaml" 2>/dev/null
}

# A boot of a machine, as its services would do it; user data comes from a directory.
boot() {
    local stage
    rm -rf /run/cloud-init
    for stage in 'init --local' init 'modules --mode config' 'modules --mode final'; do
        # shellcheck disable=SC2086 # several words
        cloud-init $stage || return 1
    done
}

user_data_does_what_it_says() {
    local profile before seed=/var/lib/cloud/seed/nocloud
    cat >/etc/cloud/cloud.cfg <<'END'
datasource_list: [NoCloud]
network: {config: disabled}
cloud_init_modules: [write-files]
cloud_config_modules: [runcmd]
cloud_final_modules: [scripts-user]
system_info: {distro: debian}
END
    for profile in $profiles; do
        machine 0 1 1
        rm -rf /var/lib/cloud
        mkdir -p "$seed"
        cp "$deploy/cloud-init/$profile.yaml" "$seed/user-data"
        echo "instance-id: $profile" >"$seed/meta-data"
        boot && is_as_promised "$profile" && [[ $(cloud-init status) = 'status: done' ]] || return 1
    done
    # At a later boot it does nothing.
    before=$(state)
    boot && [[ $(state) = "$before" ]]
}

# ------------------------------------------------------------------------------------------------------------------

# The tools' root, with what changes in it in memory; and on with the function there.
enter() { # FUNCTION
    local directory
    for directory in etc var; do cp -a "$tools/$directory" "$scratch" || exit 9; done
    for directory in etc var root run tmp; do mount -t tmpfs none "$tools/$directory" || exit 9; done
    for directory in etc var; do cp -a "$scratch/$directory/." "$tools/$directory"; done
    for directory in dev proc; do mount --rbind "/$directory" "$tools/$directory" || exit 9; done
    mount --bind "$root" "$tools/repository" || exit 9
    exec env -i PATH=/usr/sbin:/usr/bin HOME=/root LC_ALL=C.UTF-8 ANSIBLE_NOCOLOR=1 ANSIBLE_PIPELINING=1 \
        chroot "$tools" /repository/tests/deploy.sh --inside "$1"
}

case ${1-} in
    --inside) "$2"; exit ;;
    --enter) tools=$2; enter "$3" ;;
esac

# A user who is not root may be one in a user namespace.
own=()
for command in 'unshare --net --mount' 'unshare --map-root-user --net --mount'; do
    read -ra try <<<"$command"
    if "${try[@]}" true 2>/dev/null; then
        own=("${try[@]}")
        break
    fi
done

in_a_namespace() { # NAME ARGUMENT...
    local name=$1 said code=0
    shift
    if [[ ${#own[@]} -eq 0 ]]; then
        skip "$name" "a network and mount namespace of one's own takes root, or user namespaces (unshare)"
        return
    fi
    said=$("${own[@]}" "$0" "$@" 2>&1) || code=$?
    if [[ $code -eq 0 ]]; then ok "$name"; else fail "$name" "$said"; fi
}
inside() { in_a_namespace "$1" --inside "$2"; }

tools=
inside_tools() { # NAME FUNCTION
    [[ -n $tools ]] || tools=$("$root/tests/tools.sh")
    if [[ -d $tools ]]; then in_a_namespace "$1" --enter "$tools" "$2"; else skip "$1" "$tools"; fi
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

the_script_warns_of_files_that_are_read_later() { inside "$1" a_file_that_is_read_later; }
the_script_waits_for_no_run() {
    command -v flock >/dev/null || { skip "$1" "there is no flock here"; return; }
    inside "$1" a_run_that_goes_on
}

the_script_without_root() {
    local said code=0 nobody=()
    cp -r "$deploy" "$scratch/everybodys"
    chmod 755 "$scratch"
    [[ $EUID -ne 0 ]] || nobody=(setpriv --reuid=65534 --clear-groups)
    said=$(${nobody[@]+"${nobody[@]}"} "$scratch/everybodys/setup-server.sh" production 2>&1) || code=$?
    if [[ $code -eq 1 && $said = "setup-server: changing kernel settings needs root: run it with sudo" ]]; then
        ok "$1"
    else
        fail "$1" "exit code $code: $said"
    fi
}

the_probes_build_says_what_the_jit_is() {
    command -v make >/dev/null || { skip "$1" "there is no make here"; return; }
    inside "$1" the_build_says_what_the_jit_is
}
the_role_sets_every_profile_up_and_changes_nothing_twice() { inside_tools "$1" the_role_and_then_nothing; }
the_role_shows_differences_and_refuses_bad_words() { inside_tools "$1" the_role_only_asked; }
the_role_is_lint_clean() { inside_tools "$1" the_linter; }
user_data_fits_the_schema() { inside_tools "$1" the_schema; }
user_data_sets_every_profile_up() { inside_tools "$1" user_data_does_what_it_says; }

terraform_hands_user_data_out() {
    local profile said
    command -v terraform >/dev/null || { skip "$1" "there is no terraform here, and Debian has no package of it"; return; }
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
each the_script_where_settings_are_read_only the_script_warns_of_files_that_are_read_later the_script_waits_for_no_run
each the_script_without_root the_script_refuses_bad_words the_probes_build_says_what_the_jit_is
each the_role_sets_every_profile_up_and_changes_nothing_twice the_role_shows_differences_and_refuses_bad_words the_role_is_lint_clean
each user_data_fits_the_schema user_data_sets_every_profile_up terraform_hands_user_data_out

run_each
