#pragma once
#include "base/error.hpp"

namespace kscan::io {

/// Owns a file descriptor and closes it; move-only. False when it holds none.
class Fd {
public:
  Fd() = default;
  /// Takes over what open() and its like return: anything negative is none.
  explicit Fd(int fd) noexcept
      : m_fd(fd) {}
  Fd(Fd&& other) noexcept;
  Fd& operator=(Fd&& other) noexcept;
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd();
  /// Stays ours; -1 when there is none.
  [[nodiscard]] int get() const noexcept { return m_fd; }
  /// Closes it and holds none.
  void reset() noexcept;
  explicit operator bool() const noexcept { return m_fd >= 0; }

private:
  int m_fd = -1;
};

struct Pipe {
  Fd read = {};
  Fd write = {};
};

/// No child inherits it (O_CLOEXEC); both ends block. Errc::internal when there are no more
/// descriptors.
[[nodiscard]] Result<Pipe> make_pipe();

}  // namespace kscan::io
