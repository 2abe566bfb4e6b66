#include "keyring/json_reader.hpp"

#include "base/utf8.hpp"

#include <algorithm>

namespace kscan::keyring {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_high_surrogate(char32_t value) {
  return value >= 0xd800 && value < 0xdc00;
}

bool is_low_surrogate(char32_t value) {
  return value >= 0xdc00 && value < 0xe000;
}

unsigned hex_value(char c) {
  const unsigned digit = static_cast<unsigned char>(c);
  return digit <= '9' ? digit - '0' : (digit | 0x20U) - 'a' + 10;
}

}  // namespace

JsonReader::JsonReader(std::string_view checked)
    : m_text(checked) {
  skip_space();
}

JsonKind JsonReader::kind() const noexcept {
  switch (ahead()) {
  case '{':
    return JsonKind::object;
  case '[':
    return JsonKind::array;
  case '"':
    return JsonKind::string;
  case 'n':
    return JsonKind::null;
  case 't':
  case 'f':
    return JsonKind::boolean;
  default:
    return JsonKind::number;
  }
}

void JsonReader::enter_object() noexcept {
  ++m_at;
  skip_space();
}

bool JsonReader::next_member(std::string& name) {
  if (ahead() == ',') {
    ++m_at;
    skip_space();
  }
  if (ahead() == '}') {
    ++m_at;
    skip_space();
    return false;
  }
  name = take_string();
  ++m_at;  // the colon
  skip_space();
  return true;
}

std::string JsonReader::take_string() {
  std::string value;
  const std::size_t start = m_at;
  skip_string();
  value.reserve(m_at - start);  // growing would leave copies of a password behind
  const std::size_t end = m_at - 1;
  m_at = start + 1;
  while (m_at < end) {
    if (ahead() == '\\') {
      append_escape(value);
    } else {
      const CodePoint point = first_code_point(m_text.substr(m_at, end - m_at));
      append_utf8(value, point.value);
      m_at += point.size;
    }
  }
  m_at = end + 1;
  skip_space();
  return value;
}

void JsonReader::append_escape(std::string& out) {
  constexpr std::string_view letters = "bfnrt";
  constexpr std::string_view meanings = "\b\f\n\r\t";
  ++m_at;
  if (ahead() == 'u') {
    append_utf8(out, unicode_escape());
    return;
  }
  const std::size_t letter = letters.find(ahead());
  out += letter == std::string_view::npos ? ahead() : meanings[letter];
  ++m_at;
}

/// Takes uXXXX, and the second half of a surrogate pair; half a pair is itself, which append_utf8()
/// makes U+FFFD.
char32_t JsonReader::unicode_escape() {
  const auto four_digits = [this](std::size_t at) {
    char32_t value = 0;
    for (const char c : m_text.substr(at, 4))
      value = value * 16 + hex_value(c);
    return value;
  };
  const char32_t first = four_digits(m_at + 1);
  m_at += 5;
  if (!is_high_surrogate(first) || m_text.substr(m_at, 2) != "\\u") return first;
  const char32_t second = four_digits(m_at + 2);
  if (!is_low_surrogate(second)) return first;
  m_at += 6;
  return 0x10000 + ((first - 0xd800) << 10U) + (second - 0xdc00);
}

void JsonReader::skip() noexcept {
  switch (kind()) {
  case JsonKind::object:
  case JsonKind::array:
    skip_nested();
    break;
  case JsonKind::string:
    skip_string();
    break;
  default:
    m_at = std::min(m_text.find_first_of(",]} \t\r\n", m_at), m_text.size());
  }
  skip_space();
}

/// From the opening to the closing quote.
void JsonReader::skip_string() noexcept {
  ++m_at;
  while (ahead() != '"') {
    if (ahead() == '\\') ++m_at;
    ++m_at;
  }
  ++m_at;
}

void JsonReader::skip_nested() noexcept {
  std::size_t depth = 0;
  do {
    const char c = ahead();
    if (c == '"') {
      skip_string();
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    ++m_at;
  } while (depth > 0);
}

void JsonReader::skip_space() noexcept {
  while (m_at < m_text.size() && is_space(ahead()))
    ++m_at;
}

}  // namespace kscan::keyring
