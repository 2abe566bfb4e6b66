#include "io/fd.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace kscan::io {
namespace {

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) >= 0;
}

TEST(Fd, HoldsNoneByDefaultAndWhenOpenFailed) {
  EXPECT_FALSE(Fd());
  EXPECT_EQ(Fd().get(), -1);
  EXPECT_FALSE(Fd(::open("/no/such/file", O_RDONLY | O_CLOEXEC)));
}

TEST(Fd, ClosesWhatItOwns) {
  int number = -1;
  {
    const Fd fd(::dup(STDERR_FILENO));
    number = fd.get();
    ASSERT_TRUE(fd);
    EXPECT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(Fd, ResetClosesAtOnce) {
  Fd fd(::dup(STDERR_FILENO));
  const int number = fd.get();
  fd.reset();
  EXPECT_FALSE(fd);
  EXPECT_EQ(fd.get(), -1);
  EXPECT_FALSE(is_open(number));
}

TEST(Fd, MovesOwnershipAndClosesWhatItHeldBefore) {
  Fd from(::dup(STDERR_FILENO));
  const int number = from.get();
  Fd to(::dup(STDERR_FILENO));
  const int before = to.get();
  to = std::move(from);
  EXPECT_EQ(to.get(), number);
  EXPECT_TRUE(is_open(number));
  EXPECT_FALSE(is_open(before));
  const Fd last(std::move(to));
  EXPECT_EQ(last.get(), number);
  EXPECT_TRUE(is_open(number));
}

TEST(Pipe, CarriesBytesToItsEndAndIsNotInherited) {
  auto pipe = make_pipe();
  ASSERT_TRUE(pipe);
  EXPECT_EQ(::fcntl(pipe->read.get(), F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  EXPECT_EQ(::fcntl(pipe->write.get(), F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  ASSERT_EQ(::write(pipe->write.get(), "abc", 3), 3);
  pipe->write.reset();
  std::array<char, 8> bytes{};
  EXPECT_EQ(::read(pipe->read.get(), bytes.data(), bytes.size()), 3);
  EXPECT_EQ(::read(pipe->read.get(), bytes.data(), bytes.size()), 0);
}

}  // namespace
}  // namespace kscan::io
