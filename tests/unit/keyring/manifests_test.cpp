#include "base/encoding.hpp"
#include "keyring/manifests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kscan::keyring {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* docker_json = "kubernetes.io/dockerconfigjson";

std::string file(const std::string& key, const std::string& user) {
  return json{{"auths", {{key, {{"username", user}, {"password", "sesame"}}}}}}.dump();
}

json secret(const std::string& name, const std::string& text) {
  return {{"apiVersion", "v1"},
          {"kind", "Secret"},
          {"metadata", {{"name", name}}},
          {"type", docker_json},
          {"data", {{".dockerconfigjson", base64_encode(text)}}}};
}

std::vector<std::string> offered(const PullSecrets& secrets, const std::string& image) {
  std::vector<std::string> names;
  for (const Entry* entry : secrets.keyring.candidates(image::parse(image).value()))
    names.push_back(entry->origin + " " + entry->credential.username);
  return names;
}

PullSecrets read(const std::vector<json>& objects) {
  return read_manifests(objects);
}

TEST(Manifests, KeepTheOrderOfTheSecrets) {
  const auto secrets = read({secret("z", file("r.io", "u1")), secret("a", file("r.io", "u2"))});
  EXPECT_THAT(offered(secrets, "r.io/app"), ElementsAre("z u1", "a u2"));
}

TEST(Manifests, TakeDockercfgToo) {
  auto manifest = secret("s", "");
  manifest["type"] = "kubernetes.io/dockercfg";
  manifest["data"] = {{".dockercfg", base64_encode(R"({"r.io":{"username":"u"}})")}};
  EXPECT_THAT(offered(read({manifest}), "r.io/app"), ElementsAre("s u"));
}

TEST(Manifests, PutStringDataBeforeData) {
  auto manifest = secret("s", file("r.io", "old"));
  manifest["stringData"] = {{".dockerconfigjson", file("r.io", "new")}};
  EXPECT_THAT(offered(read({manifest}), "r.io/app"), ElementsAre("s new"));
}

TEST(Manifests, LeaveOtherTypesAndEmptyValuesOut) {
  auto opaque = secret("opaque", "{");
  opaque.erase("type");
  auto no_key = secret("no-key", "{");
  no_key["data"] = {{".dockercfg", "!"}};
  auto emptied = secret("emptied", "{");
  emptied["stringData"] = {{".dockerconfigjson", nullptr}};
  const auto secrets = read({opaque, no_key, emptied});
  EXPECT_THAT(secrets.bad, IsEmpty());
  EXPECT_THAT(secrets.ignored,
              ElementsAre(Field(&Problem::text, "of type \"Opaque\""),
                          Field(&Problem::text, "without .dockerconfigjson"),
                          Field(&Problem::text, "without .dockerconfigjson")));
}

TEST(Manifests, CountObjectsOfOtherKinds) {
  auto foreign = secret("s", file("r.io", "u"));
  foreign["apiVersion"] = "example.com/v1";
  const auto secrets = read({json{{"kind", "Pod"}}, foreign, secret("t", file("r.io", "u"))});
  EXPECT_EQ(secrets.others, 2);
  EXPECT_THAT(offered(secrets, "r.io/app"), ElementsAre("t u"));
}

struct Bad {
  std::string name;
  json change;  ///< merged into a good manifest
  std::string told;
};

class BadManifest : public testing::TestWithParam<Bad> {};

TEST_P(BadManifest, IsToldWithoutItsValues) {
  auto manifest = secret("s", file("r.io", "u"));
  manifest.merge_patch(GetParam().change);
  const auto secrets = read({manifest, secret("good", file("r.io", "u"))});
  ASSERT_EQ(secrets.bad.size(), 1U);
  EXPECT_EQ(secrets.bad[0].secret, "s");
  EXPECT_THAT(secrets.bad[0].text, HasSubstr(GetParam().told));
  EXPECT_THAT(secrets.bad[0].text, Not(HasSubstr("sesame")));
  EXPECT_THAT(offered(secrets, "r.io/app"), ElementsAre("good u"));
}

INSTANTIATE_TEST_SUITE_P(
    Manifests,
    BadManifest,
    testing::ValuesIn(std::vector<Bad>{
        {"Base64", {{"data", {{".dockerconfigjson", "sesame!"}}}}, "illegal base64 data at"},
        {"Json", {{"stringData", {{".dockerconfigjson", "sesame"}}}}, "invalid character in JSON"},
        {"Auth",
         {{"stringData", {{".dockerconfigjson", R"({"auths":{"r.io":{"auth":"sesame!"}}})"}}}},
         "illegal base64 data"},
        {"DataIsNoMap", {{"data", "sesame"}}, "data is not a map"},
        {"ValueIsNoText", {{"data", {{".dockerconfigjson", 5}}}}, "is not a string"},
    }),
    [](const auto& row) { return row.param.name; });

TEST(Manifests, AreReadWhateverTheirShape) {
  const auto secrets =
      read({json(), json(5), json{{"kind", "Secret"}}, json{{"kind", "Secret"}, {"metadata", 5}}});
  EXPECT_EQ(secrets.others, 2);
  EXPECT_EQ(secrets.ignored.size(), 2U);
}

}  // namespace
}  // namespace kscan::keyring
