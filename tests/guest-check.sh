#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Inside a guest of tests/tune.sh, where busybox is all the system there is: what the kernel and the file say now.
#   guest-check.sh is JIT HARDEN KALLSYMS FILE    by sysctl; FILE is a profile, or none
#   guest-check.sh script                         every profile by setup-server.sh, twice
set -u

installed=/etc/sysctl.d/99-ebpf-jit.conf

is() { # JIT HARDEN KALLSYMS FILE
	now=$(sysctl -n net.core.bpf_jit_enable net.core.bpf_jit_harden net.core.bpf_jit_kallsyms | tr '\n' ' ')
	[ "$now" = "$1 $2 $3 " ] || { echo "enable, harden and kallsyms are $now"; return 1; }
	case $4 in
	none) [ ! -e "$installed" ] || { echo "there is a $installed"; return 1; } ;;
	*) cmp "/deploy/sysctl.d/$4.conf" "$installed" && [ "$(stat -c '%a %u' "$installed")" = "644 0" ] ;;
	esac
}

state() { sysctl -a 2>/dev/null | grep bpf_jit; stat -c '%n %i %a %y' /etc/sysctl.d/*; }

script() {
	for profile in production development high-security; do
		sysctl -w net.core.bpf_jit_enable=0 net.core.bpf_jit_harden=1 net.core.bpf_jit_kallsyms=1 >/dev/null
		/deploy/setup-server.sh "$profile" || return 1
		case $profile in
		high-security) is 1 2 0 "$profile" ;;
		*) is 1 0 1 "$profile" ;;
		esac || return 1
		before=$(state)
		/deploy/setup-server.sh "$profile" >/dev/null && [ "$(state)" = "$before" ] || return 1
	done
}

"$@"
