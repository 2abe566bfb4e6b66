#pragma once
#include <sys/types.h>

#include <filesystem>
#include <string_view>
#include <utility>

namespace kscan::agent {

/// An open file descriptor, closed at the end.
class Fd {
public:
  Fd() = default;
  explicit Fd(int fd) noexcept
      : m_fd(fd) {}
  Fd(Fd&& other) noexcept
      : m_fd(std::exchange(other.m_fd, -1)) {}
  Fd& operator=(Fd&& other) noexcept;
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }
  void reset() noexcept;
  [[nodiscard]] int value() const noexcept { return m_fd; }
  [[nodiscard]] bool open() const noexcept { return m_fd >= 0; }

private:
  int m_fd = -1;
};

/// Error (Errc::internal) with errno's words: "cannot <doing>: No space left on device".
[[noreturn]] void throw_errno(std::string_view doing);

/// All of it, or an Error thrown.
void write_all(int fd, std::string_view bytes);
/// A file that did not exist before, not through a symbolic link. Throws Error.
void write_new_file(const std::filesystem::path& path, std::string_view bytes, mode_t mode);
/// A file without a name in `dir`, for reading and writing. Throws Error.
[[nodiscard]] Fd anonymous_file(const std::filesystem::path& dir);

}  // namespace kscan::agent
