#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace kscan {

/// What stands at the start of some text.
struct CodePoint {
  char32_t value = 0;    ///< U+FFFD where the bytes are not UTF-8
  std::size_t size = 0;  ///< bytes it takes: 1 where they are not UTF-8, 0 for empty text
  bool valid = false;
};

/// The first character, as Go's utf8.DecodeRuneInString: no overlong form, no surrogate, nothing
/// above U+10FFFF; a bad sequence is taken one byte at a time.
[[nodiscard]] CodePoint first_code_point(std::string_view text) noexcept;

/// Appends the UTF-8 form; a surrogate or a value above U+10FFFF becomes U+FFFD.
void append_utf8(std::string& text, char32_t value);

/// The text with every bad byte replaced by U+FFFD, as Go's encoding/json does.
[[nodiscard]] std::string to_valid_utf8(std::string_view text);

}  // namespace kscan
