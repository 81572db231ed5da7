// SPDX-License-Identifier: Apache-2.0

#include "readings.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static long bpf(int command, union bpf_attr *attributes)
{
	return syscall(SYS_bpf, command, attributes, sizeof(*attributes));
}

bool programs_open(struct programs *programs, const char *ids)
{
	programs->count = 0;
	while (*ids) {
		union bpf_attr wanted = { 0 };
		char *end;
		unsigned long id = strtoul(ids, &end, 10);
		int fd;

		if (end == ids || (*end && *end != ',') || id > 0xffffffff || programs->count == MAX_PROGRAMS) {
			programs_close(programs);
			errno = EINVAL;
			return false;
		}
		wanted.prog_id = (unsigned int)id;
		fd = (int)bpf(BPF_PROG_GET_FD_BY_ID, &wanted);
		if (fd < 0) {
			int error = errno;

			programs_close(programs);
			errno = error;
			return false;
		}
		programs->ids[programs->count] = (unsigned int)id;
		programs->fds[programs->count++] = fd;
		ids = *end ? end + 1 : end;
	}
	return true;
}

bool programs_read(const struct programs *programs, struct runs *runs)
{
	for (int i = 0; i < programs->count; i++) {
		struct bpf_prog_info info;
		union bpf_attr wanted = { 0 };

		memset(&info, 0, sizeof(info));
		wanted.info.bpf_fd = (unsigned int)programs->fds[i];
		wanted.info.info_len = sizeof(info);
		wanted.info.info = (unsigned long)&info;
		if (bpf(BPF_OBJ_GET_INFO_BY_FD, &wanted))
			return false;
		runs[i] = (struct runs){ info.run_cnt, info.run_time_ns };
	}
	return true;
}

void programs_close(struct programs *programs)
{
	while (programs->count)
		close(programs->fds[--programs->count]);
}
