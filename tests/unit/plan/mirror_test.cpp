#include "plan/mirror.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string digest = "sha256:" + std::string(64, 'a');

std::vector<Mirror> mirrors(const std::vector<std::string>& arguments) {
  return parse_mirrors(arguments).value();
}

struct Row {
  const char* name;
  const char* image;
  const char* pulled;  ///< "" for: from where it is
};

class Mirrored : public testing::TestWithParam<Row> {};

TEST_P(Mirrored, TakesTheLongestThatCoversTheName) {
  const auto pulled = mirrored(image::parse(GetParam().image).value(),
                               mirrors({"docker.io=mirror.test:5000/hub",
                                        "r.io/team=mirror.test/team",
                                        "r.io=mirror.test/all",
                                        "r.io/team/app=other.test",
                                        "r.io:5000=port.test"}));
  ASSERT_TRUE(pulled) << pulled.error().message();
  EXPECT_EQ(*pulled ? (*pulled)->pinned() : "", GetParam().pulled);
}

INSTANTIATE_TEST_SUITE_P(
    Names,
    Mirrored,
    testing::Values(
        Row{"DockerHub", "nginx", "mirror.test:5000/hub/library/nginx:latest"},
        Row{"DockerHubByItsOldName", "index.docker.io/a/b:1", "mirror.test:5000/hub/a/b:1"},
        Row{"Registry", "r.io/x/y:1", "mirror.test/all/x/y:1"},
        Row{"Prefix", "r.io/team/web:1", "mirror.test/team/web:1"},
        Row{"PathBoundary", "r.io/teamwork/web:1", "mirror.test/all/teamwork/web:1"},
        Row{"BelowARepository", "r.io/team/app/web:1", "other.test/web:1"},
        Row{"Port", "r.io:5000/x/y:1", "port.test/x/y:1"},
        Row{"AnotherPort", "r.io:5001/x/y:1", ""},
        Row{"LookAlike", "r.io.evil.org/x/y:1", ""},
        Row{"None", "quay.io/x/y", ""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Mirrors, KeepDigestAndTag) {
  const auto pulled =
      mirrored(image::parse("r.io/app:1@" + digest).value(), mirrors({"r.io=m.io"}));
  ASSERT_TRUE(pulled && *pulled);
  EXPECT_EQ((*pulled)->pinned(), "m.io/app@" + digest);
  EXPECT_EQ((*pulled)->tag, "1");
}

TEST(Mirrors, MayStandForOneRepository) {
  const auto pulled = mirrored(image::parse("r.io/app:1").value(), mirrors({"r.io/app=m.io/copy"}));
  ASSERT_TRUE(pulled && *pulled);
  EXPECT_EQ((*pulled)->pinned(), "m.io/copy:1");
}

TEST(Mirrors, RefuseANameThatGetsTooLong) {
  const std::string path(200, 'x');
  const auto pulled =
      mirrored(image::parse("r.io/" + path).value(), mirrors({"r.io=m.io/" + path}));
  ASSERT_FALSE(pulled);
  EXPECT_THAT(pulled.error().message(), HasSubstr("by way of its mirror m.io/"));
}

TEST(Mirrors, AreInNormalForm) {
  EXPECT_THAT(mirrors({"index.docker.io/library=m.io"}),
              ElementsAre(Mirror{"docker.io/library", "m.io"}));
}

class BadMirror : public testing::TestWithParam<Row> {};

TEST_P(BadMirror, IsAUsageError) {
  const auto parsed = parse_mirrors(std::vector<std::string>{"r.io=m.io", GetParam().image});
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code(), Errc::usage);
  EXPECT_THAT(parsed.error().message(), HasSubstr(GetParam().pulled));
}

INSTANTIATE_TEST_SUITE_P(Arguments,
                         BadMirror,
                         testing::Values(Row{"NoPair", "x.io", "expected REGISTRY=MIRROR"},
                                         Row{"EmptySide", "x.io=", "no registry"},
                                         Row{"Scheme", "x.io=https://m.io", "no registry"},
                                         Row{"Tag", "x.io=m.io/a:1", "no registry"},
                                         Row{"TrailingSlash", "x.io/=m.io", "no registry"},
                                         Row{"Space", " x.io=m.io", "no registry"},
                                         Row{"Twice", "r.io=other.io", "has a mirror already"}),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace kscan::plan
