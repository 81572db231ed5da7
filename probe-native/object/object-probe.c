// SPDX-License-Identifier: Apache-2.0
//
// object-probe: loads and attaches a BPF object that somebody else made, and says what the kernel counts of it, as JSON
// lines in the protocol of latency-probe.

#include "options.h"
#include "own.h"
#include "serving.h"
#include "signals.h"
#include "start.h"

int main(int argc, char **argv)
{
	static struct own_probe probe;
	struct options options;
	bool done = false;

	if (!parse_options(argc, argv, &options))
		return EXIT_USAGE;
	if (options.help) {
		print_help();
		return EXIT_DONE;
	}
	libbpf_is_verbose = options.verbose;
	libbpf_set_print(libbpf_says);
	if (standard_descriptors_are_open() && signals_begin() && own_open(&probe, &options)) {
		if (options.list)
			done = own_list(&probe);
		else
			done = may_load() && own_attach(&probe, options.copies) && own_serve(&probe, options.control);
	}
	own_close(&probe);
	return done ? EXIT_DONE : EXIT_FAILED;
}
