/* SPDX-License-Identifier: Apache-2.0 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stdio.h>

/*
 * One JSON object, written as one line. The line is gathered in memory and leaves in one go, so that a reader never
 * sees half of one because the process ended in between.
 */
struct json {
	FILE *out;
	char *text;
	size_t length;
	bool comma; /* the next member or element needs a comma before it */
};

void json_begin(struct json *json);
/* Ends the line and hands it over; free() it. NULL when memory ran out. */
char *json_end(struct json *json, size_t *length);

/* A NULL key makes an element of an array. */
void json_string(struct json *json, const char *key, const char *value);
void json_number(struct json *json, const char *key, unsigned long long value);
void json_integer(struct json *json, const char *key, long long value);
void json_real(struct json *json, const char *key, double value);
void json_bool(struct json *json, const char *key, bool value);
void json_open(struct json *json, const char *key, char bracket);
void json_close(struct json *json, char bracket);

#endif
