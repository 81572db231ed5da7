#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# setup-server.sh [--force] PROFILE
#
# Sets the eBPF JIT up, now and for every boot: applies sysctl.d/PROFILE.conf (production, development or high-security)
# and installs it as /etc/sysctl.d/99-ebpf-jit.conf. Run it as often as you like: what is as it should be is left alone,
# and what cannot be finished is taken back. A file there that is none of ours is not replaced without --force, which
# keeps it as 99-ebpf-jit.conf.before (or .before.2 and so on: what was kept once stays).
# Exit codes: 0 done, 1 failed, 2 usage.

set -eu
export LC_ALL=C

profiles=$(dirname "$0")/sysctl.d
installed=/etc/sysctl.d/99-ebpf-jit.conf
force=no
fresh= # a file not yet in its place
was=   # settings changed so far and their values before, a line each

fail() { # EXIT_CODE SENTENCE
	echo "setup-server: $2" >&2
	exit "$1"
}

# On the way out: nothing is left half done.
finish() {
	[ -z "$fresh" ] || rm -f "$fresh"
	echo "$was" | while read -r name value; do
		[ -n "$name" ] || continue
		if { echo "$value" >"$(file "$name")"; } 2>/dev/null; then
			echo "$name  back at $value"
		else
			echo "setup-server: $name could not be brought back: run sysctl -w $name=$value" >&2
		fi
	done
}

# Prints "NAME VALUE" for each setting of a profile.
settings() { sed -n 's/^\(net\.core\.[a-z_]*\) *= *\([0-9]*\)$/\1 \2/p' "$1"; }

# Where the kernel has a setting.
file() { echo "/proc/sys/$(echo "$1" | tr . /)"; }

exists() { [ -e "$1" ] || [ -L "$1" ]; }

# One of our profiles, byte for byte?
ours() {
	for each in "$profiles"/*.conf; do
		if [ ! -L "$1" ] && cmp -s "$each" "$1"; then return 0; fi
	done
	return 1
}

# A name for a file that stands in our file's place. Only files that end in .conf are read at boot.
second_name() {
	second=$installed.before
	n=2
	while exists "$second"; do
		second=$installed.before.$n
		n=$((n + 1))
	done
	echo "$second"
}

# All that can be known to go wrong, before anything is changed.
check() {
	[ "$(id -u)" = 0 ] || fail 1 "changing kernel settings needs root: run it with sudo"
	# The lock of bench run, whose measurements this would spoil, and of another one of this script.
	if command -v flock >/dev/null && [ -r /proc/self/ns/net ]; then
		exec 9</proc/self/ns/net
		flock -n 9 || fail 1 "a bench run is going on here, or another setup-server.sh: wait for it"
	fi
	while read -r name _; do
		[ -e "$(file "$name")" ] ||
			fail 1 "there is no $name here: the kernel has no BPF JIT, or this is a container with a network of its own, where none is shown: run it outside"
		[ -w "$(file "$name")" ] || fail 1 "$(file "$name") is read-only: this is a container without the right to change its host: run it outside"
	done <<-END
		$(settings "$profile")
	END
	[ ! -d "$installed" ] || fail 1 "$installed is a directory: move it out of the way"
	if [ "$force" = no ] && exists "$installed" && ! ours "$installed"; then
		fail 1 "$installed is none of ours and would be replaced: look at it, then give --force, which keeps it as $(second_name)"
	fi
}

apply() {
	while read -r name value; do
		now=$(cat "$(file "$name")")
		if [ "$now" = "$value" ]; then
			echo "$name  is $value"
			continue
		fi
		# The kernel answers in the write's exit code, and what counts is what reads back.
		{ echo "$value" >"$(file "$name")"; } 2>/dev/null || fail 1 "$name stays $now: it does not take $value, or is read-only"
		was="$name $now
$was"
		now_reads=$(cat "$(file "$name")")
		[ "$now_reads" = "$value" ] || fail 1 "$name was set to $value and reads $now_reads: something else sets it as well"
		echo "$name  was $now, is $value"
		if [ "${name%_harden}" != "$name" ] && [ "$now" -gt "$value" ]; then
			echo "  this lowers hardening: constants in code that is compiled from now on are no longer blinded as they were, which is what JIT spraying builds on"
		fi
	done <<-END
		$(settings "$profile")
	END
}

# A crash at any moment leaves the old file or the new one, whole.
install_file() {
	if [ ! -L "$installed" ] && cmp -s "$profile" "$installed"; then
		echo "$installed  is as it should be"
		return
	fi
	directory=$(dirname "$installed")
	{ mkdir -p "$directory" && fresh=$(mktemp "$installed.XXXXXX"); } 2>/dev/null || fail 1 "$directory cannot be written: make it writable"
	cat "$profile" >"$fresh"
	chmod 644 "$fresh"
	sync "$fresh"
	if exists "$installed" && ! ours "$installed"; then
		kept=$(second_name)
		ln "$installed" "$kept" || fail 1 "$installed cannot be kept as $kept"
		echo "$kept  keeps what stood there"
	fi
	mv -f "$fresh" "$installed"
	fresh=
	sync "$directory"
	echo "$installed  written"
}

# Files that are read at boot after ours have the last word. /etc/sysctl.conf is read last where there is no systemd.
later() {
	after=no
	for each in /etc/sysctl.d/*.conf /etc/sysctl.conf; do
		case $each in
		"$installed") after=yes && continue ;;
		/etc/sysctl.conf) [ ! -d /run/systemd/system ] || continue ;;
		esac
		if [ "$after" = no ] || [ ! -r "$each" ]; then continue; fi
		settings "$profile" | while read -r name value; do
			then=$(sed -n "s|/|.|g; s|^[[:space:]]*-*$name *= *||p" "$each" | tail -n 1)
			[ -z "$then" ] || [ "$then" = "$value" ] ||
				echo "setup-server: $each is read after $installed and sets $name = $then: that will be in force after the next boot" >&2
		done
	done
}

if [ "${1-}" = --force ]; then
	force=yes
	shift
fi
[ -d "$profiles" ] || fail 1 "there is no $profiles: run this script where it stands, beside sysctl.d"
known=$(cd "$profiles" && echo *.conf | sed 's/\.conf//g')
[ $# -eq 1 ] || fail 2 "name one profile: $known"
case " $known " in
*" $1 "*) profile=$profiles/$1.conf ;;
*) fail 2 "there is no profile '$1': there are $known" ;;
esac

check
trap finish EXIT
trap 'exit 1' HUP INT TERM
apply
install_file
was=
later
