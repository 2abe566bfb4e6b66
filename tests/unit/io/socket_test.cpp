#include "io/fd.hpp"
#include "io/socket.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <string>

namespace kscan::io {
namespace {

int option(const Fd& socket, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  EXPECT_EQ(::getsockopt(socket.get(), level, name, &value, &size), 0);
  return value;
}

TEST(PrepareSocket, DeadPeerIsNoticedInTime) {
  const Fd socket(::socket(AF_INET, SOCK_STREAM, 0));
  prepare_socket(socket.get());
  EXPECT_EQ(option(socket, SOL_SOCKET, SO_KEEPALIVE), 1);
  const int idle = option(socket, IPPROTO_TCP, TCP_KEEPIDLE);
  const int interval = option(socket, IPPROTO_TCP, TCP_KEEPINTVL);
  const int probes = option(socket, IPPROTO_TCP, TCP_KEEPCNT);
  EXPECT_EQ(idle + interval * probes, dead_peer_after.count());
  EXPECT_EQ(option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT), dead_peer_after.count() * 1000);
}

TEST(PrepareSocket, ChildrenDoNotInheritIt) {
  const Fd socket(::socket(AF_INET, SOCK_STREAM, 0));
  prepare_socket(socket.get());
  EXPECT_EQ(::fcntl(socket.get(), F_GETFD), FD_CLOEXEC);
}

}  // namespace
}  // namespace kscan::io
