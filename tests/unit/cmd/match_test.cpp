#include "kubectl-scan/match.hpp"
#include "support/golden.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace kscan::cmd {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

json secret(const std::string& name, const json& auths) {
  return {{"kind", "Secret"},
          {"metadata", {{"name", name}}},
          {"type", "kubernetes.io/dockerconfigjson"},
          {"stringData", {{".dockerconfigjson", json{{"auths", auths}}.dump()}}}};
}

json login(const std::string& user) {
  return {{"username", user}, {"password", "sesame of " + user}};
}

keyring::PullSecrets sample() {
  return keyring::read_manifests(std::vector<json>{
      secret("hub", {{"https://index.docker.io/v1/", login("alice")}}),
      secret("teams",
             {{"r.io", login("bob")}, {"r.io/team", login("carol")}, {"x.io", json::object()}})});
}

const std::vector<std::string> images{
    "nginx", "r.io/team/app:1", "quay.io/app", "x.io/app@sha256:" + std::string(64, 'a'), "Bad"};

TEST(Match, AsJsonIsAStableShape) {
  const auto secrets = sample();
  test::expect_golden("match/match.json", matches_json(match(images, secrets)).dump(2) + "\n");
}

TEST(Match, AsTableSaysWhatIsUsedAndWhy) {
  const auto secrets = sample();
  std::ostringstream out;
  write_table(match(images, secrets), 0, out);
  test::expect_golden("match/match.txt", out.str());
}

TEST(Match, OfABadImageLeavesTheOthers) {
  const auto secrets = sample();
  const auto matches = match(images, secrets);
  EXPECT_FALSE(matches.back().reference);
  EXPECT_THAT(errors_of(matches), ElementsAre(HasSubstr("couldn't parse image name \"Bad\"")));
}

TEST(Match, FailsForEveryImageWhenASecretIsBad) {
  auto bad = secret("torn", {});
  bad["stringData"][".dockerconfigjson"] = "{";
  const auto secrets =
      keyring::read_manifests(std::vector<json>{secret("good", {{"r.io", login("bob")}}), bad});
  const auto matches = match(std::vector<std::string>{"r.io/app", "nginx"}, secrets);
  for (const auto& one : matches) {
    EXPECT_THAT(one.candidates, IsEmpty());
    EXPECT_TRUE(one.reference);
  }
  EXPECT_THAT(errors_of(matches), ElementsAre("secret \"torn\": unexpected end of JSON input"));
  std::ostringstream out;
  write_table(matches, 0, out);
  EXPECT_EQ(out.str(), "");
}

TEST(Match, WarnsOfSecretsThatDoNotCount) {
  auto opaque = secret("opaque", {});
  opaque.erase("type");
  const auto secrets = keyring::read_manifests(std::vector<json>{opaque});
  EXPECT_THAT(warnings_of(secrets),
              ElementsAre("secret \"opaque\" is of type \"Opaque\": the kubelet ignores it"));
}

TEST(Match, ShowsNothingUnescaped) {
  const auto secrets =
      keyring::read_manifests(std::vector<json>{secret("s", {{"r.io", login("\x1b[31m")}})});
  std::ostringstream out;
  write_table(match(std::vector<std::string>{"r.io/app"}, secrets), 0, out);
  EXPECT_EQ(out.str().find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace kscan::cmd
