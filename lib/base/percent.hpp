#pragma once
#include <string>
#include <string_view>

namespace kscan {

/// A "%" that no two hexadecimal digits follow.
[[nodiscard]] bool has_bad_escape(std::string_view text) noexcept;
/// "%41" -> "A". Bad escapes stay as they are.
[[nodiscard]] std::string percent_decode(std::string_view text);

}  // namespace kscan
