#include "yaml/number.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>

namespace kscan::yaml {

namespace {

using nlohmann::json;
using std::string_view;

/// Takes a sign off.
bool is_negative(string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative;
}

/// Takes the prefix of strconv.ParseInt's base 0 off.
int take_base(string_view& text) {
  constexpr std::array<std::pair<string_view, int>, 6> prefixes{
      {{"0x", 16}, {"0X", 16}, {"0o", 8}, {"0O", 8}, {"0b", 2}, {"0B", 2}}};
  for (const auto& [prefix, base] : prefixes) {
    if (!text.starts_with(prefix)) continue;
    text.remove_prefix(prefix.size());
    return base;
  }
  return text.size() > 1 && text.starts_with('0') ? 8 : 10;
}

std::optional<std::uint64_t> whole(string_view digits, int base) {
  std::uint64_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [last, error] = std::from_chars(digits.data(), end, value, base);
  if (digits.empty() || error != std::errc() || last != end) return {};
  return value;
}

std::optional<json> integer(string_view text) {
  const bool is_signed = text.starts_with('-') || text.starts_with('+');
  const bool negative = is_negative(text);
  const int base = take_base(text);
  const auto value = whole(text, base);
  if (!value) return {};
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (negative) {
    if (*value > most + 1) return {};
    return json(static_cast<std::int64_t>(0 - *value));
  }
  if (*value <= most) return json(static_cast<std::int64_t>(*value));
  // strconv.ParseUint knows no sign.
  return is_signed ? std::nullopt : std::optional<json>(*value);
}

string_view take_digits(string_view& text) {
  const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits;
}

/// resolve.go: yamlStyleFloat.
bool has_form_of_float(string_view text) {
  is_negative(text);
  const bool whole_part = !take_digits(text).empty();
  bool fraction = false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = !take_digits(text).empty();
  }
  if (!whole_part && !fraction) return false;
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  text.remove_prefix(1);
  is_negative(text);
  return !take_digits(text).empty() && text.empty();
}

std::optional<json> floating(const std::string& text) {
  if (!has_form_of_float(text)) return {};
  const double value = std::strtod(text.c_str(), nullptr);
  if (std::isinf(value)) return {};  // strconv.ErrRange
  return json(value);
}

std::string format(float value, std::chars_format form) {
  std::array<char, 64> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, form);
  return {buffer.data(), result.ptr};
}

}  // namespace

std::optional<json> parse_number(string_view plain) {
  std::string text(plain);
  if (text.starts_with('.')) return floating(text);
  std::erase(text, '_');
  if (auto number = integer(text)) return number;
  return floating(text);
}

std::string format_key(double value) {
  const auto narrow = static_cast<float>(value);
  if (std::isnan(narrow)) return ".nan";
  if (std::isinf(narrow)) return narrow < 0 ? "-.inf" : ".inf";
  const auto scientific = format(narrow, std::chars_format::scientific);
  const int exponent = std::atoi(scientific.c_str() + scientific.find('e') + 1);
  constexpr int precision = 6;
  if (exponent < -4 || exponent >= precision) return scientific;
  return format(narrow, std::chars_format::fixed);
}

}  // namespace kscan::yaml
