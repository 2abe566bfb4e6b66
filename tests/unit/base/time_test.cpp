#include "base/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace kscan {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

SystemTime at(std::int64_t unix_seconds, std::int64_t fraction = 0) {
  return SystemTime(seconds(unix_seconds)) + nanoseconds(fraction);
}

SystemTime parsed(std::string_view text) {
  const auto time = parse_rfc3339(text);
  return time ? *time : SystemTime::min();
}

TEST(ParseRfc3339, ReadsSecondsInUtc) {
  EXPECT_EQ(parsed("1970-01-01T00:00:00Z"), at(0));
  EXPECT_EQ(parsed("2024-02-29T12:30:45Z"), at(1709209845));
  EXPECT_EQ(parsed("1969-12-31T23:59:59Z"), at(-1));
}

TEST(ParseRfc3339, ReadsFractions) {
  EXPECT_EQ(parsed("1970-01-01T00:00:01.5Z"), at(1, 500'000'000));
  EXPECT_EQ(parsed("1970-01-01T00:00:01.000000001Z"), at(1, 1));
  EXPECT_EQ(parsed("1970-01-01T00:00:01.1234567899Z"), at(1, 123'456'789));
}

TEST(ParseRfc3339, ReadsOffsets) {
  EXPECT_EQ(parsed("1970-01-01T02:30:00+02:30"), at(0));
  EXPECT_EQ(parsed("1969-12-31T16:00:00.25-08:00"), at(0, 250'000'000));
  EXPECT_EQ(parsed("1970-01-01t00:00:00z"), at(0));
}

class BadTime : public testing::TestWithParam<std::string> {};

TEST_P(BadTime, IsRefused) {
  EXPECT_FALSE(parse_rfc3339(GetParam()).has_value());
}

INSTANTIATE_TEST_SUITE_P(ParseRfc3339,
                         BadTime,
                         testing::Values("",
                                         "2024-02-30T00:00:00Z",
                                         "2023-02-29T00:00:00Z",
                                         "2024-13-01T00:00:00Z",
                                         "2024-00-01T00:00:00Z",
                                         "2024-01-01T24:00:00Z",
                                         "2024-01-01T00:60:00Z",
                                         "2024-01-01T00:00:60Z",
                                         "2024-01-01T00:00:00",
                                         "2024-01-01T00:00:00.Z",
                                         "2024-01-01T00:00:00Zx",
                                         "2024-01-01 00:00:00Z",
                                         "2024-01-01T00:00:00+24:00",
                                         "2024-01-01T00:00:00+0100",
                                         "24-01-01T00:00:00Z",
                                         "-024-01-01T00:00:00Z",
                                         "0001-01-01T00:00:00Z",
                                         "9999-12-31T23:59:59Z"));

TEST(FormatRfc3339, WritesWholeSecondsInUtc) {
  EXPECT_EQ(format_rfc3339(at(1709209845, 999'999'999)), "2024-02-29T12:30:45Z");
  EXPECT_EQ(format_rfc3339(at(-1)), "1969-12-31T23:59:59Z");
}

RC_GTEST_PROP(TimeProperty, ReadsWhatItWrites, ()) {
  const SystemTime time = at(*rc::gen::inRange<std::int64_t>(-9'000'000'000, 9'000'000'000));
  RC_ASSERT(parsed(format_rfc3339(time)) == time);
}

}  // namespace
}  // namespace kscan
