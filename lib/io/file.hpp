#pragma once
#include "base/error.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace kscan::io {

/// Nothing that we read whole is bigger: kubeconfigs, certificates, tokens, secrets.
inline constexpr std::size_t file_limit = 16 * 1024 * 1024;

/// A regular file, pipe or device, read to its end. Errors in Go's words ("open /x: no such file or
/// directory"): Errc::not_found when it is not there, Errc::config for any other reason, also when
/// it is larger than `limit`.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path,
                                            std::size_t limit = file_limit);

/// The regular files of a directory by name, each once: a link to another of them is left out, one
/// that leads elsewhere is not. Empty when the directory cannot be read.
[[nodiscard]] std::vector<std::filesystem::path> list_files(const std::filesystem::path& directory);

}  // namespace kscan::io
