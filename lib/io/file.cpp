#include "io/file.hpp"

#include "io/fd.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
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
  return fail(error == ENOENT ? Errc::not_found : Errc::config,
              std::string(verb) + " " + path.string() + ": " + text);
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
