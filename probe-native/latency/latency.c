// SPDX-License-Identifier: Apache-2.0
//
// latency-probe: loads and attaches the programs of latency.bpf.c, says what they found, as JSON lines.

#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attach.h"
#include "control.h"
#include "options.h"
#include "signals.h"
#include "survey.h"

static bool verbose;

static int libbpf_says(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	return verbose ? vfprintf(stderr, format, args) : 0;
}

// A standard descriptor that is closed would be given to the next file that is opened, and our lines would go there.
static bool standard_descriptors_are_open(void)
{
	bool output = fcntl(STDOUT_FILENO, F_GETFD) >= 0;

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
			return false;
	}
	if (!output)
		fprintf(stderr, "latency-probe: standard output is closed: the results have nowhere to go\n");
	return output;
}

// Asked beforehand, because afterwards an EPERM could mean anything.
static bool has_capability(int capability)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	if (syscall(SYS_capget, &header, data))
		return false;
	return data[capability / 32].effective >> (capability % 32) & 1;
}

static bool may_load(void)
{
	if (has_capability(CAP_SYS_ADMIN) || (has_capability(CAP_BPF) && has_capability(CAP_PERFMON)))
		return true;
	fprintf(stderr, "latency-probe: loading BPF programs takes CAP_BPF and CAP_PERFMON, "
			"which this process lacks: run it as root\n");
	return false;
}

static void explain_failure(const struct probe *probe)
{
	fprintf(stderr, "latency-probe: no way to attach works here");
	for (int i = 0; i < probe->attempt_count; i++)
		fprintf(stderr, "%s %s: %s", i ? ";" : ":", attach_names[probe->attempts[i].kind],
			probe->attempts[i].error);
	if (access("/sys/kernel/btf/vmlinux", R_OK) != 0)
		fprintf(stderr, "; this kernel has no BTF (CONFIG_DEBUG_INFO_BTF), which the probe needs");
	fprintf(stderr, "\n");
	for (int i = 0; i < probe->attempt_count; i++) {
		const struct attempt *attempt = &probe->attempts[i];

		if (attempt->verifier_log)
			fprintf(stderr, "The verifier's last lines (%s):\n%s", attach_names[attempt->kind],
				attempt->verifier_log);
	}
}

int main(int argc, char **argv)
{
	static struct probe probe;
	struct options options;
	int status = EXIT_FAILED;

	if (!parse_options(argc, argv, &options))
		return EXIT_USAGE;
	if (options.help) {
		print_help();
		return EXIT_DONE;
	}
	verbose = options.verbose;
	libbpf_set_print(libbpf_says);
	if (!standard_descriptors_are_open() || !signals_begin())
		goto cleanup;
	if (options.survey) {
		status = survey_print() ? EXIT_DONE : EXIT_FAILED;
		goto cleanup;
	}
	if (!may_load())
		goto cleanup;
	if (!probe_attach(&probe, &options)) {
		explain_failure(&probe);
		goto cleanup;
	}
	if (control_run(&probe, &options))
		status = EXIT_DONE;

cleanup:
	probe_detach(&probe);
	for (int i = 0; i < probe.attempt_count; i++)
		free(probe.attempts[i].verifier_log);
	return status;
}
