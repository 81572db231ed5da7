// SPDX-License-Identifier: Apache-2.0
//
// Looked at before libbpf is, which says of all of these that the format is invalid.

#include "elf_file.h"

#include <elf.h>
#include <gelf.h>
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

static Elf *open_elf(const void *bytes, size_t size)
{
	return elf_version(EV_CURRENT) == EV_NONE ? NULL : elf_memory((char *)bytes, size); // which only reads them
}

static bool is_named(Elf *elf, const GElf_Shdr *header, const char *name)
{
	size_t names;
	const char *own = elf_getshdrstrndx(elf, &names) ? NULL : elf_strptr(elf, names, header->sh_name);

	return own && strcmp(own, name) == 0;
}

// The names of functions that a section of relocations fills in.
static bool fills_in(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, const char *function)
{
	Elf_Data *relocations = elf_getdata(section, NULL);
	Elf_Scn *table = elf_getscn(elf, header->sh_link);
	Elf_Data *symbols = elf_getdata(table, NULL);
	GElf_Shdr of;
	GElf_Sym symbol;
	GElf_Rel relocation;

	if (!gelf_getshdr(table, &of))
		return false;
	for (int i = 0; gelf_getrel(relocations, i, &relocation); i++) {
		const char *name;

		if (!gelf_getsym(symbols, (int)GELF_R_SYM(relocation.r_info), &symbol) ||
		    GELF_ST_TYPE(symbol.st_info) != STT_FUNC)
			continue;
		name = elf_strptr(elf, of.sh_link, symbol.st_name);
		if (name && strcmp(name, function) == 0)
			return true;
	}
	return false;
}

bool is_in_a_slot(const void *bytes, size_t size, const char *program)
{
	Elf *elf = open_elf(bytes, size);
	Elf_Scn *section = NULL;
	bool found = false;

	while (!found && (section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		GElf_Shdr of;

		found = gelf_getshdr(section, &header) && header.sh_type == SHT_REL &&
			gelf_getshdr(elf_getscn(elf, header.sh_info), &of) && is_named(elf, &of, ".maps") &&
			fills_in(elf, section, &header, program);
	}
	elf_end(elf);
	return found;
}

const void *section_contents(const void *bytes, size_t size, const char *name, size_t *length, Elf **elf)
{
	Elf_Scn *section = NULL;

	*elf = open_elf(bytes, size);
	while ((section = elf_nextscn(*elf, section))) {
		GElf_Shdr header;
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) || !is_named(*elf, &header, name))
			continue;
		data = elf_getdata(section, NULL);
		*length = data ? data->d_size : 0;
		return data ? data->d_buf : NULL;
	}
	return NULL;
}
