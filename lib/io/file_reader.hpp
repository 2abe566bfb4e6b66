#pragma once
#include "base/error.hpp"
#include "io/fd.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace kscan::io {

/// A file of any size, a pipe or a device, read from its start piece by piece.
class FileReader {
public:
  /// Errors as read_file()'s.
  [[nodiscard]] static Result<FileReader> open(const std::filesystem::path& path);
  /// Valid until the next call; empty at the end and after a failure.
  [[nodiscard]] std::string_view next();
  /// Why there came nothing more.
  [[nodiscard]] const std::optional<Error>& failure() const noexcept { return m_failure; }

private:
  FileReader(Fd fd, std::filesystem::path path);
  Fd m_fd;
  std::filesystem::path m_path;
  std::string m_buffer;
  std::optional<Error> m_failure;
};

}  // namespace kscan::io
