#pragma once
#include <string>
#include <string_view>

namespace kscan::http {

/// RFC 2047 words ("=?utf-8?q?caf=C3=A9?=") replaced by what they mean, as DecodeHeader() of Go's
/// mime.WordDecoder: words that are none stay; with a charset but UTF-8, ISO-8859-1 and US-ASCII
/// the whole text stays as it is. What comes out need not be UTF-8.
[[nodiscard]] std::string decode_words(std::string_view text);

}  // namespace kscan::http
