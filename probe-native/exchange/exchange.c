// SPDX-License-Identifier: Apache-2.0

#include "exchange.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void no_delay(int fd)
{
	int on = 1;

	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)))
		fail("TCP_NODELAY");
}

void exchange_open(struct exchange *exchange)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);

	exchange->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (exchange->listener < 0 || bind(exchange->listener, (struct sockaddr *)&address, size) ||
	    listen(exchange->listener, 1) || getsockname(exchange->listener, (struct sockaddr *)&address, &size))
		fail("listening on 127.0.0.1");
	exchange->client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (exchange->client < 0 || connect(exchange->client, (struct sockaddr *)&address, size))
		fail("connecting to 127.0.0.1");
	exchange->server = accept(exchange->listener, NULL, NULL);
	if (exchange->server < 0)
		fail("accepting");
	no_delay(exchange->client);
	no_delay(exchange->server);
}

static char message[EXCHANGE_MAX_BYTES];

void exchange_send(int from, int bytes)
{
	if (send(from, message, (size_t)bytes, MSG_NOSIGNAL) != bytes)
		fail("sending");
}

void exchange_receive(int to, int bytes)
{
	// Loopback delivers before send() returns, so the message is there in one piece.
	if (recv(to, message, (size_t)bytes, 0) != bytes)
		fail("receiving");
}

void exchange_pass(int from, int to, int bytes)
{
	exchange_send(from, bytes);
	exchange_receive(to, bytes);
}

void exchange_messages(struct exchange *exchange, long messages, int bytes)
{
	for (long i = 0; i < messages; i++) {
		exchange_pass(exchange->client, exchange->server, bytes);
		exchange_pass(exchange->server, exchange->client, bytes);
	}
}

void exchange_close(struct exchange *exchange)
{
	close(exchange->client);
	close(exchange->server);
	close(exchange->listener);
}
