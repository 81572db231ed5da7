/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMPLAIN_H
#define COMPLAIN_H

/* One sentence for the user on standard error: the program's name, a colon, the words, and the line's end. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
