// SPDX-License-Identifier: Apache-2.0
//
// libbpf does not tell how long the kernel took over a program, and loading it a second time to find out would
// measure another load. But this binary is linked statically, so the linker can stand between: with
// --wrap=syscall every call of syscall(2) in libbpf.a comes here as __wrap_syscall, and __real_syscall is the C
// library's own. Only BPF_PROG_LOAD is timed, and nothing else is done between the two clock readings.

#include "load_clock.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "options.h"

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

struct load {
	int fd;
	__u64 nanos;
};

// Programs of ours: four a copy. libbpf also loads tiny programs to learn what the kernel can do and closes them
// again, so a descriptor may come more than once: the last load is the one that counts.
static struct load loads[MAX_COPIES * 8];
static int load_count;
static char refused[BPF_OBJ_NAME_LEN];

static __u64 now_nanos(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * 1000000000u + (__u64)now.tv_nsec;
}

static void remember(int fd, __u64 nanos)
{
	int i = 0;

	while (i < load_count && loads[i].fd != fd)
		i++;
	if (i == (int)(sizeof(loads) / sizeof(loads[0])))
		return; // then load_nanos() says 0: unknown
	if (i == load_count)
		load_count++;
	loads[i] = (struct load){ fd, nanos };
}

long __wrap_syscall(long number, ...)
{
	long a[6];
	__u64 before;
	__u64 after;
	va_list list;
	long result;
	int error;

	// A system call has at most six arguments; those not given are read as rubbish and ignored by the kernel.
	va_start(list, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(list, long);
	va_end(list);
	if (number != __NR_bpf || (int)a[0] != BPF_PROG_LOAD)
		return __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);

	before = now_nanos();
	result = __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	after = now_nanos();

	error = errno;
	if (result >= 0)
		remember((int)result, after - before);
	else
		memcpy(refused, ((const union bpf_attr *)a[1])->prog_name, sizeof(refused));
	errno = error;
	return result;
}

__u64 load_nanos(int program_fd)
{
	for (int i = 0; i < load_count; i++) {
		if (loads[i].fd == program_fd)
			return loads[i].nanos;
	}
	return 0;
}

const char *last_refused_program(void)
{
	return refused;
}

void forget_refused_program(void)
{
	refused[0] = 0;
}
