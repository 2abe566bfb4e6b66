#include "io/file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

namespace kscan::io {

namespace {

// As the kernel's message, but in Go's lower case, which is what kubectl's users search for.
tl::unexpected<Error> failure(std::string_view verb, const std::filesystem::path& path, int error) {
  std::string text = std::generic_category().message(error);
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a') {
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  }
  const bool absent = error == ENOENT || error == ENOTDIR;
  return fail(absent ? Errc::not_found : Errc::config,
              std::string(verb) + " " + path.string() + ": " + text);
}

class Fd {
public:
  explicit Fd(int fd)
      : m_fd(fd) {}
  ~Fd() {
    if (m_fd >= 0) ::close(m_fd);
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  [[nodiscard]] int number() const { return m_fd; }

private:
  int m_fd;
};

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (fd.number() < 0) return failure("open", path, errno);
  std::string text;
  std::array<char, 16384> buffer{};
  while (true) {
    const ssize_t got = ::read(fd.number(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failure("read", path, errno);
    if (got == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > limit) {
      return fail(Errc::config,
                  "read " + path.string() + ": larger than " + std::to_string(limit) + " bytes");
    }
  }
}

}  // namespace kscan::io
