#include "run/pod_state.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kscan::run {
namespace {

using nlohmann::json;

PodState parse(const char* text) {
  return pod_state(json::parse(text));
}

TEST(PodState, ReadsContainersOfBothLists) {
  const PodState pod = parse(R"({"metadata": {"name": "p"}, "spec": {"nodeName": "n"}, "status": {
    "phase": "Running",
    "initContainerStatuses": [{"name": "database", "state": {"terminated":
        {"exitCode": 3, "reason": "Error", "message": "m"}}}],
    "containerStatuses": [{"name": "scan-0", "imageID": "r.io/t@sha256:1", "state": {"running": {}}},
                          {"name": "scan-1", "state": {"waiting": {"reason": "ErrImagePull"}}}]}})");
  EXPECT_EQ(pod.name, "p");
  EXPECT_EQ(pod.node, "n");
  EXPECT_EQ(pod.phase, "Running");
  ASSERT_EQ(pod.containers.size(), 3U);
  EXPECT_EQ(pod.find("database")->phase, ContainerState::Phase::terminated);
  EXPECT_EQ(pod.find("database")->exit_code, 3);
  EXPECT_EQ(pod.find("database")->message, "m");
  EXPECT_EQ(pod.find("scan-0")->phase, ContainerState::Phase::running);
  EXPECT_EQ(pod.find("scan-0")->image_id, "r.io/t@sha256:1");
  EXPECT_EQ(pod.find("scan-1")->image_id, "");
  EXPECT_EQ(pod.find("scan-1")->reason, "ErrImagePull");
  EXPECT_EQ(pod.find("scan-2"), nullptr);
}

TEST(PodState, KnowsTheSchedulersWords) {
  const PodState pod = parse(R"({"status": {"phase": "Pending", "conditions": [
    {"type": "Ready", "status": "False", "message": "no"},
    {"type": "PodScheduled", "status": "False", "reason": "Unschedulable",
     "message": "0/1 nodes are available"}]}})");
  EXPECT_EQ(pod.unschedulable, "0/1 nodes are available");
}

TEST(PodState, SurvivesAnything) {
  for (const char* text :
       {"null", "[]", R"({"status": []})", R"({"status": {"containerStatuses": [1]}})"})
    EXPECT_EQ(parse(text).phase, "") << text;
}

}  // namespace
}  // namespace kscan::run
