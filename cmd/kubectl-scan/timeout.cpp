#include "kubectl-scan/timeout.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

namespace kscan::cmd {

namespace {

using std::chrono::milliseconds;

// As Go's durations, which are 64 bits of nanoseconds.
constexpr double longest_seconds = 9.2e9;

constexpr std::array<std::pair<std::string_view, double>, 8> units{{{"ns", 1e-9},
                                                                    {"us", 1e-6},
                                                                    {"\u00b5s", 1e-6},
                                                                    {"\u03bcs", 1e-6},
                                                                    {"ms", 1e-3},
                                                                    {"s", 1},
                                                                    {"m", 60},
                                                                    {"h", 3600}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes a sign off.
bool is_negative(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || !is_digit(text[0]) || error != std::errc() || last != end) return {};
  return number;
}

/// Takes "1.5" off; at least one digit.
std::optional<double> take_number(std::string_view& text) {
  const auto end = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto digits = text.substr(0, end);
  text.remove_prefix(end);
  if (digits.find_first_not_of('.') == std::string_view::npos) return {};
  if (digits.find('.') != digits.rfind('.')) return {};
  double number = 0;
  const char* const last = digits.data() + digits.size();
  if (std::from_chars(digits.data(), last, number, std::chars_format::fixed).ec != std::errc()) {
    return {};
  }
  return number;
}

std::optional<double> take_unit(std::string_view& text) {
  const auto end = std::min(text.find_first_of("0123456789."), text.size());
  const auto* const unit =
      std::ranges::find(units, text.substr(0, end), &decltype(units)::value_type::first);
  if (unit == units.end()) return {};
  text.remove_prefix(end);
  return unit->second;
}

std::optional<double> duration_seconds(std::string_view text) {
  double seconds = 0;
  if (text.empty()) return {};
  while (!text.empty()) {
    const auto number = take_number(text);
    const auto unit = number ? take_unit(text) : std::nullopt;
    if (!unit) return {};
    seconds += *number * *unit;
  }
  return seconds;
}

std::optional<double> seconds_of(std::string_view text) {
  if (const auto number = whole_number(text)) {
    return std::min(static_cast<double>(*number), longest_seconds);
  }
  const auto seconds = duration_seconds(text);
  return seconds && *seconds <= longest_seconds ? seconds : std::nullopt;
}

milliseconds rounded(double seconds) {
  if (seconds <= 0) return milliseconds(0);
  // Through whole microseconds: 0.029 * 1000 is a little less than 29.
  const auto micro = static_cast<std::int64_t>(std::llround(seconds * 1e6));
  return std::max(milliseconds(1), milliseconds(micro / 1000));
}

}  // namespace

Result<milliseconds> parse_timeout(std::string_view text) {
  auto rest = text;
  const bool negative = is_negative(rest);
  const auto seconds = seconds_of(rest);
  const bool negative_number = negative && rest != "0" && whole_number(rest);
  if (seconds && !negative_number) return negative ? milliseconds(0) : rounded(*seconds);
  return fail(Errc::usage,
              "Invalid timeout value. Timeout must be a single integer in seconds, or an integer "
              "followed by a corresponding time unit (e.g. 1s | 2m | 3h)");
}

}  // namespace kscan::cmd
