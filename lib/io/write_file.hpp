#pragma once
#include "base/error.hpp"

#include <filesystem>
#include <functional>
#include <iosfwd>

namespace kscan::io {

/// What is to be in the file. Its error is the whole call's.
using Write = std::function<Result<>(std::ostream& out)>;

/// Whole or not at all, also for those who read meanwhile and where the disk is full: a regular
/// file is replaced and keeps its permissions, as does what a link leads to; a pipe or a device is
/// written to. Errors as read_file()'s.
[[nodiscard]] Result<> write_file(const std::filesystem::path& path, const Write& write);

/// Adds to what is there.
[[nodiscard]] Result<> append_to_file(const std::filesystem::path& path, const Write& write);

}  // namespace kscan::io
