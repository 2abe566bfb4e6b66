#include "jsonpath/pieces.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace kscan::jsonpath {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// "-?[0-9]*" from the start of `text`, which then follows it.
std::string_view take_number(std::string_view& text) {
  std::size_t end = text.starts_with('-') ? 1 : 0;
  while (end < text.size() && is_digit(text[end]))
    ++end;
  const std::string_view number = text.substr(0, end);
  text.remove_prefix(end);
  return number;
}

/// "1:-2:3" into its parts, those behind a colon with it; nothing if it is no slice.
std::optional<std::array<std::string_view, 3>> slice_parts(std::string_view text) {
  std::array<std::string_view, 3> parts{};
  parts[0] = take_number(text);
  for (std::size_t i = 1; i < parts.size() && text.starts_with(':'); ++i) {
    const char* const colon = text.data();
    text.remove_prefix(1);
    parts[i] = std::string_view(colon, 1 + take_number(text).size());
  }
  if (!text.empty()) return std::nullopt;
  return parts;
}

Result<Bound> parse_bound(std::string_view part, const Bound& first, std::size_t index) {
  if (part.empty() && index == 1) {
    const auto next = static_cast<std::uint64_t>(first.value) + 1;  // Go's integers wrap around
    return Bound{static_cast<std::int64_t>(next), true, true};
  }
  if (index > 0 && !part.empty()) part.remove_prefix(1);
  if (part.empty()) return Bound{};
  const auto value = to_integer(part);
  if (!value) return fail(Errc::usage, fmt::format("array index {} is not a number", part));
  return Bound{*value, true, false};
}

}  // namespace

std::optional<std::int64_t> to_integer(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

std::string_view trim_blanks(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

Result<Node> parse_slice(std::string_view text) {
  const auto parts = slice_parts(text);
  if (!parts) return fail(Errc::usage, fmt::format("invalid array index {}", text));
  Node node{.type = NodeType::array};
  for (std::size_t i = 0; i < node.bounds.size(); ++i) {
    const auto bound = parse_bound((*parts)[i], node.bounds[0], i);
    if (!bound) return fail(bound.error());
    node.bounds[i] = *bound;
  }
  return node;
}

std::optional<Comparison> split_comparison(std::string_view text) {
  constexpr std::string_view signs = "!<>=";
  const std::size_t start = text.find_first_of(signs);
  if (start == std::string_view::npos || start == 0) return std::nullopt;
  std::size_t end = std::min(text.find_first_not_of(signs, start), text.size());
  if (end == text.size()) --end;  // something must be left
  if (end == start) return std::nullopt;
  return Comparison{text.substr(0, start), text.substr(start, end - start), text.substr(end)};
}

}  // namespace kscan::jsonpath
