#include "io/file_reader.hpp"

#include "io/file_error.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace kscan::io {

namespace {

constexpr std::size_t piece = 262'144;

}  // namespace

Result<FileReader> FileReader::open(const std::filesystem::path& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd) return fail(file_error("open", path, errno));
  return FileReader(std::move(fd), path);
}

FileReader::FileReader(Fd fd, std::filesystem::path path)
    : m_fd(std::move(fd)),
      m_path(std::move(path)),
      m_buffer(piece, '\0') {}

std::string_view FileReader::next() {
  while (!m_failure) {
    const ssize_t got = ::read(m_fd.get(), m_buffer.data(), m_buffer.size());
    if (got >= 0) return std::string_view(m_buffer).substr(0, static_cast<std::size_t>(got));
    if (errno != EINTR) m_failure = file_error("read", m_path, errno);
  }
  return {};
}

}  // namespace kscan::io
