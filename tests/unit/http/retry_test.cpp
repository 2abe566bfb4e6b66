#include "http/retry.hpp"

#include <gtest/gtest.h>

namespace kscan::http {
namespace {

using std::chrono::milliseconds;

Result<Head> status(int code, std::string retry_after = {}) {
  Head head{code, {}};
  if (!retry_after.empty()) head.headers.push_back({"retry-after", std::move(retry_after)});
  return head;
}

struct Case {
  std::string name;
  Method method;
  int attempt;
  Result<Head> outcome;
  bool again;
};

class NextDelay : public testing::TestWithParam<Case> {};

TEST_P(NextDelay, RepeatsOnlyWhatMayHelpAndDoesNoHarm) {
  const auto& [name, method, attempt, outcome, again] = GetParam();
  std::mt19937 random;
  EXPECT_EQ(next_delay({}, attempt, method, outcome, random).has_value(), again);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    NextDelay,
    testing::Values(
        Case{"GetAfter503", Method::get, 1, status(503), true},
        Case{"GetAfter429", Method::get, 1, status(429), true},
        Case{"GetAfterLostConnection", Method::get, 1, fail(Errc::unavailable, ""), true},
        Case{"GetAfterTimeout", Method::get, 1, fail(Errc::timeout, ""), true},
        Case{"GetAfter404", Method::get, 1, status(404), false},
        Case{"GetAfterBadCertificate", Method::get, 1, fail(Errc::config, ""), false},
        Case{"GetAfterFourthAttempt", Method::get, 4, status(500), true},
        Case{"GetAfterFifthAttempt", Method::get, 5, status(500), false},
        Case{"DeleteAfter500", Method::del, 1, status(500), true},
        Case{"GetAfterFifthAttemptWithRetryAfter", Method::get, 5, status(500, "1"), true},
        Case{"GetAfterEleventhAttemptWithRetryAfter", Method::get, 11, status(500, "1"), false},
        Case{"PostAfter503", Method::post, 1, status(503), false},
        Case{"PostAfter503WithRetryAfter", Method::post, 1, status(503, "1"), true},
        Case{"PostAfterLostConnection", Method::post, 1, fail(Errc::unavailable, ""), false},
        Case{"PostAfter429", Method::post, 1, status(429), false},
        Case{"PostAfter429WithRetryAfter", Method::post, 1, status(429, "1"), true},
        Case{"PatchAfter500", Method::patch, 1, status(500), false},
        Case{"RetryAfterBeyondPatience", Method::get, 1, status(429, "61"), false},
        Case{"RetryAfterThatIsADate", Method::post, 1, status(429, "Fri, 31 Dec 1999"), false}),
    [](const auto& tested) { return tested.param.name; });

TEST(RetryDelay, WhoDoesNotWaitForASilentServerWaitsForABusyOne) {
  std::mt19937 random;
  const RetryPolicy policy{.unanswered = false};
  EXPECT_FALSE(next_delay(policy, 1, Method::get, fail(Errc::unavailable, ""), random));
  EXPECT_FALSE(next_delay(policy, 1, Method::get, fail(Errc::timeout, ""), random));
  EXPECT_TRUE(next_delay(policy, 1, Method::get, status(503), random));
}

TEST(RetryDelay, WhoAsksOnceIsNotMadeToAskAgain) {
  std::mt19937 random;
  EXPECT_FALSE(next_delay({.attempts = 1}, 1, Method::get, status(429, "1"), random));
}

TEST(RetryDelay, RetryAfterWins) {
  std::mt19937 random;
  EXPECT_EQ(next_delay({}, 1, Method::get, status(503, "7"), random), milliseconds(7000));
  EXPECT_EQ(next_delay({}, 1, Method::get, status(503, "0"), random), milliseconds(0));
}

TEST(RetryDelay, DoublesUpToTheCeilingGiveOrTakeAQuarter) {
  const RetryPolicy policy{.attempts = 100};
  std::mt19937 random;
  for (int attempt = 1; attempt < 100; ++attempt) {
    const auto nominal = attempt < 7 ? 200.0 * (1 << (attempt - 1)) : 10'000.0;
    const auto delay = next_delay(policy, attempt, Method::get, status(500), random);
    ASSERT_TRUE(delay);
    EXPECT_GE(static_cast<double>(delay->count()), nominal * 0.75 - 1) << attempt;
    EXPECT_LE(static_cast<double>(delay->count()), nominal * 1.25) << attempt;
  }
}

}  // namespace
}  // namespace kscan::http
