#include "agent/files.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkostemp is POSIX
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace kscan::agent {

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    m_fd = std::exchange(other.m_fd, -1);
  }
  return *this;
}

void Fd::reset() noexcept {
  if (m_fd >= 0) ::close(m_fd);
  m_fd = -1;
}

void throw_errno(std::string_view doing) {
  const std::string why = std::generic_category().message(errno);
  throw Error(Errc::internal, fmt::format("cannot {}: {}", doing, why));
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_errno("write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void write_new_file(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!file.open()) throw_errno(fmt::format("create {}", path.string()));
  write_all(file.value(), bytes);
}

Fd anonymous_file(const std::filesystem::path& dir) {
  std::string name = dir / "report.XXXXXX";
  Fd file(::mkostemp(name.data(), O_CLOEXEC));
  if (!file.open()) throw_errno(fmt::format("create a file in {}", dir.string()));
  ::unlink(name.c_str());
  return file;
}

}  // namespace kscan::agent
