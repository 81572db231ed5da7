// SPDX-License-Identifier: Apache-2.0

#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"

static const char help_text[] =
	"object-probe: loads and attaches a BPF object that somebody else made, and says what the kernel counts of it\n"
	"\n"
	"  sudo object-probe --object my.bpf.o --control\n"
	"\n"
	"Every program whose section libbpf can attach by itself. Results are JSON lines on standard output: first\n"
	"`ready`, at the end `result`.\n"
	"\n"
	"  --object FILE       the object\n"
	"  --programs NAME,... only these programs of it; else all but those of SEC(\"?...\")\n"
	"  --variant VARIANT   own (default), or empty: in the same places programs that do nothing\n"
	"  --stack K           load and attach the object K times, 1 to 64; figures are those of the first\n"
	"  --kallsyms          say in `ready` whether /proc/kallsyms has each program's name\n"
	"  --control           obey standard input: mark TEXT, stats on, stats off, end; one a line\n"
	"  --list              instead: what is in the object, as one line; loads nothing and takes no rights\n"
	"  --verbose           show libbpf's messages\n"
	"  --help              this text\n"
	"\n"
	"Exit status: 0 done, 1 failed, 2 usage.\n";

void print_help(void)
{
	fputs(help_text, stdout);
}

enum long_option { OBJECT = 256, PROGRAMS, VARIANT, STACK, KALLSYMS, CONTROL, LIST, VERBOSE, HELP };

static const struct option long_options[] = {
	{ "object", required_argument, NULL, OBJECT },
	{ "programs", required_argument, NULL, PROGRAMS },
	{ "variant", required_argument, NULL, VARIANT },
	{ "stack", required_argument, NULL, STACK },
	{ "kallsyms", no_argument, NULL, KALLSYMS },
	{ "control", no_argument, NULL, CONTROL },
	{ "list", no_argument, NULL, LIST },
	{ "verbose", no_argument, NULL, VERBOSE },
	{ "help", no_argument, NULL, HELP },
	{ 0 },
};

static bool take_variant(const char *value, struct options *options)
{
	options->empty = strcmp(value, "empty") == 0;
	if (options->empty || strcmp(value, "own") == 0)
		return true;
	complain("--variant %s makes no sense: it takes own or empty", value);
	return false;
}

static bool take_copies(const char *value, struct options *options)
{
	char *end;
	long copies = strtol(value, &end, 10);

	options->copies = (int)copies;
	if (end != value && !*end && copies >= 1 && copies <= MAX_COPIES)
		return true;
	complain("--stack %s makes no sense: it takes a number from 1 to %d", value, MAX_COPIES);
	return false;
}

static bool take(int option, const char *value, struct options *options)
{
	switch (option) {
	case OBJECT:
		options->object = value;
		return true;
	case PROGRAMS:
		options->programs = value;
		return true;
	case VARIANT:
		return take_variant(value, options);
	case STACK:
		return take_copies(value, options);
	case KALLSYMS:
		options->kallsyms = true;
		return true;
	case CONTROL:
		options->control = true;
		return true;
	case LIST:
		options->list = true;
		return true;
	case VERBOSE:
		options->verbose = true;
		return true;
	case HELP:
		options->help = true;
		return true;
	default: /* getopt_long has said what is wrong */
		return false;
	}
}

bool parse_options(int argc, char **argv, struct options *options)
{
	int option;

	*options = (struct options){ .copies = 1 };
	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (!take(option, optarg, options))
			return false;
	}
	if (optind < argc) {
		complain("%s is not an option: see --help", argv[optind]);
		return false;
	}
	if (!options->object && !options->help) {
		complain("--object FILE is missing: see --help");
		return false;
	}
	return true;
}
