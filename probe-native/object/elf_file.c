// SPDX-License-Identifier: Apache-2.0
//
// Looked at before libbpf is, which says of all of these that the format is invalid.

#include "elf_file.h"

#include <elf.h>
#include <endian.h>
#include <stdio.h>
#include <string.h>

#define COMPILE "compile the program with clang -g -O2 -target bpf -c"
#define OWN_ORDER (__BYTE_ORDER == __LITTLE_ENDIAN ? ELFDATA2LSB : ELFDATA2MSB)

static const char *machine_name(int machine)
{
	static char number[32];

	switch (machine) {
	case EM_386:
		return "x86";
	case EM_X86_64:
		return "x86-64";
	case EM_ARM:
		return "ARM";
	case EM_AARCH64:
		return "ARM64";
	case EM_PPC64:
		return "PowerPC";
	case EM_S390:
		return "s390";
	case EM_RISCV:
		return "RISC-V";
	default:
		snprintf(number, sizeof(number), "machine %d", machine);
		return number;
	}
}

const char *not_an_object(const void *bytes, size_t size)
{
	static char wrong[160];
	const Elf64_Ehdr *header = bytes;

	if (size < EI_NIDENT || memcmp(bytes, ELFMAG, SELFMAG) != 0)
		return "is no ELF file: " COMPILE;
	if (size < sizeof(*header))
		return "is an ELF file that was cut off: " COMPILE;
	if (header->e_ident[EI_CLASS] == ELFCLASS64 && header->e_ident[EI_DATA] != OWN_ORDER)
		return "is for a machine of the other byte order: " COMPILE;
	// The machine stands in the same place in files of 32 bits.
	if (header->e_machine != EM_BPF && header->e_machine != EM_NONE) {
		snprintf(wrong, sizeof(wrong), "is an ELF file for %s, not for BPF: " COMPILE,
			 machine_name(header->e_machine));
		return wrong;
	}
	if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_type != ET_REL)
		return "is no object as a compiler makes it: " COMPILE;
	return NULL;
}

bool has_section(const void *bytes, size_t size, const char *name)
{
	const Elf64_Ehdr *header = bytes;
	const Elf64_Shdr *sections;
	const Elf64_Shdr *names;

	if (header->e_shentsize != sizeof(*sections) || header->e_shoff > size ||
	    (size - header->e_shoff) / sizeof(*sections) < header->e_shnum || header->e_shstrndx >= header->e_shnum)
		return false;
	sections = (const void *)((const char *)bytes + header->e_shoff);
	names = &sections[header->e_shstrndx];
	if (names->sh_offset > size || names->sh_size > size - names->sh_offset)
		return false;
	for (int i = 0; i < header->e_shnum; i++) {
		size_t at = sections[i].sh_name;
		size_t length = strlen(name) + 1;

		if (at < names->sh_size && length <= names->sh_size - at &&
		    memcmp((const char *)bytes + names->sh_offset + at, name, length) == 0)
			return true;
	}
	return false;
}
