#include "manifest/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace kscan::manifest {

namespace {

struct Unit {
  std::string_view name;
  double factor;
};
constexpr std::array units{
    Unit{"", 1},
    Unit{"n", 1e-9},
    Unit{"u", 1e-6},
    Unit{"m", 1e-3},
    Unit{"k", 1e3},
    Unit{"M", 1e6},
    Unit{"G", 1e9},
    Unit{"T", 1e12},
    Unit{"P", 1e15},
    Unit{"E", 1e18},
    Unit{"Ki", 0x1p10},
    Unit{"Mi", 0x1p20},
    Unit{"Gi", 0x1p30},
    Unit{"Ti", 0x1p40},
    Unit{"Pi", 0x1p50},
    Unit{"Ei", 0x1p60},
};

/// Digits with at most one point, and the rest.
std::pair<std::string_view, std::string_view> split(std::string_view text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
  return {text.substr(0, end), text.substr(end)};
}

std::optional<double> number(std::string_view digits) {
  if (digits.empty() || digits == "." || std::ranges::count(digits, '.') > 1) return std::nullopt;
  double value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, value, std::chars_format::fixed);
  if (error != std::errc() || at != end) return std::nullopt;
  return value;
}

/// "e3", "E-2".
std::optional<double> exponent(std::string_view suffix) {
  if (suffix.size() < 2 || (suffix[0] != 'e' && suffix[0] != 'E')) return std::nullopt;
  std::string_view digits = suffix.substr(1);
  if (digits.front() == '+') digits.remove_prefix(1);
  int value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc() || at != end || std::abs(value) > 18) return std::nullopt;
  return std::pow(10.0, value);
}

std::optional<double> factor_of(std::string_view suffix) {
  const auto* const unit = std::ranges::find(units, suffix, &Unit::name);
  return unit != units.end() ? std::optional(unit->factor) : exponent(suffix);
}

}  // namespace

Result<double> parse_quantity(std::string_view text) {
  const auto [digits, suffix] = split(text);
  const auto value = number(digits);
  const auto factor = factor_of(suffix);
  if (!value || !factor)
    return fail(Errc::invalid,
                "quantities must match the regular expression "
                "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  return *value * *factor;
}

std::string doubled(std::string_view quantity) {
  const auto [digits, suffix] = split(quantity);
  return fmt::format("{}{}", 2 * number(digits).value_or(0), suffix);
}

}  // namespace kscan::manifest
