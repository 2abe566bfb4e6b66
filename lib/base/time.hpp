#pragma once
#include "base/error.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace kscan {

using SystemTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// RFC 3339 with any fraction and any offset, as Kubernetes writes times.
[[nodiscard]] Result<SystemTime> parse_rfc3339(std::string_view text);
/// "2026-11-23T01:02:03Z", whole seconds, UTC.
[[nodiscard]] std::string format_rfc3339(SystemTime time);

}  // namespace kscan
