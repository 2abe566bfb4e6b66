#include "base/utf8.hpp"
#include "jsonpath/node.hpp"

#include <optional>

namespace kscan::jsonpath {
namespace {

std::optional<unsigned> digits(std::string_view text, std::size_t count, unsigned base) {
  if (text.size() < count) return std::nullopt;
  unsigned value = 0;
  for (const char c : text.substr(0, count)) {
    unsigned digit = 16;
    if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A') + 10;
    if (digit >= base) return std::nullopt;
    value = value * base + digit;
  }
  return value;
}

/// The character that "\n" and its like stand for, 0 for others.
char simple_escape(char c) {
  constexpr std::string_view names = "abfnrtv\\";
  constexpr std::string_view values = "\a\b\f\n\r\t\v\\";
  const std::size_t at = names.find(c);
  return at == std::string_view::npos ? '\0' : values[at];
}

bool is_character(unsigned value) {
  return value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

/// Reads what follows a backslash (strconv.UnquoteChar); false if it is no escape.
bool take_escape(std::string_view& rest, char quote, std::string& out) {
  if (rest.empty()) return false;
  const char c = rest.front();
  if (const char simple = simple_escape(c); simple != '\0' || c == quote) {
    out += simple != '\0' ? simple : c;
    rest.remove_prefix(1);
    return true;
  }
  const bool octal = c >= '0' && c <= '7';
  const std::size_t count = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : octal ? 3 : 0;
  if (count == 0) return false;
  const auto value = digits(rest.substr(octal ? 0 : 1), count, octal ? 8 : 16);
  constexpr unsigned largest_byte = 255;
  if (!value || (octal && *value > largest_byte)) return false;
  if (c == 'u' || c == 'U') {
    if (!is_character(*value)) return false;
    append_utf8(out, static_cast<char32_t>(*value));
  } else {
    out += static_cast<char>(*value);
  }
  rest.remove_prefix(count + (octal ? 0 : 1));
  return true;
}

}  // namespace

Result<std::string> unquote(std::string_view literal) {
  const auto invalid = [] { return fail(Errc::usage, "invalid syntax"); };
  if (literal.size() < 2 || literal.front() != literal.back()) return invalid();
  const char quote = literal.front();
  std::string_view rest = literal.substr(1, literal.size() - 2);
  if (rest.find('\\') == std::string_view::npos && rest.find(quote) == std::string_view::npos)
    return std::string(rest);
  std::string out;
  while (!rest.empty()) {
    const CodePoint point = first_code_point(rest);
    if (rest.front() == quote || rest.front() == '\n') return invalid();
    const bool escape = rest.front() == '\\';
    if (!escape) append_utf8(out, point.value);
    rest.remove_prefix(point.size);
    if (escape && !take_escape(rest, quote, out)) return invalid();
  }
  return out;
}

}  // namespace kscan::jsonpath
