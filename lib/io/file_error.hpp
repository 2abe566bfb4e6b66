#pragma once
#include "base/error.hpp"

#include <filesystem>
#include <string_view>

/// Private to this module.
namespace kscan::io {

/// The kernel's answer in Go's words ("open /x: no such file or directory"), which is what
/// kubectl's users search for. Errc::not_found when it is not there, Errc::config for any other
/// reason.
[[nodiscard]] Error file_error(std::string_view verb, const std::filesystem::path& path, int error);

}  // namespace kscan::io
