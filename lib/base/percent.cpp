#include "base/percent.hpp"

#include <charconv>

namespace kscan {

namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool starts_with_escape(std::string_view text) {
  return text.size() >= 3 && text[0] == '%' && is_hex(text[1]) && is_hex(text[2]);
}

}  // namespace

bool has_bad_escape(std::string_view text) noexcept {
  for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (!starts_with_escape(text.substr(at))) return true;
  }
  return false;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const bool escape = starts_with_escape(text);
    unsigned byte = static_cast<unsigned char>(text[0]);
    if (escape) std::from_chars(text.data() + 1, text.data() + 3, byte, 16);
    out += static_cast<char>(byte);
    text.remove_prefix(escape ? 3 : 1);
  }
  return out;
}

}  // namespace kscan
