#include "keyring/glob.hpp"
#include "keyring/keyring.hpp"
#include "keyring/url.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace kscan::keyring {
namespace {

TEST(KeyMatches, ComparesThePathAsAPlainPrefix) {
  EXPECT_TRUE(matches("r.io/team", "r.io/teamwork/x"));
  EXPECT_FALSE(matches("r.io/team/", "r.io/team"));
}

TEST(KeyMatches, WantsAsManyLabels) {
  EXPECT_TRUE(matches("*.example.com", "a.example.com/x"));
  EXPECT_FALSE(matches("*.example.com", "a.b.example.com/x"));
  EXPECT_FALSE(matches("*.example.com", "example.com/x"));
}

TEST(KeyMatches, WantsTheSamePort) {
  EXPECT_FALSE(matches("r.io", "r.io:5000/x"));
  EXPECT_FALSE(matches("r.io:443", "r.io/x"));
  EXPECT_TRUE(matches("[::1]:5000", "[::1]:5000/x"));
}

TEST(KeyMatches, NeverCoversALongerHost) {
  EXPECT_FALSE(matches("registry.example.com", "registry.example.com.evil.org/x"));
}

RC_GTEST_PROP(KeyMatchesProperty, CoversWhatIsBelowToo, (const std::string& key)) {
  const std::string name = *rc::gen::element<std::string>("r.io/app", "localhost/a", "[::1]:5/a");
  if (matches(key, name)) RC_ASSERT(matches(key, name + "/below"));
}

TEST(GlobMatches, KnowsStarsAndClasses) {
  EXPECT_TRUE(glob_matches("a*[0-9]c", "axxx1c"));
  EXPECT_TRUE(glob_matches("[^a]", "b"));
  EXPECT_TRUE(glob_matches("\\*", "*"));
  EXPECT_TRUE(glob_matches("a?c", "a\u00e9c"));
  EXPECT_FALSE(glob_matches("a*c", "acb"));
  EXPECT_FALSE(glob_matches("*", "a/b"));
}

TEST(GlobMatches, TakesAMalformedPatternForNoMatch) {
  for (const char* pattern : {"[", "[a", "[]", "[a-", "[-a]", "[^", "a\\", "[\\", "[\xff]"}) {
    EXPECT_FALSE(glob_matches(pattern, "a")) << pattern;
  }
}

TEST(GlobMatches, TakesManyStarsInReasonableTime) {
  std::string pattern;
  for (int i = 0; i < 500; ++i)
    pattern += "a*";
  EXPECT_FALSE(glob_matches(pattern + "b", std::string(5'000, 'a')));
}

RC_GTEST_PROP(GlobProperty,
              TakesAnyBytesWithoutCrash,
              (const std::string& pattern, const std::string& name)) {
  if (glob_matches(pattern, name)) RC_ASSERT(glob_matches("*" + pattern, name));
}

TEST(NormalisedKey, CutsSchemeUserAndApiVersion) {
  EXPECT_EQ(normalised_key("https://user:pw@r.io:5000/v2/team?q#f"), "r.io:5000/team");
  EXPECT_EQ(normalised_key("https://index.docker.io/v1/"), "index.docker.io");
}

TEST(NormalisedKey, IsNothingForWhatGoRefuses) {
  EXPECT_EQ(normalised_key("r.io:port"), std::nullopt);
  EXPECT_EQ(normalised_key("r.io/%zz"), std::nullopt);
}

RC_GTEST_PROP(NormalisedKeyProperty, TakesAnyBytesWithoutCrash, (const std::string& name)) {
  const auto key = normalised_key(name);
  if (key) RC_ASSERT(key->size() <= name.size());
}

TEST(IsIpv6, WantsEightGroupsOrAGap) {
  EXPECT_TRUE(is_ipv6("1:2:3:4:5:6:7:8"));
  EXPECT_TRUE(is_ipv6("::"));
  EXPECT_FALSE(is_ipv6("1:2:3:4:5:6:7"));
  EXPECT_FALSE(is_ipv6("1::2:3:4:5:6:7:8"));
}

}  // namespace
}  // namespace kscan::keyring
