#include "io/file.hpp"

#include "io/fd.hpp"
#include "io/file_error.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

namespace kscan::io {

namespace {

tl::unexpected<Error> failure(std::string_view verb, const std::filesystem::path& path, int error) {
  return fail(file_error(verb, path, error));
}

// Hashed certificate directories (openssl rehash) name each file twice.
bool links_to_neighbour(const std::filesystem::directory_entry& entry) {
  std::error_code ignored;
  if (!entry.is_symlink(ignored)) return false;
  const auto target = std::filesystem::read_symlink(entry.path(), ignored);
  return !target.empty() && !target.has_parent_path();
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd) return failure("open", path, errno);
  std::string text;
  std::array<char, 16384> buffer{};
  while (true) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
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

std::vector<std::filesystem::path> list_files(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  std::filesystem::directory_iterator entry(directory, error);
  while (!error && entry != std::filesystem::directory_iterator()) {
    std::error_code unknown;
    if (entry->is_regular_file(unknown) && !links_to_neighbour(*entry)) {
      files.push_back(entry->path());
    }
    entry.increment(error);
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace kscan::io
