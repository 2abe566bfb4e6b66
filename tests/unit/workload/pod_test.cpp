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

TEST(ImagesOf, TakesVolumesThatNameAnImage) {
  const auto images = images_of(pod(R"({
    "containers": [{"name": "app", "image": "c"}],
    "volumes": [{"name": "rules", "image": {"reference": "r", "pullPolicy": "Never"}},
                {"name": "later", "image": {"reference": ""}},
                {"name": "data", "emptyDir": {}}]})"));
  ASSERT_TRUE(images);
  ASSERT_EQ(images->containers.size(), 2U);
  EXPECT_EQ(images->containers[1],
            (ContainerImage{"rules", ContainerKind::volume, "r", "", Origin::never_pulled}));
}

TEST(ImagesOf, ReadsWhereAndForWhomThePodRuns) {
  json object =
      pod(R"({"nodeName": "n1", "serviceAccountName": "robot"})", R"({"phase": "Succeeded"})");
  object["metadata"]["ownerReferences"] =
      json::parse(R"([{"kind": "Job", "name": "once", "uid": "1", "controller": true}])");
  const auto images = images_of(object);
  ASSERT_TRUE(images);
  EXPECT_EQ(images->node, "n1");
  EXPECT_EQ(images->service_account, "robot");
  EXPECT_EQ(images->owner, (Owner{"Job", "once", "1"}));
  EXPECT_EQ(images->state.phase, Phase::succeeded);
  EXPECT_EQ(images->unmerged_account, "");
  EXPECT_FALSE(images->is_template());
}

TEST(ImagesOf, KeepsWhyTheKubeletCannotGetTheImage) {
  const auto images =
      images_of(pod(R"({"containers": [{"name": "x", "image": "a"}, {"name": "y", "image": "b"}]})",
                    R"({"containerStatuses": [
            {"name": "x", "state": {"waiting": {"reason": "ImagePullBackOff"}}},
            {"name": "y", "state": {"waiting": {"reason": "CrashLoopBackOff"}}}]})"));
  ASSERT_TRUE(images);
  EXPECT_EQ(images->containers[0].waiting, "ImagePullBackOff");
  EXPECT_EQ(images->containers[1].waiting, "");
}

TEST(TargetOf, IsTheOwnerOrElseThePod) {
  PodImages images{.pod = {"shop", "web-0"}, .pull_secrets = {}, .containers = {}};
  const ContainerImage image{"app", ContainerKind::sidecar, "a", ""};
  EXPECT_EQ(target_of(images, image), (Target{"shop", "Pod", "web-0", "app", "sidecar", "web-0"}));
  images.owner = {"Deployment", "web", "1"};
  EXPECT_EQ(target_of(images, image),
            (Target{"shop", "Deployment", "web", "app", "sidecar", "web-0"}));
}

TEST(Running, GivesNoRegistryADigestThatItCannotHave) {
  const std::string id = "docker.io/library/import-2026-05-04@sha256:" + std::string(64, 'a');
  ContainerImage image{"app", ContainerKind::main, "r.io/app:1", id, Origin::loaded};
  ASSERT_TRUE(running(image));
  EXPECT_EQ(running(image)->reference.pinned(), "r.io/app:1");
  EXPECT_FALSE(running(image)->pinned);
  image.origin = Origin::registry;
  EXPECT_TRUE(running(image)->pinned);
  image.image = "no reference";
  EXPECT_FALSE(running(image));
}

TEST(NoteOf, SaysWhatTheClusterKnows) {
  PodImages images{.pod = {"shop", "web-0"}, .pull_secrets = {}, .containers = {}};
  ContainerImage image{"app", ContainerKind::main, "", ""};
  EXPECT_EQ(note_of(images, image), "");
  images.state.mirror = true;
  EXPECT_EQ(note_of(images, image), "a static pod's images are pulled with its node's credentials");
  image.waiting = "ErrImagePull";
  EXPECT_EQ(note_of(images, image), "its node cannot get the image either: ErrImagePull");
  images.pod.name.clear();
  EXPECT_EQ(note_of(images, image), "the template names no image: whoever runs it fills it in");
}

TEST(ImagesOf, RefusesWhatIsNoPod) {
  for (const char* text : {"null", "[]", "{}", R"({"metadata": {"name": "x"}})"})
    EXPECT_FALSE(images_of(json::parse(text))) << text;
}

}  // namespace
}  // namespace kscan::workload
