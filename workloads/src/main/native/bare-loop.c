/* SPDX-License-Identifier: Apache-2.0
 *
 * The least that a closed-loop HTTP client can cost: one thread, one epoll, one send and one recv a request.
 * It parses nothing: every response must be as long as the first. What remains is the kernel's share, the limit that
 * `bench load` is measured against.
 *
 *     bare-loop PORT CONNECTIONS SECONDS [PATH]
 *
 * Prints one line: requests, elapsed seconds, user and system CPU seconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 65536, EVENTS = 512 };

static char request[1024];
static int request_size;
static char buffer[BUFFER];

struct connection {
	int fd;
	int received;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static int connect_to(int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)))
		err(1, "cannot connect to port %d", port);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

static void ask(int fd)
{
	if (send(fd, request, request_size, MSG_NOSIGNAL | MSG_DONTWAIT) != request_size)
		err(1, "send");
}

/* Length of a whole response, its body's given by Content-Length. */
static int measure(int port)
{
	int fd = connect_to(port), have = 0;

	ask(fd);
	for (;;) {
		char *end, *field;
		int n = recv(fd, buffer + have, sizeof(buffer) - 1 - have, 0);

		if (n <= 0)
			errx(1, "no whole response with a Content-Length");
		have += n;
		buffer[have] = 0;
		end = strstr(buffer, "\r\n\r\n");
		field = strcasestr(buffer, "\r\ncontent-length:");
		if (end && field) {
			close(fd);
			return end + 4 - buffer + atoi(field + 17);
		}
	}
}

int main(int argc, char **argv)
{
	struct epoll_event events[EVENTS];
	struct connection *connections;
	struct rusage usage;
	long requests = 0;
	double begin, end, t;
	int port, count, epoll, size;

	if (argc < 4)
		errx(2, "usage: bare-loop PORT CONNECTIONS SECONDS [PATH]");
	port = atoi(argv[1]);
	count = atoi(argv[2]);
	request_size = snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n",
				argc > 4 ? argv[4] : "/", port);
	size = measure(port);
	connections = calloc(count, sizeof(*connections));
	epoll = epoll_create1(EPOLL_CLOEXEC);
	if (!connections || epoll < 0)
		err(1, "cannot start");
	for (int i = 0; i < count; i++) {
		struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = &connections[i]};

		connections[i].fd = connect_to(port);
		if (epoll_ctl(epoll, EPOLL_CTL_ADD, connections[i].fd, &event))
			err(1, "epoll_ctl");
	}
	begin = now();
	end = begin + atof(argv[3]);
	for (int i = 0; i < count; i++)
		ask(connections[i].fd);
	do {
		int ready = epoll_wait(epoll, events, EVENTS, 1000);

		for (int i = 0; i < ready; i++) {
			struct connection *c = events[i].data.ptr;
			int n = recv(c->fd, buffer, sizeof(buffer), MSG_DONTWAIT);

			if (n <= 0) {
				if (n < 0 && errno == EAGAIN)
					continue;
				errx(1, "the server closed a connection");
			}
			c->received += n;
			if (c->received >= size) {
				c->received -= size;
				requests++;
				ask(c->fd);
			}
		}
		t = now();
	} while (t < end);
	getrusage(RUSAGE_SELF, &usage);
	printf("%ld %.6f %.6f %.6f\n", requests, t - begin, usage.ru_utime.tv_sec + usage.ru_utime.tv_usec / 1e6,
	       usage.ru_stime.tv_sec + usage.ru_stime.tv_usec / 1e6);
	return 0;
}
