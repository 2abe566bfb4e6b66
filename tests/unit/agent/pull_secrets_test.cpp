#include "agent/pull_secrets.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::agent {
namespace {

using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string config(std::string_view key, std::string_view user) {
  return std::string(R"({"auths":{")")
      .append(key)
      .append(R"(":{"username":")")
      .append(user)
      .append(R"(","password":"p"}}})");
}

std::vector<std::string> users(const PullSecrets& secrets, std::string_view image) {
  std::vector<std::string> result;
  for (const keyring::Entry* entry : secrets.keyring.candidates(image::parse(image).value()))
    result.push_back(entry->origin + "/" + entry->credential.username);
  return result;
}

TEST(LoadPullSecrets, KeepsTheOrderOfTheList) {
  const TempDir dir;
  std::vector<std::string> names;
  // Eleven, so that 10 comes after 2.
  for (int i = 0; i < 11; ++i) {
    (void)dir.write(std::to_string(i) + "/.dockerconfigjson", config("r.example.com", "u"));
    names.push_back("s" + std::to_string(i));
  }
  const auto found = users(load_pull_secrets(dir.path(), names), "r.example.com/a");
  ASSERT_THAT(found, SizeIs(11));
  EXPECT_EQ(found[2], "s2/u");
  EXPECT_EQ(found[10], "s10/u");
}

TEST(LoadPullSecrets, ReadsBothFormats) {
  const TempDir dir;
  (void)dir.write("0/.dockercfg", R"({"r.example.com":{"auth":"b2xkOnA="}})");
  (void)dir.write("1/.dockerconfigjson", config("r.example.com", "new"));
  const PullSecrets secrets = load_pull_secrets(dir.path(), {"a", "b"});
  EXPECT_THAT(users(secrets, "r.example.com/x"), testing::ElementsAre("a/old", "b/new"));
  EXPECT_THAT(secrets.bad, IsEmpty());
}

TEST(LoadPullSecrets, PrefersTheNewerFormatUnlessItIsEmpty) {
  const TempDir dir;
  (void)dir.write("0/.dockerconfigjson", config("r.example.com", "new"));
  (void)dir.write("0/.dockercfg", "{");
  (void)dir.write("1/.dockerconfigjson", "");
  (void)dir.write("1/.dockercfg", R"({"r.example.com":{"username":"old"}})");
  const PullSecrets secrets = load_pull_secrets(dir.path(), {"a", "b"});
  EXPECT_THAT(users(secrets, "r.example.com/x"), testing::ElementsAre("a/new", "b/old"));
  EXPECT_THAT(secrets.bad, IsEmpty());
}

TEST(LoadPullSecrets, GoesOnWithoutAbsentAndEmptyOnes) {
  const TempDir dir;
  std::filesystem::create_directory(dir.path() / "1");
  (void)dir.write("2/.dockercfg", "");
  const PullSecrets secrets = load_pull_secrets(dir.path(), {"absent", "none", "empty"});
  EXPECT_THAT(secrets.bad, IsEmpty());
  EXPECT_THAT(secrets.missing, testing::ElementsAre("absent", "none", "empty"));
  EXPECT_THAT(users(secrets, "nginx"), IsEmpty());
}

TEST(LoadPullSecrets, ReportsAMalformedOneWithoutItsText) {
  const TempDir dir;
  (void)dir.write("0/.dockerconfigjson", R"({"auths":{"r.example.com":{"auth":"hunter2!"}}})");
  (void)dir.write("1/.dockerconfigjson", config("r.example.com", "good"));
  const PullSecrets secrets = load_pull_secrets(dir.path(), {"bad", "good"});
  ASSERT_THAT(secrets.bad, SizeIs(1));
  EXPECT_EQ(secrets.bad[0].name, "bad");
  EXPECT_THAT(secrets.missing, IsEmpty());
  EXPECT_THAT(secrets.bad[0].problem, Not(testing::HasSubstr("hunter2")));
  EXPECT_THAT(users(secrets, "r.example.com/x"), testing::ElementsAre("good/good"));
}

TEST(LoadPullSecrets, UsesWhatIsGoodInAMalformedOne) {
  const TempDir dir;
  (void)dir.write("0/.dockerconfigjson",
                  R"({"auths":{"a.test":{"auth":"hunter2!","username":"u","password":"p"},
                               "b.test":{"username":"v","password":"q"}}})");
  const PullSecrets secrets = load_pull_secrets(dir.path(), {"half"});
  ASSERT_THAT(secrets.bad, SizeIs(1));
  EXPECT_THAT(users(secrets, "a.test/x"), testing::ElementsAre("half/u"));
  EXPECT_THAT(users(secrets, "b.test/x"), testing::ElementsAre("half/v"));
}

}  // namespace
}  // namespace kscan::agent
