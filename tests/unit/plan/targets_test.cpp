#include "plan/targets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::plan {
namespace {

using testing::ElementsAre;
using workload::Target;

Target target(const std::string& name, const std::string& pod) {
  return {"shop", "Deployment", name, "app", "container", pod};
}

TEST(MergeTargets, TellsPodsOfOneOwnerOnceByTheFirst) {
  std::vector targets{target("web", "web-2"), target("api", "api-1"), target("web", "web-1")};
  merge_targets(targets);
  EXPECT_THAT(targets, ElementsAre(target("api", "api-1"), target("web", "web-1")));
}

TEST(MergeTargets, ATemplateGivesWayToWhatRuns) {
  std::vector targets{target("web", ""), target("web", "web-1"), target("idle", "")};
  merge_targets(targets);
  EXPECT_THAT(targets, ElementsAre(target("idle", ""), target("web", "web-1")));
}

TEST(TargetsOf, NamesEachPodWithoutAnOwner) {
  workload::PodImages pod;
  pod.pod = {"shop", "a"};
  pod.also = {"b", "c"};
  const workload::ContainerImage image{.container = "app", .image = "app:1", .image_id = {}};
  EXPECT_THAT(targets_of(pod, image),
              ElementsAre(Target{"shop", "Pod", "a", "app", "container", "a"},
                          Target{"shop", "Pod", "b", "app", "container", "b"},
                          Target{"shop", "Pod", "c", "app", "container", "c"}));
}

}  // namespace
}  // namespace kscan::plan
