/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

/*
 * Two ends of a TCP connection over loopback, both in one thread: every message is sent, read, answered and the
 * answer read before the next begins. So the number of calls is known exactly, and nothing depends on a scheduler:
 *
 *   exchange_open(), n messages, exchange_close():
 *     sends            2n
 *     receives         2n, every one with data
 *     answered sends   n by the client, n - 1 by the server, whose last answer nobody answers
 *     unasked data     1: the server's first read
 *     sockets closed   3: the two ends and the listening one
 */
struct exchange {
	int listener;
	int client;
	int server;
};

/* These end the program after a sentence when the network does not do as it is told. */
void exchange_open(struct exchange *exchange);
void exchange_messages(struct exchange *exchange, long messages, int bytes);
/* One message in one direction: a send on `from`, and a receive on `to`, which finds it there. */
void exchange_pass(int from, int to, int bytes);
/* Its two halves; a receive must find a whole message there. */
void exchange_send(int from, int bytes);
void exchange_receive(int to, int bytes);
void exchange_close(struct exchange *exchange);

#define EXCHANGE_MAX_BYTES 16384

#endif
