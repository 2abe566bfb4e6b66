#include "image/grammar.hpp"

#include <algorithm>

namespace kscan::image {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower_alnum(char c) {
  return is_lower(c) || is_digit(c);
}
bool is_alnum(char c) {
  return is_lower_alnum(c) || is_upper(c);
}
bool is_lower_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f');
}
bool is_hex(char c) {
  return is_lower_hex(c) || (c >= 'A' && c <= 'F');
}

/// Does `check` hold for every piece between separators? There is always at least one piece.
template<typename Check> bool every_piece(std::string_view text, char separator, Check check) {
  while (true) {
    const std::size_t end = text.find(separator);
    if (!check(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

bool is_domain_label(std::string_view label) {
  return !label.empty() && is_alnum(label.front()) && is_alnum(label.back())
         && std::ranges::all_of(label, [](char c) { return is_alnum(c) || c == '-'; });
}

bool is_optional_port(std::string_view text) {
  return text.empty()
         || (text.size() > 1 && text.front() == ':'
             && std::ranges::all_of(text.substr(1), is_digit));
}

bool is_ipv6_literal_with_port(std::string_view text) {
  const std::size_t end = text.find(']');
  if (end == std::string_view::npos || end < 2) return false;
  return std::ranges::all_of(text.substr(1, end - 1), [](char c) { return is_hex(c) || c == ':'; })
         && is_optional_port(text.substr(end + 1));
}

bool is_separator(std::string_view run) {
  return run == "." || run == "_" || run == "__"
         || run.find_first_not_of('-') == std::string_view::npos;
}

bool is_path_component(std::string_view component) {
  if (component.empty() || !is_lower_alnum(component.back())) return false;
  if (!is_lower_alnum(component.front())) return false;
  auto at = component.begin();
  while (at != component.end()) {
    const auto run = std::find_if_not(at, component.end(), is_lower_alnum);
    const auto next = std::find_if(run, component.end(), is_lower_alnum);
    if (run != next && !is_separator(std::string_view(run, next))) return false;
    at = next;
  }
  return true;
}

/// `[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*`
bool is_algorithm(std::string_view text) {
  bool at_start = true;
  for (const char c : text) {
    const bool letter = is_lower(c) || is_upper(c);
    const bool separator = c == '-' || c == '_' || c == '+' || c == '.';
    if (at_start ? !letter : !(is_alnum(c) || separator)) return false;
    at_start = separator;
  }
  return !at_start;
}

std::size_t encoded_size(std::string_view algorithm) {
  if (algorithm == "sha256") return 64;
  if (algorithm == "sha384") return 96;
  return algorithm == "sha512" ? 128 : 0;
}

}  // namespace

bool is_domain(std::string_view text) noexcept {
  if (text.starts_with('[')) return is_ipv6_literal_with_port(text);
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && !is_optional_port(text.substr(colon))) return false;
  return every_piece(text.substr(0, colon), '.', is_domain_label);
}

bool is_path(std::string_view text) noexcept {
  return every_piece(text, '/', is_path_component);
}

bool is_tag(std::string_view text) noexcept {
  constexpr std::size_t longest = 128;
  const auto is_word = [](char c) { return is_alnum(c) || c == '_'; };
  return !text.empty() && text.size() <= longest && is_word(text.front())
         && std::ranges::all_of(text,
                                [is_word](char c) { return is_word(c) || c == '.' || c == '-'; });
}

bool is_digest(std::string_view text) noexcept {
  constexpr std::size_t shortest = 32;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view encoded = text.substr(colon + 1);
  return is_algorithm(text.substr(0, colon)) && encoded.size() >= shortest
         && std::ranges::all_of(encoded, is_hex);
}

std::string_view digest_problem(std::string_view digest) noexcept {
  const std::size_t colon = digest.find(':');
  const std::string_view algorithm = digest.substr(0, colon);
  const std::string_view encoded = digest.substr(colon + 1);
  const std::size_t expected = encoded_size(algorithm);
  if (expected == 0) {
    return has_upper_case(algorithm) ? "invalid checksum digest format"
                                     : "unsupported digest algorithm";
  }
  if (encoded.size() != expected) return "invalid checksum digest length";
  return std::ranges::all_of(encoded, is_lower_hex) ? "" : "invalid checksum digest format";
}

bool is_identifier(std::string_view text) noexcept {
  return text.size() == 64 && std::ranges::all_of(text, is_lower_hex);
}

bool has_upper_case(std::string_view text) noexcept {
  return std::ranges::any_of(text, is_upper);
}

}  // namespace kscan::image
