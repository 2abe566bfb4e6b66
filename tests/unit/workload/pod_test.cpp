#include "workload/pod.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kscan::workload {
namespace {

using nlohmann::json;

json pod(const char* spec, const char* status = "{}") {
  return {{"metadata", {{"name", "web-0"}, {"namespace", "shop"}}},
          {"spec", json::parse(spec)},
          {"status", json::parse(status)}};
}

TEST(ImagesOf, ReadsEveryKindOfContainerInOrder) {
  const auto images = images_of(pod(R"({
    "initContainers": [{"name": "migrate", "image": "a"},
                       {"name": "proxy", "image": "b", "restartPolicy": "Always"}],
    "containers": [{"name": "app", "image": "c"}],
    "ephemeralContainers": [{"name": "debug", "image": "d"}]})"));
  ASSERT_TRUE(images);
  std::string seen;
  for (const ContainerImage& image : images->containers)
    seen += image.container + "=" + image.image + ":" + std::string(to_string(image.kind)) + " ";
  EXPECT_EQ(seen, "migrate=a:init proxy=b:sidecar app=c:container debug=d:ephemeral ");
}

TEST(ImagesOf, TakesTheImageIdFromTheStatusOfTheSameName) {
  const auto images = images_of(pod(
      R"({"initContainers": [{"name": "x", "image": "a"}], "containers": [{"name": "y", "image": "b"}]})",
      R"({"containerStatuses": [{"name": "y", "imageID": "b@sha256:2"}, {"name": "x", "imageID": "no"}],
          "initContainerStatuses": [{"name": "x", "imageID": "a@sha256:1"}]})"));
  ASSERT_TRUE(images);
  EXPECT_EQ(images->containers[0].image_id, "a@sha256:1");
  EXPECT_EQ(images->containers[1].image_id, "b@sha256:2");
}

TEST(ImagesOf, LeavesOutPullSecretsWithoutANameAndKeepsDuplicates) {
  const auto images = images_of(pod(
      R"({"imagePullSecrets": [{"name": "b"}, {}, {"name": ""}, {"name": "a"}, {"name": "b"}]})"));
  ASSERT_TRUE(images);
  EXPECT_EQ(images->pull_secrets, (std::vector<std::string>{"b", "a", "b"}));
}

TEST(ImagesOf, SurvivesFieldsOfTheWrongType) {
  const auto images = images_of(
      pod(R"({"containers": [7, null, {"name": 1, "image": []}], "imagePullSecrets": "x"})",
          R"({"containerStatuses": {"name": "y"}})"));
  ASSERT_TRUE(images);
  EXPECT_EQ(images->containers.size(), 3U);
  EXPECT_TRUE(images->pull_secrets.empty());
}

TEST(ImagesOf, RefusesWhatIsNoPod) {
  for (const char* text : {"null", "[]", "{}", R"({"metadata": {"name": "x"}})"})
    EXPECT_FALSE(images_of(json::parse(text))) << text;
}

}  // namespace
}  // namespace kscan::workload
