#pragma once
#include "base/error.hpp"

#include <string>
#include <string_view>

namespace kscan {

/// RFC 4648 section 4, with padding.
[[nodiscard]] std::string base64_encode(std::string_view bytes);
/// Strict: standard alphabet, padding required, nothing else but CR and LF, which are skipped,
/// as Go's base64.StdEncoding does. The error is Go's: "illegal base64 data at input byte N".
[[nodiscard]] Result<std::string> base64_decode(std::string_view text);
/// The same without padding characters, as Go's base64.RawStdEncoding.
[[nodiscard]] Result<std::string> base64_decode_unpadded(std::string_view text);

/// Lower-case hexadecimal.
[[nodiscard]] std::string hex_encode(std::string_view bytes);

/// Well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

}  // namespace kscan
