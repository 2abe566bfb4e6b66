#include "agent/own_pull_secret.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kscan::agent {
namespace {

using nlohmann::json;
using testing::HasSubstr;

struct OwnPullSecret : testing::Test {
  TempDir dir;

  void holds(const json& auths) {
    (void)dir.write("0/.dockerconfigjson", json{{"auths", auths}}.dump());
  }
  json config(std::vector<std::string> references) {
    return json::parse(config_from_pull_secret(dir.path(), {"db", std::move(references)}).reveal());
  }
  std::string problem(std::vector<std::string> references) {
    try {
      (void)config_from_pull_secret(dir.path(), {"db", std::move(references)});
    } catch (const Error& error) {
      return error.message();
    }
    return {};
  }
};

json user(const char* name) {
  return {{"username", name}, {"password", "p"}};
}

TEST_F(OwnPullSecret, GivesEachRepositoryTheKubeletsChoice) {
  holds({{"r.io", user("all")}, {"r.io/java", user("java")}, {"other.io", user("other")}});
  EXPECT_EQ(config({"r.io/db:2", "r.io/java/db:1"}),
            (json{{"auths", {{"r.io/db", user("all")}, {"r.io/java/db", user("java")}}}}));
}

TEST_F(OwnPullSecret, KnowsDockerHubAsScannersDo) {
  holds({{"https://index.docker.io/v1/", user("hub")}});
  EXPECT_EQ(config({"aquasec/trivy-db:2"}),
            (json{{"auths", {{"index.docker.io/aquasec/trivy-db", user("hub")}}}}));
}

TEST_F(OwnPullSecret, LeavesARepositoryThatItDoesNotKnowOut) {
  holds({{"r.io", user("all")}});
  EXPECT_EQ(config({"ghcr.io/public/db:2", "r.io/java:1"}),
            (json{{"auths", {{"r.io/java", user("all")}}}}));
}

TEST_F(OwnPullSecret, ThatKnowsNoneIsAnError) {
  holds({{"r.io", user("all")}});
  EXPECT_EQ(problem({"ghcr.io/db:2", "ghcr.io/java:1"}),
            "pull secret \"db\" has no login for ghcr.io/db:2 and ghcr.io/java:1");
}

TEST_F(OwnPullSecret, ThatIsMissingIsAnError) {
  EXPECT_THAT(problem({"r.io/db:2"}), HasSubstr("pull secret \"db\" does not exist"));
}

TEST_F(OwnPullSecret, ThatIsMalformedIsAnErrorWithoutItsText) {
  (void)dir.write("0/.dockercfg", R"({"r.io":{"auth":"hunter2!"}})");
  const std::string words = problem({"r.io/db:2"});
  EXPECT_THAT(words, HasSubstr("pull secret \"db\" is malformed: illegal base64"));
  EXPECT_THAT(words, testing::Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace kscan::agent
