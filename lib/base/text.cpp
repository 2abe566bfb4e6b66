#include "base/text.hpp"

#include "base/utf8.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

namespace kscan {
namespace {

bool is_bidi_control(char32_t value) {
  return value == 0x61c || value == 0x200e || value == 0x200f
         || (value >= 0x202a && value <= 0x202e) || (value >= 0x2066 && value <= 0x2069);
}

/// C0 but what has a letter of its own, in caret notation as terminals and kubectl show them.
void append_control(std::string& out, char32_t value) {
  switch (value) {
  case '\n':
    out += "\\n";
    break;
  case '\r':
    out += "\\r";
    break;
  case '\t':
    out += "\\t";
    break;
  default:
    out += '^';
    out += static_cast<char>(value ^ 0x40U);
  }
}

void append_printable(std::string& out, std::string_view text, const CodePoint& point) {
  const bool c1 = point.value >= 0x80 && point.value < 0xa0;
  if (!point.valid) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text.front()));
  } else if (point.value < 0x20 || point.value == 0x7f) {
    append_control(out, point.value);
  } else if (c1 || is_bidi_control(point.value)) {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(point.value));
  } else {
    out += text.substr(0, point.size);
  }
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    append_printable(out, text, point);
    text.remove_prefix(point.size);
  }
  return out;
}

std::string to_lower_ascii(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

std::string_view trim(std::string_view text) noexcept {
  constexpr std::string_view white = " \t\n\v\f\r";
  const std::size_t first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

}  // namespace kscan
