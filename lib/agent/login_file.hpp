#pragma once
#include "agent/docker_config.hpp"

#include <filesystem>
#include <optional>

namespace kscan::agent {

/// A login on its way from the credentials container to a scanner's shim, as a file in a directory
/// in memory that only these two mount. Replaces what an earlier start has left. Throws Error.
void write_login(const std::filesystem::path& dir, const Login& login);

/// Reads the file and removes it, so that the scanner finds none; nothing for an anonymous login.
/// A file that is not there is an error: nobody is made anonymous by accident. Throws Error.
[[nodiscard]] std::optional<Login> take_login(const std::filesystem::path& dir);

}  // namespace kscan::agent
