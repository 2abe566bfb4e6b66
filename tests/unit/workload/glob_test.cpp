#include "workload/glob.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kscan::workload {
namespace {

TEST(MatchesGlob, TakesTheWholeText) {
  EXPECT_TRUE(matches_glob("app", "app"));
  EXPECT_FALSE(matches_glob("app", "apple"));
  EXPECT_FALSE(matches_glob("app", "myapp"));
  EXPECT_FALSE(matches_glob("", "app"));
  EXPECT_TRUE(matches_glob("", ""));
}

TEST(MatchesGlob, LetsAStarBeAnyRun) {
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_TRUE(matches_glob("istio-*", "istio-proxy"));
  EXPECT_TRUE(matches_glob("registry.io/*:1", "registry.io/a/b:1"));
  EXPECT_TRUE(matches_glob("*a*b*", "xaxxbx"));
  EXPECT_TRUE(matches_glob("a*ab", "aabab"));
  EXPECT_FALSE(matches_glob("a*b", "ac"));
}

TEST(MatchesGlob, LetsAQuestionMarkBeOneCharacter) {
  EXPECT_TRUE(matches_glob("web-?", "web-0"));
  EXPECT_FALSE(matches_glob("web-?", "web-"));
  EXPECT_FALSE(matches_glob("web-?", "web-10"));
}

TEST(MatchesGlob, TakesBracketsAsTheyAre) {
  EXPECT_TRUE(matches_glob("[a]", "[a]"));
  EXPECT_FALSE(matches_glob("[a]", "a"));
}

TEST(MatchesGlob, DoesNotExplodeOnManyStars) {
  std::string pattern;
  for (int i = 0; i < 500; ++i)
    pattern += "*a";
  EXPECT_FALSE(matches_glob(pattern + "b", std::string(2000, 'a')));
}

}  // namespace
}  // namespace kscan::workload
