#include "keyring/url.hpp"

#include <algorithm>
#include <optional>

namespace kscan::keyring {
namespace {

using std::string_view;

constexpr std::size_t all_groups = 8;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_group(string_view text) {
  return !text.empty() && text.size() <= 4 && std::ranges::all_of(text, is_hex);
}

bool is_octet(string_view text) {
  if (text.empty() || text.size() > 3 || !std::ranges::all_of(text, is_digit)) return false;
  return text.size() == 1 || (text.front() != '0' && (text.size() == 2 || text <= "255"));
}

bool is_ipv4(string_view text) {
  for (int dots = 0; dots < 3; ++dots) {
    const std::size_t dot = text.find('.');
    if (dot == string_view::npos || !is_octet(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return is_octet(text);
}

/// How many groups "1:2:3" has; the last two may be written as an IPv4 address where that may end
/// the address. Nothing if it is malformed.
std::optional<std::size_t> count_groups(string_view text, bool at_end) {
  std::size_t count = 0;
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const string_view group = text.substr(0, colon);
    const bool last = colon == string_view::npos;
    if (last && at_end && is_ipv4(group)) return count + 2;
    if (!is_group(group)) return std::nullopt;
    ++count;
    if (last) break;
    text.remove_prefix(colon + 1);
    if (text.empty()) return std::nullopt;
  }
  return count;
}

bool is_address(string_view text) {
  const std::size_t gap = text.find("::");
  if (gap == string_view::npos) return count_groups(text, true) == all_groups;
  const auto before = count_groups(text.substr(0, gap), false);
  const auto after = count_groups(text.substr(gap + 2), true);
  // The gap stands for one group at least.
  return before && after && *before + *after < all_groups;
}

}  // namespace

bool is_ipv6(string_view text) noexcept {
  // Go looks for the first of these to tell the kinds apart.
  const std::size_t first = text.find_first_of(".:%");
  if (first == string_view::npos || text[first] != ':') return false;
  const std::size_t percent = text.find('%');
  if (percent == string_view::npos) return is_address(text);
  return percent + 1 < text.size() && is_address(text.substr(0, percent));
}

}  // namespace kscan::keyring
