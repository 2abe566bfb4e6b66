#pragma once
#include "base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kscan::report {

/// "sha256:..." of the first "registry/repository@sha256:..." that holds a well-formed one, or
/// empty.
[[nodiscard]] std::string first_digest(const std::vector<std::string>& references);

/// "linux/arm64/v8" of its parts; empty where the first two are not both known.
[[nodiscard]] std::string
platform_of(std::string_view os, std::string_view architecture, std::string_view variant);

/// Errc::protocol: "cannot use the scanner's report: WHY"
[[nodiscard]] Error unusable(std::string_view why);

}  // namespace kscan::report
