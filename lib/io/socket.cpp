#include "io/socket.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace kscan::io {

namespace {

void set(int fd, int level, int option, int value) noexcept {
  ::setsockopt(fd, level, option, &value, sizeof value);
}

}  // namespace

void prepare_socket(int fd) noexcept {
  constexpr int idle = 30;
  constexpr int probes = 3;
  constexpr auto limit = static_cast<int>(dead_peer_after.count());
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  set(fd, IPPROTO_TCP, TCP_KEEPIDLE, idle);
  set(fd, IPPROTO_TCP, TCP_KEEPINTVL, (limit - idle) / probes);
  set(fd, IPPROTO_TCP, TCP_KEEPCNT, probes);
  set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, limit * 1000);
}

}  // namespace kscan::io
