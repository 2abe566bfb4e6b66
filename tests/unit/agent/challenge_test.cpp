#include "agent/challenge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ParseChallenges, ReadsABearerChallenge) {
  EXPECT_THAT(
      parse_challenges(
          R"(Bearer realm="https://auth.example.com/token",service="r",scope="repository:a/b:pull")"),
      ElementsAre(Challenge{"bearer",
                            {{"realm", "https://auth.example.com/token"},
                             {"service", "r"},
                             {"scope", "repository:a/b:pull"}}}));
}

TEST(ParseChallenges, ReadsSeveralInOneHeader) {
  EXPECT_THAT(parse_challenges(R"(Negotiate, BASIC Realm = "x, y" , Bearer realm=z)"),
              ElementsAre(Challenge{"negotiate", {}},
                          Challenge{"basic", {{"realm", "x, y"}}},
                          Challenge{"bearer", {{"realm", "z"}}}));
}

TEST(ParseChallenges, UnescapesQuotedText) {
  EXPECT_THAT(parse_challenges(R"(Basic realm="a\"b\\")"),
              ElementsAre(Challenge{"basic", {{"realm", R"(a"b\)"}}}));
}

TEST(ParseChallenges, StopsAtWhatItDoesNotUnderstand) {
  EXPECT_THAT(parse_challenges(""), IsEmpty());
  EXPECT_THAT(parse_challenges("\"\"\"=,=\""), IsEmpty());
  EXPECT_THAT(parse_challenges("Basic realm=\"open"),
              ElementsAre(Challenge{"basic", {{"realm", "open"}}}));
  EXPECT_THAT(parse_challenges("Basic realm=\"x\\"),
              ElementsAre(Challenge{"basic", {{"realm", "x\\"}}}));
}

}  // namespace
}  // namespace kscan::agent
