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
  const io::Fd file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!file) throw_errno(fmt::format("create {}", path.string()));
  write_all(file.get(), bytes);
}

io::Fd anonymous_file(const std::filesystem::path& dir) {
  std::string name = dir / "report.XXXXXX";
  io::Fd file(::mkostemp(name.data(), O_CLOEXEC));
  if (!file) throw_errno(fmt::format("create a file in {}", dir.string()));
  ::unlink(name.c_str());
  return file;
}

}  // namespace kscan::agent
