/* Sockets of every kind. */
#define _GNU_SOURCE
#include "probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

struct endpoint {
  struct sockaddr_storage address;
  socklen_t length;
};

static struct endpoint internet(const char *host, long port) {
  struct endpoint endpoint = {0};
  struct sockaddr_in *four = (struct sockaddr_in *)&endpoint.address;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)&endpoint.address;
  if (strchr(host, ':')) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons((uint16_t)port);
    inet_pton(AF_INET6, host, &six->sin6_addr);
    endpoint.length = sizeof *six;
  } else {
    four->sin_family = AF_INET;
    four->sin_port = htons((uint16_t)port);
    inet_pton(AF_INET, host, &four->sin_addr);
    endpoint.length = sizeof *four;
  }
  return endpoint;
}

static struct endpoint local(const char *path, int abstract) {
  struct endpoint endpoint = {0};
  struct sockaddr_un *name = (struct sockaddr_un *)&endpoint.address;
  name->sun_family = AF_UNIX;
  snprintf(name->sun_path + abstract, sizeof name->sun_path - 1, "%s", path);
  endpoint.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path) + 1);
  return endpoint;
}

static long reach(struct endpoint endpoint, int kind, int protocol) {
  int descriptor = socket(endpoint.address.ss_family, kind | SOCK_CLOEXEC, protocol);
  if (descriptor < 0) return -1;
  long result = connect(descriptor, (struct sockaddr *)&endpoint.address, endpoint.length);
  if (result < 0 && errno == EINPROGRESS) result = 0;
  return result;
}

static long send_to(struct endpoint endpoint, int kind, int flags) {
  int descriptor = socket(endpoint.address.ss_family, kind | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  return sendto(descriptor, "probe", 5, flags, (struct sockaddr *)&endpoint.address, endpoint.length);
}

static void unix_path(void) {
  report("in the project", reach(local("socket", 0), SOCK_STREAM, 0));
  report("outside", reach(local(setting("unix"), 0), SOCK_STREAM, 0));
  report("through a link", reach(local("link-to-socket", 0), SOCK_STREAM, 0));
  report("packets", reach(local(setting("unix-packet"), 0), SOCK_SEQPACKET, 0));
}

static void unix_abstract(void) { report("abstract", reach(local(setting("abstract"), 1), SOCK_STREAM, 0)); }

static void unix_datagram(void) {
  int sockets = 0;
  for (int descriptor = 0; descriptor < 4096; descriptor++) {
    struct stat status;
    sockets += !fstat(descriptor, &status) && S_ISSOCK(status.st_mode);
  }
  say("inherited", sockets ? "ok %d" : "ENOENT %d", sockets);
  report("datagram", send_to(local(setting("unix-datagram"), 0), SOCK_DGRAM, 0));
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair)) report("datagram by a pair", -1);
  else {
    struct endpoint endpoint = local(setting("unix-datagram"), 0);
    report("datagram by a pair", sendto(pair[0], "probe", 5, 0, (struct sockaddr *)&endpoint.address, endpoint.length));
    report("pair reconnected", connect(pair[0], (struct sockaddr *)&endpoint.address, endpoint.length));
  }
}

static void tcp(void) {
  const char *hosts[] = {"127.0.0.1", "::1", setting("address"), "::ffff:127.0.0.1"};
  for (size_t index = 0; index < sizeof hosts / sizeof *hosts; index++) {
    if (!*hosts[index]) continue;
    struct endpoint endpoint = internet(hosts[index], number("tcp"));
    char label[200];
    snprintf(label, sizeof label, "connect %s", hosts[index]);
    report(label, reach(endpoint, SOCK_STREAM, 0));
    snprintf(label, sizeof label, "at once %s", hosts[index]);
    report(label, reach(endpoint, SOCK_STREAM | SOCK_NONBLOCK, 0));
    snprintf(label, sizeof label, "fast open %s", hosts[index]);
    report(label, send_to(endpoint, SOCK_STREAM, MSG_FASTOPEN));
    snprintf(label, sizeof label, "multipath %s", hosts[index]);
    report(label, reach(endpoint, SOCK_STREAM, 262 /* IPPROTO_MPTCP */));
  }
  struct endpoint endpoint = internet("127.0.0.1", number("tcp"));
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &yes, sizeof yes);
  report("deferred", descriptor < 0 ? -1 : connect(descriptor, (struct sockaddr *)&endpoint.address, endpoint.length));
}

static void udp(void) {
  report("127.0.0.1", send_to(internet("127.0.0.1", number("udp")), SOCK_DGRAM, 0));
  report("::1", send_to(internet("::1", number("udp")), SOCK_DGRAM, 0));
  report("name server", send_to(internet("127.0.0.1", 53), SOCK_DGRAM, 0));
  report("connected", reach(internet("127.0.0.1", number("udp")), SOCK_DGRAM, 0));
  report("lite", reach(internet("127.0.0.1", number("udp")), SOCK_DGRAM, 136 /* IPPROTO_UDPLITE */));
}

static void raw_sockets(void) {
  report("raw", socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP));
  report("raw of version 6", socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMPV6));
  report("packet", socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(3)));
  report("packet datagram", socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(3)));
  report("ping", socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_ICMP));
}

static void families(void) {
  for (int family = 1; family < 48; family++) {
    if (family == AF_INET || family == AF_INET6 || family == AF_UNIX || family == AF_PACKET) continue;
    int kinds[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET};
    for (int kind = 0; kind < 4; kind++) {
      char label[60];
      snprintf(label, sizeof label, "family %d kind %d", family, kinds[kind]);
      long descriptor = socket(family, kinds[kind] | SOCK_CLOEXEC, 0);
      report(label, descriptor);
      if (descriptor >= 0) close((int)descriptor);
    }
  }
}

static long listening(struct endpoint endpoint, int kind) {
  int descriptor = socket(endpoint.address.ss_family, kind | SOCK_CLOEXEC, 0);
  if (descriptor < 0 || bind(descriptor, (struct sockaddr *)&endpoint.address, endpoint.length)) return -1;
  return kind == SOCK_DGRAM ? 0 : listen(descriptor, 1);
}

static void listeners(void) {
  report("tcp", listening(internet("127.0.0.1", 0), SOCK_STREAM));
  report("tcp of version 6", listening(internet("::1", 0), SOCK_STREAM));
  report("udp", listening(internet("127.0.0.1", 0), SOCK_DGRAM));
  report("unix", listening(local("made-socket", 0), SOCK_STREAM));
  report("abstract", listening(local("made-by-probe", 1), SOCK_STREAM));
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  report("listen alone", descriptor < 0 ? -1 : listen(descriptor, 1));
}

static void io_uring(void) {
  struct { unsigned words[30]; } parameters;
  memset(&parameters, 0, sizeof parameters);
  report("setup", syscall(SYS_io_uring_setup, 4, &parameters));
  report_reached("enter", syscall(SYS_io_uring_enter, -1, 0, 0, 0, NULL, 0), EBADF);
  report_reached("register", syscall(SYS_io_uring_register, -1, 0, NULL, 0), EBADF);
}

const struct attack network_attacks[] = {
    {"unix-path", unix_path}, {"unix-abstract", unix_abstract}, {"unix-datagram", unix_datagram}, {"tcp", tcp},
    {"udp", udp}, {"raw-sockets", raw_sockets}, {"families", families}, {"listeners", listeners},
    {"io-uring", io_uring}, {NULL, NULL}};
