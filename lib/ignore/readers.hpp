#pragma once
#include "base/time.hpp"
#include "ignore/ignore.hpp"

#include <optional>
#include <string_view>

/// Private to this module: the three kinds of files.
namespace kscan::ignore {

/// "2026-12-31", which is its first moment in UTC, or RFC 3339.
[[nodiscard]] std::optional<SystemTime> parse_date(std::string_view text);

[[nodiscard]] Rules read_lines(std::string_view file, std::string_view text);
[[nodiscard]] Result<Rules> read_yaml(std::string_view file, std::string_view text);
[[nodiscard]] Result<Rules> read_openvex(std::string_view file, std::string_view text);

}  // namespace kscan::ignore
