#include "kubectl-scan/timeout.hpp"

#include <gtest/gtest.h>

namespace kscan::cmd {
namespace {

struct Good {
  const char* name;
  const char* text;
  long milliseconds;
};

class ParseTimeout : public testing::TestWithParam<Good> {};

TEST_P(ParseTimeout, ReadsSecondsAndDurations) {
  const auto timeout = parse_timeout(GetParam().text);
  ASSERT_TRUE(timeout) << timeout.error().message();
  EXPECT_EQ(timeout->count(), GetParam().milliseconds);
}

INSTANTIATE_TEST_SUITE_P(Table,
                         ParseTimeout,
                         testing::Values(Good{"Zero", "0", 0},
                                         Good{"MinusZero", "-0", 0},
                                         Good{"Seconds", "30", 30'000},
                                         Good{"WithSign", "+5", 5'000},
                                         Good{"LeadingZeros", "007", 7'000},
                                         Good{"ZeroSeconds", "0s", 0},
                                         Good{"Several", "1h2m3s4ms", 3'723'004},
                                         Good{"Fraction", "1.5h", 5'400'000},
                                         Good{"BarePoint", ".5s", 500},
                                         Good{"PointAtTheEnd", "2.s", 2'000},
                                         Good{"NotWholeInBinary", "0.029s", 29},
                                         Good{"Tiny", "1ns", 1},
                                         Good{"Micro", "1500us", 1},
                                         Good{"MicroSign", "2000\u00b5s", 2},
                                         Good{"Negative", "-1s", 0}),
                         [](const auto& tested) { return tested.param.name; });

class ParseTimeoutRefuses : public testing::TestWithParam<const char*> {};

TEST_P(ParseTimeoutRefuses, InKubectlsWords) {
  const auto timeout = parse_timeout(GetParam());
  ASSERT_FALSE(timeout);
  EXPECT_EQ(timeout.error().code(), Errc::usage);
  EXPECT_EQ(timeout.error().message(),
            "Invalid timeout value. Timeout must be a single integer in seconds, or an integer "
            "followed by a corresponding time unit (e.g. 1s | 2m | 3h)");
}

INSTANTIATE_TEST_SUITE_P(Table,
                         ParseTimeoutRefuses,
                         testing::Values("",
                                         "-1",
                                         "five",
                                         "5x",
                                         "s",
                                         ".s",
                                         "1s5",
                                         "1 s",
                                         " 1",
                                         "1..5s",
                                         "1e3",
                                         "0x5",
                                         "5S",
                                         "1_0",
                                         "9223372036854775807h"));

}  // namespace
}  // namespace kscan::cmd
