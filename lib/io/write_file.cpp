#include "io/write_file.hpp"

#include "io/fd.hpp"
#include "io/file_error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>

namespace kscan::io {

namespace {

namespace fs = std::filesystem;

/// To `file`; errors name `path`.
Result<> write_into(const fs::path& file,
                    const fs::path& path,
                    std::ios::openmode mode,
                    const Write& write) {
  errno = 0;
  std::ofstream out(file, mode | std::ios::binary);
  if (!out) return fail(file_error("open", path, errno));
  if (Result<> done = write(out); !done) return done;
  out.close();
  if (!out) return fail(file_error("write", path, errno == 0 ? EIO : errno));
  return {};
}

/// Nothing for what is not there.
std::optional<struct stat> stat_of(const fs::path& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return status;
}

mode_t permissions_of(const std::optional<struct stat>& known) {
  constexpr mode_t all = 07777;
  constexpr mode_t ordinary = 0666;
  if (known) return known->st_mode & all;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return ordinary & ~mask;
}

fs::path without_links(const fs::path& path) {
  std::error_code missing;
  const fs::path target = fs::canonical(path, missing);
  return missing ? path : target;
}

/// Removes the file unless it has got its name.
class Temporary {
public:
  explicit Temporary(const fs::path& target)
      : m_name(target.parent_path() / ("." + target.filename().string() + ".XXXXXX")) {
    m_fd = Fd(::mkostemp(m_name.data(), O_CLOEXEC));
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (m_fd) ::unlink(m_name.c_str());
  }
  explicit operator bool() const { return static_cast<bool>(m_fd); }
  [[nodiscard]] const std::string& name() const { return m_name; }
  [[nodiscard]] bool become(const fs::path& target, mode_t mode) {
    if (::fchmod(m_fd.get(), mode) != 0 || ::rename(m_name.c_str(), target.c_str()) != 0)
      return false;
    m_fd.reset();
    return true;
  }

private:
  std::string m_name;
  Fd m_fd;
};

}  // namespace

Result<> write_file(const fs::path& path, const Write& write) {
  const auto known = stat_of(path);
  if (known && !S_ISREG(known->st_mode)) return write_into(path, path, std::ios::out, write);
  const fs::path target = without_links(path);
  Temporary temporary(target);
  // Who may not add to the directory may still write to what is in it.
  if (!temporary) return write_into(path, path, std::ios::out, write);
  if (Result<> done = write_into(temporary.name(), path, std::ios::out, write); !done) return done;
  if (!temporary.become(target, permissions_of(known)))
    return fail(file_error("open", path, errno));
  return {};
}

Result<> append_to_file(const fs::path& path, const Write& write) {
  return write_into(path, path, std::ios::app, write);
}

}  // namespace kscan::io
