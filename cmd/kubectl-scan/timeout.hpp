#pragma once
#include "base/error.hpp"

#include <chrono>
#include <string_view>

namespace kscan::cmd {

/// A value of --request-timeout (clientcmd/helpers.go, ParseTimeout): whole seconds, or a duration
/// as Go's time.ParseDuration reads it ("1m30s"). Zero and below mean none and give 0; what is
/// shorter than a millisecond gives one. Errc::usage, in kubectl's words.
[[nodiscard]] Result<std::chrono::milliseconds> parse_timeout(std::string_view text);

}  // namespace kscan::cmd
