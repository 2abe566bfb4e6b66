#pragma once
#include "base/error.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace kscan::agent {

/// The program that `name` means: with a '/' the name itself; else the first executable file in
/// `path` (the variable PATH; unset: the usual directories), then in "/" and /usr/local/bin, where
/// scanner images put what their ENTRYPOINT names. Errc::not_found says where it was looked for.
[[nodiscard]] Result<std::filesystem::path> find_program(std::string_view name,
                                                         const std::optional<std::string>& path);

}  // namespace kscan::agent
