#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Gets Ansible, ansible-lint and cloud-init as the distribution has them, with all that they need down to the C library:
# downloaded and unpacked into a root of their own in the user's cache, never installed (an installed cloud-init would set
# this machine up at its next boot). Prints that root, or else why there is none, and then exits with 1.
#
# BENCH_MAY_INSTALL=no (./bench --no-install test): only looks whether it is there.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/packages.sh
. "$here/packages.sh"

wanted='ansible-core ansible-lint cloud-init sudo procps busybox-static
    base-files base-passwd bash coreutils dash diffutils findutils gawk grep hostname libpam-modules mount sed util-linux'
all=${XDG_CACHE_HOME:-$HOME/.cache}/bpfbench/deploy-tools
place=$all/$(cat "$0" /etc/os-release | cksum | cut -d' ' -f1)

none() {
    echo "$*"
    exit 1
}

if [[ -d $place ]]; then
    echo "$place"
    exit
fi
[[ ${BENCH_MAY_INSTALL:-yes} = yes ]] || none "Ansible and cloud-init have not been downloaded yet, and --no-install was given"
for tool in apt-get dpkg-deb tar xargs; do
    command -v "$tool" >/dev/null || none "there is no $tool here to get Ansible and cloud-init with"
done

mkdir -p "$all" || none "$all cannot be written"
work=$(mktemp -d "$all/new.XXXXXX") || none "$all cannot be written"
trap 'rm -rf "$work"' EXIT

# As for a machine that has nothing yet: an empty list of what is installed.
packages_in "$work" -o "Dir::State::status=$work/status"
: >"$work/status"
# shellcheck disable=SC2086 # several packages
with_lists install -y --no-install-recommends --download-only $wanted ||
    none "Ansible and cloud-init cannot be downloaded ($(last_words))"

# Merged /usr, as every release since Debian 12 and Ubuntu 20.04 has it.
mkdir -p "$work"/root/{dev,proc,root,run,tmp,repository,usr/{bin,sbin,lib,lib64}} || none "$work cannot be written"
for directory in bin sbin lib lib64; do ln -s "usr/$directory" "$work/root/$directory"; done
# The packages' own scripts do not run; these two do what theirs would.
# shellcheck disable=SC2016 # the inner shell's own
find "$work/cache/archives" -name '*.deb' -print0 | ROOT=$work/root xargs -0 -n 1 -P "$(nproc)" bash -c '
    dpkg-deb --fsys-tarfile "$0" |
        tar -x -p --no-same-owner --keep-directory-symlink --exclude=./usr/share/{doc,man,locale} -C "$ROOT" -f -' ||
    none "the packages of Ansible and cloud-init cannot be unpacked"
cp "$work/root/usr/share/base-passwd/passwd.master" "$work/root/etc/passwd"
cp "$work/root/usr/share/base-passwd/group.master" "$work/root/etc/group"
printf '%s\n' 'auth required pam_permit.so' 'account required pam_permit.so' 'session required pam_permit.so' >"$work/root/etc/pam.d/sudo"

mv -T "$work/root" "$place" 2>/dev/null || [[ -d $place ]] || none "$place cannot be written"
find "$all" -mindepth 1 -maxdepth 1 -mmin +60 ! -path "$place" -exec rm -rf {} + # of other releases, or of a killed run
echo "$place"
