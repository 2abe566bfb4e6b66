#include "base/time.hpp"

#include <fmt/core.h>

#include <cstdint>
#include <optional>

namespace kscan {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

/// Reads the text from the left; once something does not fit, all that follows fails too.
class Cursor {
public:
  explicit Cursor(std::string_view text)
      : m_text(text) {}

  /// Exactly so many digits, the value at most `highest`.
  int number(std::size_t digits, int highest) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i)
      value = value * 10 + digit();
    if (value > highest) m_failed = true;
    return value;
  }

  void literal(std::string_view any_of) {
    if (!next_is(any_of)) m_failed = true;
    take();
  }

  [[nodiscard]] bool next_is(std::string_view any_of) const {
    return !m_text.empty() && any_of.find(m_text.front()) != std::string_view::npos;
  }

  /// Digits after the decimal point; what is finer than a nanosecond is cut.
  nanoseconds fraction() {
    std::int64_t unit = 100'000'000;
    std::int64_t value = 0;
    do {
      value += digit() * unit;
      unit /= 10;
    } while (next_is("0123456789"));
    return nanoseconds(value);
  }

  char take() {
    if (m_text.empty()) {
      m_failed = true;
      return '\0';
    }
    const char c = m_text.front();
    m_text.remove_prefix(1);
    return c;
  }

  [[nodiscard]] bool done() const { return !m_failed && m_text.empty(); }

private:
  int digit() {
    const char c = take();
    if (c < '0' || c > '9') m_failed = true;
    return m_failed ? 0 : c - '0';
  }

  std::string_view m_text;
  bool m_failed = false;
};

std::chrono::year_month_day read_date(Cursor& cursor) {
  const int year = cursor.number(4, 9999);
  cursor.literal("-");
  const int month = cursor.number(2, 12);
  cursor.literal("-");
  const int day = cursor.number(2, 31);
  return {std::chrono::year(year),
          std::chrono::month(static_cast<unsigned>(month)),
          std::chrono::day(static_cast<unsigned>(day))};
}

seconds read_clock(Cursor& cursor) {
  const int hour = cursor.number(2, 23);
  cursor.literal(":");
  const int minute = cursor.number(2, 59);
  cursor.literal(":");
  return hours(hour) + minutes(minute) + seconds(cursor.number(2, 59));
}

seconds read_offset(Cursor& cursor) {
  if (cursor.next_is("Zz")) {
    cursor.take();
    return seconds(0);
  }
  const bool west = cursor.next_is("-");
  cursor.literal("+-");
  const int hour = cursor.number(2, 23);
  cursor.literal(":");
  const seconds offset = hours(hour) + minutes(cursor.number(2, 59));
  return west ? -offset : offset;
}

/// 64 bits of nanoseconds reach from 1677 to 2262.
bool representable(std::chrono::sys_seconds time) {
  constexpr auto lowest = std::chrono::ceil<seconds>(SystemTime::min());
  constexpr auto highest = std::chrono::floor<seconds>(SystemTime::max()) - seconds(1);
  return time >= lowest && time <= highest;
}

std::optional<SystemTime> read_time(std::string_view text) {
  Cursor cursor(text);
  const auto date = read_date(cursor);
  cursor.literal("Tt");
  const seconds clock = read_clock(cursor);
  nanoseconds fraction(0);
  if (cursor.next_is(".")) {
    cursor.take();
    fraction = cursor.fraction();
  }
  const seconds offset = read_offset(cursor);
  if (!cursor.done() || !date.ok()) return std::nullopt;
  const std::chrono::sys_seconds whole = std::chrono::sys_days(date) + clock - offset;
  if (!representable(whole)) return std::nullopt;
  return SystemTime(whole) + fraction;
}

}  // namespace

Result<SystemTime> parse_rfc3339(std::string_view text) {
  if (const auto time = read_time(text)) return *time;
  return fail(Errc::invalid, "not an RFC 3339 time: \"" + std::string(text) + '"');
}

std::string format_rfc3339(SystemTime time) {
  const auto whole = std::chrono::floor<seconds>(time);
  const auto day = std::chrono::floor<days>(whole);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(whole - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
                     static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()),
                     clock.hours().count(),
                     clock.minutes().count(),
                     clock.seconds().count());
}

}  // namespace kscan
