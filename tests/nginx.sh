#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Gets the distribution's nginx for the load generator's tests: downloaded and unpacked into target/nginx, never installed,
# since its package would start a server on this machine. Needs no root. Leaves a program, target/nginx/nginx, or else the
# reason why there is none in target/nginx/why-not, which the tests give when they are skipped.
#
# BENCH_MAY_INSTALL=no (./bench --no-install test): only looks whether one is installed.
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
place=${1:-$root/target/nginx}
# shellcheck source=tests/packages.sh
. "$root/tests/packages.sh"

none() {
    rm -f "$place/nginx"
    mkdir -p "$place"
    printf '%s\n' "$*" | tee "$place/why-not"
    exit 0
}

if PATH=$PATH:/usr/sbin command -v nginx; then exit; fi
if [[ -x $place/nginx ]] && "$place/nginx" -v; then exit; fi
[[ ${BENCH_MAY_INSTALL:-yes} = yes ]] || none "nginx is not installed, and --no-install was given"
for tool in apt-get dpkg-deb dpkg-query ldd; do
    command -v "$tool" >/dev/null || none "nginx is not installed, and there is no $tool here to get it with"
done

rm -rf "$place"
mkdir -p "$place"/{debs,files} || exit
cd "$place/debs" || exit
packages_in "$place/apt"
download() { with_lists download "$1"; }

download nginx || none "nginx is not installed and cannot be downloaded ($(last_words))"
dpkg-deb -x nginx_*.deb "$place/files" || none "the package nginx cannot be unpacked"
[[ -x $place/files/usr/sbin/nginx ]] || none "nginx is not installed, and the package nginx holds no program"
if ldd "$place/files/usr/sbin/nginx" | grep -q 'not found'; then
    # Libraries that this machine lacks come along, by the package's own word.
    for library in $(dpkg-deb -f nginx_*.deb Depends | tr ',' '\n' | sed 's/^ *//;s/[ (|].*$//' | grep -E '^(lib|zlib)' |
        grep -v '^libc6$'); do
        # shellcheck disable=SC2016 # dpkg's own variable
        [[ $(dpkg-query -W -f '${Status}' "$library" 2>/dev/null) != *" installed" ]] || continue
        download "$library" || none "nginx needs $library, which cannot be downloaded ($(last_words))"
    done
    for deb in *.deb; do dpkg-deb -x "$deb" "$place/files"; done
fi
cd "$place" || exit
cat >"$place/nginx" <<PROGRAM
#!/bin/sh
LD_LIBRARY_PATH=$(find "$place/files" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:) exec "$place/files/usr/sbin/nginx" "\$@"
PROGRAM
chmod +x "$place/nginx"
rm -rf "$place/debs" "$place/apt" "$place/why-not"
"$place/nginx" -v || none "the nginx in $place/files does not start"
