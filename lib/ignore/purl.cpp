#include "ignore/purl.hpp"

#include "base/text.hpp"

#include <utility>

namespace kscan::ignore {
namespace {

int hex_digit(char c) {
  constexpr int ten = 10;
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + ten;
  return c >= 'A' && c <= 'F' ? c - 'A' + ten : -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0
                        && hex_digit(text[i + 2]) >= 0;
    out +=
        escape ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
    if (escape) i += 2;
  }
  return out;
}

/// Cuts off what stands behind the last `separator`, and returns it.
std::string_view cut_behind(std::string_view& text, char separator) {
  const std::size_t at = text.rfind(separator);
  if (at == std::string_view::npos) return {};
  const std::string_view behind = text.substr(at + 1);
  text = text.substr(0, at);
  return behind;
}

std::map<std::string, std::string> parse_qualifiers(std::string_view text) {
  std::map<std::string, std::string> qualifiers;
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view one = text.substr(0, end);
    const std::size_t equals = one.find('=');
    if (equals != std::string_view::npos && equals + 1 < one.size())
      qualifiers[to_lower_ascii(one.substr(0, equals))] = decoded(one.substr(equals + 1));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return qualifiers;
}

}  // namespace

std::optional<Purl> parse_purl(std::string_view text) {
  constexpr std::string_view scheme = "pkg:";
  if (!text.starts_with(scheme)) return std::nullopt;
  text.remove_prefix(scheme.size());
  Purl purl;
  purl.subpath = decoded(cut_behind(text, '#'));
  const std::size_t question = text.find('?');
  if (question != std::string_view::npos) {
    purl.qualifiers = parse_qualifiers(text.substr(question + 1));
    text = text.substr(0, question);
  }
  const std::size_t slash = text.find_first_not_of('/');
  text.remove_prefix(slash == std::string_view::npos ? text.size() : slash);
  // An '@' before the last slash belongs to a scope: "pkg:npm/@angular/core@1".
  const std::size_t last_slash = text.rfind('/');
  if (last_slash == std::string_view::npos) return std::nullopt;
  const std::size_t at = text.find('@', last_slash);
  if (at != std::string_view::npos) {
    purl.version = decoded(text.substr(at + 1));
    text = text.substr(0, at);
  }
  purl.name = decoded(cut_behind(text, '/'));
  const std::size_t first_slash = text.find('/');
  purl.type = to_lower_ascii(text.substr(0, first_slash));
  if (first_slash != std::string_view::npos) purl.space = decoded(text.substr(first_slash + 1));
  if (purl.name.empty() || purl.type.empty()) return std::nullopt;
  return purl;
}

}  // namespace kscan::ignore
