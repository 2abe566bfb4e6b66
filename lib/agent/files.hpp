#pragma once
#include "io/fd.hpp"

#include <sys/types.h>

#include <filesystem>
#include <string_view>

namespace kscan::agent {

/// Error (Errc::internal) with errno's words: "cannot <doing>: No space left on device".
[[noreturn]] void throw_errno(std::string_view doing);

/// All of it, or an Error thrown.
void write_all(int fd, std::string_view bytes);
/// A file that did not exist before, not through a symbolic link. Throws Error.
void write_new_file(const std::filesystem::path& path, std::string_view bytes, mode_t mode);
/// A file without a name in `dir`, for reading and writing. Throws Error.
[[nodiscard]] io::Fd anonymous_file(const std::filesystem::path& dir);

}  // namespace kscan::agent
