/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATTACHED_H
#define ATTACHED_H

#include <linux/types.h>

#include "json.h"

/*
 * Where programs are attached, as far as the kernel tells: links, and perf events (kprobes, tracepoints), which only
 * their holders' descriptors lead to. What hangs on a cgroup, a network device or a socket without a link is not seen.
 */
void attached_read(void);

/* Elements such as "fentry tcp_sendmsg", "raw_tp sock_send_length", "kprobe tcp_sendmsg" of one program. */
void attached_report(struct json *json, __u32 program_id);

#endif
