// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
// Programs of kinds that can be attached, which libbpf alone cannot attach all the same; off, to be named one by one.

#include "tcp.bpf.h"

SEC("?kprobe")
int a_kprobe(void *ctx)
{
	return 0;
}

SEC("?uprobe")
int a_uprobe(void *ctx)
{
	return 0;
}

SEC("?iter/task")
int an_iterator(void *ctx)
{
	return 0;
}

SEC("?lsm_cgroup/socket_bind")
int of_a_cgroup(void *ctx)
{
	return 1;
}

SEC("?uprobe//no/such/file:main")
int of_a_file(void *ctx)
{
	return 0;
}
