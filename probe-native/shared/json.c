// SPDX-License-Identifier: Apache-2.0

#include "json.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"

static void quoted(struct json *json, const char *text)
{
	fputc('"', json->out);
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			fprintf(json->out, "\\%c", *c);
		else if (*c < 0x20 || *c == 0x7f)
			fprintf(json->out, "\\u%04x", *c);
		else
			fputc(*c, json->out);
	}
	fputc('"', json->out);
}

static void begin_value(struct json *json, const char *key)
{
	if (json->comma)
		fputc(',', json->out);
	if (key) {
		quoted(json, key);
		fputc(':', json->out);
	}
	json->comma = true;
}

void json_begin(struct json *json)
{
	*json = (struct json){ 0 };
	json->out = open_memstream(&json->text, &json->length);
	if (!json->out) {
		complain("no memory for a line of output");
		exit(1);
	}
	fputc('{', json->out);
}

char *json_end(struct json *json, size_t *length)
{
	fputs("}\n", json->out);
	if (fclose(json->out)) {
		free(json->text);
		return NULL;
	}
	*length = json->length;
	return json->text;
}

void json_string(struct json *json, const char *key, const char *value)
{
	begin_value(json, key);
	quoted(json, value);
}

void json_number(struct json *json, const char *key, unsigned long long value)
{
	begin_value(json, key);
	fprintf(json->out, "%llu", value);
}

void json_integer(struct json *json, const char *key, long long value)
{
	begin_value(json, key);
	fprintf(json->out, "%lld", value);
}

void json_real(struct json *json, const char *key, double value)
{
	begin_value(json, key);
	fprintf(json->out, "%.3f", value);
}

void json_bool(struct json *json, const char *key, bool value)
{
	begin_value(json, key);
	fputs(value ? "true" : "false", json->out);
}

void json_open(struct json *json, const char *key, char bracket)
{
	begin_value(json, key);
	fputc(bracket, json->out);
	json->comma = false;
}

void json_close(struct json *json, char bracket)
{
	fputc(bracket, json->out);
	json->comma = true;
}
