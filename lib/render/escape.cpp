#include "render/escape.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <iterator>
#include <ostream>

namespace kscan::render {
namespace {

/// The replacement of one character, empty if it stays as it is.
using Replacement = std::string_view (*)(char c);

std::string replaced(std::string_view text, Replacement replacement) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const std::string_view other = replacement(c);
    if (other.empty())
      out += c;
    else
      out += other;
  }
  return out;
}

std::string_view markup(char c) {
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  default:
    return {};
  }
}

std::string_view markdown(char c) {
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '@':  // a mention, found after entities are resolved
    return "@<!-- -->";
  case ':':  // an emoji or the start of a link
    return "&#58;";
  case '#':  // an issue
    return "#<!-- -->";
  case '!':
    return "\\!";
  case '\\':
    return "\\\\";
  case '`':
    return "\\`";
  case '*':
    return "\\*";
  case '_':
    return "\\_";
  case '[':
    return "\\[";
  case ']':
    return "\\]";
  case '(':
    return "\\(";
  case ')':
    return "\\)";
  case '|':
    return "\\|";
  case '~':
    return "\\~";
  case '$':
    return "\\$";
  default:
    return {};
  }
}

std::string_view label(char c) {
  if (c == '\\') return "\\\\";
  return c == '"' ? "\\\"" : "";
}

std::string_view message(char c) {
  return c == '%' ? "%25" : "";
}

std::string_view property_value(char c) {
  if (c == ':') return "%3A";
  return c == ',' ? "%2C" : message(c);
}

/// Neither of XML 1.0 (section 2.2) nor of YAML 1.2 (5.1), though UTF-8 and not a control
/// character.
bool is_noncharacter(char32_t value) {
  return value == 0xfffe || value == 0xffff;
}

/// Above ASCII, and steers a terminal or turns text around.
bool is_hidden(char32_t value) {
  return (value >= 0x7f && value < 0xa0) || value == 0x61c || value == 0x200e || value == 0x200f
         || value == 0x2028 || value == 0x2029 || (value >= 0x202a && value <= 0x202e)
         || (value >= 0x2066 && value <= 0x2069) || value == 0xfeff || is_noncharacter(value);
}

std::string without_hidden(const std::string& json) {
  std::string out;
  out.reserve(json.size());
  for (std::string_view rest = json; !rest.empty();) {
    const CodePoint point = first_code_point(rest);
    if (is_hidden(point.value))
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(point.value));
    else
      out += rest.substr(0, point.size);
    rest.remove_prefix(point.size);
  }
  return out;
}

void append_yaml(std::string& out, std::string_view bytes, const CodePoint& point) {
  const auto value = static_cast<unsigned>(point.value);
  if (point.value == '"' || point.value == '\\')
    (out += '\\') += static_cast<char>(point.value);
  else if (point.value == '\n')
    out += "\\n";
  else if (point.value == '\t')
    out += "\\t";
  else if (point.value == '\r')
    out += "\\r";
  else if (point.value < 0x20)
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", value);
  else if (is_hidden(point.value))
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", value);
  else if (!point.valid)
    append_utf8(out, point.value);
  else
    out += bytes;
}

}  // namespace

std::string json_text(const nlohmann::ordered_json& value, int indent) {
  constexpr bool ascii_only = false;
  return without_hidden(
      value.dump(indent, ' ', ascii_only, nlohmann::ordered_json::error_handler_t::replace));
}

void write_document(const nlohmann::ordered_json& value, std::ostream& out) {
  constexpr int indent = 2;
  out << json_text(value, indent) << '\n';
}

std::string xml_text(std::string_view text) {
  std::string out;
  const std::string clean = printable(text);
  for (std::string_view rest = clean; !rest.empty();) {
    const CodePoint point = first_code_point(rest);
    if (is_noncharacter(point.value))
      out += "\\u" + fmt::format("{:04x}", static_cast<unsigned>(point.value));
    else
      out += rest.substr(0, point.size);
    rest.remove_prefix(point.size);
  }
  return replaced(out, markup);
}

std::string html_text(std::string_view text) {
  return xml_text(text);
}

std::string markdown_text(std::string_view text) {
  return replaced(printable(text), markdown);
}

std::string csv_field(std::string_view text) {
  std::string value = printable(text);
  constexpr std::string_view starts_a_formula = "=+-@";
  if (!value.empty() && starts_a_formula.find(value.front()) != std::string_view::npos)
    value.insert(value.begin(), '\'');
  if (value.find_first_of("\",;\t") == std::string::npos) return value;
  return '"' + replaced(value, [](char c) { return std::string_view(c == '"' ? "\"\"" : ""); })
         + '"';
}

std::string prometheus_label(std::string_view text) {
  return replaced(printable(text), label);
}

std::string github_text(std::string_view text, bool property) {
  return replaced(printable(text), property ? property_value : message);
}

std::string yaml_quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    append_yaml(out, text.substr(0, point.size), point);
    text.remove_prefix(point.size);
  }
  return out + '"';
}

std::string_view safe_url(std::string_view text) noexcept {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#@!$&*+,;=%";
  if (!text.starts_with("https://") && !text.starts_with("http://")) return {};
  return text.find_first_not_of(allowed) == std::string_view::npos ? text : std::string_view();
}

std::string_view cut(std::string_view text, std::size_t bytes) noexcept {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80U)
    --bytes;
  return text.substr(0, bytes);
}

}  // namespace kscan::render
