#include "ignore/match.hpp"
#include "ignore/purl.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kscan::ignore {
namespace {

struct PathCase {
  const char* pattern;
  const char* path;
  bool matches;
};

TEST(MatchesPath, IsDoublestar) {
  for (const PathCase& one : {PathCase{"app/x.jar", "app/x.jar", true},
                              {"app/x.jar", "/app/x.jar", true},
                              {"/app/x.jar", "app/x.jar", true},
                              {"app/*.jar", "app/x.jar", true},
                              {"app/*.jar", "app/lib/x.jar", false},
                              {"app/**/*.jar", "app/x.jar", true},
                              {"app/**/*.jar", "app/a/b/x.jar", true},
                              {"**/x.jar", "x.jar", true},
                              {"**/x.jar", "a/b/x.jar", true},
                              {"**", "a/b/c", true},
                              {"**", "", true},
                              {"app/**", "app/a/b", true},
                              {"app/**", "app", true},
                              {"app/**", "other/a", false},
                              {"*", "a/b", false},
                              {"a?c", "abc", true},
                              {"a?c", "a/c", false},
                              {"[a-c]x", "bx", true},
                              {"[a-c]x", "dx", false},
                              {"[!a-c]x", "dx", true},
                              {"[^a]x", "ax", false},
                              {"{a,b}/x", "b/x", true},
                              {"{a,b}/x", "c/x", false},
                              {"a\\*b", "a*b", true},
                              {"a\\*b", "axb", false},
                              {"", "", true},
                              {"", "a", false},
                              {"[", "[", true},
                              {"{a", "{a", true}})
    EXPECT_EQ(matches_path(one.pattern, one.path), one.matches) << one.pattern << " " << one.path;
}

TEST(MatchesPath, IsSoonThroughWithAWildPattern) {
  std::string pattern;
  for (int i = 0; i < 40; ++i)
    pattern += "*a";
  EXPECT_FALSE(matches_path(pattern + "b", std::string(200, 'a')));
  EXPECT_FALSE(matches_path("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}c", "x"));
}

TEST(MatchesPurl, WantsWhatThePatternSays) {
  const char* purl = "pkg:deb/debian/openssl@1.1.1n-0%2Bdeb11u3?arch=amd64&distro=debian-11#sub";
  for (const char* pattern : {"pkg:deb/debian/openssl",
                              "pkg:DEB/debian/openssl@1.1.1n-0+deb11u3",
                              "pkg:deb/debian/openssl?arch=amd64",
                              "pkg:deb/debian/openssl#sub"})
    EXPECT_TRUE(matches_purl(pattern, purl)) << pattern;
  for (const char* pattern : {"pkg:deb/ubuntu/openssl",
                              "pkg:deb/openssl",
                              "pkg:rpm/debian/openssl",
                              "pkg:deb/debian/openssl@1",
                              "pkg:deb/debian/openssl?arch=arm64",
                              "pkg:deb/debian/openssl?epoch=1",
                              "pkg:deb/debian/openssl#other",
                              "openssl",
                              ""})
    EXPECT_FALSE(matches_purl(pattern, purl)) << pattern;
}

TEST(ParsePurl, KnowsScopes) {
  const auto purl = parse_purl("pkg:npm/%40angular/core@16.0.0");
  ASSERT_TRUE(purl);
  EXPECT_EQ(purl->space, "@angular");
  EXPECT_EQ(purl->name, "core");
  EXPECT_EQ(purl->version, "16.0.0");
  EXPECT_EQ(parse_purl("pkg:npm/@angular/core")->version, "");
  EXPECT_EQ(parse_purl("pkg:npm/@angular/core@1")->space, "@angular");
  EXPECT_EQ(parse_purl("pkg:golang/github.com/a/b@v1")->space, "github.com/a");
}

TEST(ParsePurl, RefusesWhatIsNone) {
  for (const char* text :
       {"", "pkg:", "pkg:npm", "pkg:npm/", "pkg:/x/", "npm/x", "pkg:/", "pkg:a/@1"})
    EXPECT_FALSE(parse_purl(text)) << text;
}

}  // namespace
}  // namespace kscan::ignore
