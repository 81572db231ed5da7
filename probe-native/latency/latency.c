// SPDX-License-Identifier: Apache-2.0
//
// latency-probe: loads and attaches the programs of latency.bpf.c, says what they found, as JSON lines.

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "attach.h"
#include "options.h"
#include "serving.h"
#include "signals.h"
#include "start.h"
#include "survey.h"

static bool verbose;

static int libbpf_says(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	return verbose ? vfprintf(stderr, format, args) : 0;
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
	if (latency_serve(&probe, &options))
		status = EXIT_DONE;

cleanup:
	probe_detach(&probe);
	for (int i = 0; i < probe.attempt_count; i++)
		free(probe.attempts[i].verifier_log);
	return status;
}
