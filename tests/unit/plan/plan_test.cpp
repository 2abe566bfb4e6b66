#include "plan/plan.hpp"
#include "plan/scan_pod.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace kscan::plan {
namespace {

using workload::ContainerImage;
using workload::PodImages;

const std::string digest = "sha256:" + std::string(64, 'a');

PodImages pod(const std::string& name,
              std::vector<ContainerImage> images,
              std::vector<std::string> secrets = {}) {
  return {{"shop", name}, std::move(secrets), std::move(images)};
}

ContainerImage
container(const std::string& name, const std::string& image, const std::string& id = {}) {
  return {name, workload::ContainerKind::main, image, id};
}

/// A plan as text, to compare plans and to read in a failure.
std::string describe(const Plan& plan) {
  std::string text;
  for (const Group& group : plan.groups) {
    text += group.ns + "[";
    for (const std::string& secret : group.pull_secrets)
      text += secret + ",";
    text += "]";
    for (const Scan& scan : group.scans) {
      text += " " + scan.image.pinned() + "(";
      for (const auto& target : scan.targets)
        text += target.name + "/" + target.container + ",";
      text += ")";
    }
    text += "\n";
  }
  for (const Refused& refused : plan.refused)
    text += "refused " + refused.image + "\n";
  return text;
}

TEST(MakePlan, ScansAnImageOnceForAllWhoRunIt) {
  const std::vector pods{pod("a", {container("x", "r.io/app:1", "r.io/app@" + digest)}),
                         pod("b", {container("y", "r.io/app:1", "r.io/app@" + digest)})};
  EXPECT_EQ(describe(make_plan(pods, {})), "shop[] r.io/app@" + digest + "(a/x,b/y,)\n");
}

TEST(MakePlan, TellsOneOfTheTagsOfADigest) {
  const std::vector pods{pod("a", {container("x", "r.io/app:2", "r.io/app@" + digest)}),
                         pod("b", {container("y", "r.io/app:1", "r.io/app@" + digest)}),
                         pod("c", {container("z", "r.io/app@" + digest)})};
  const Plan plan = make_plan(pods, {});
  ASSERT_EQ(plan.groups.size(), 1U);
  EXPECT_EQ(image::familiar(plan.groups[0].scans[0].image), "r.io/app:1@sha256:aaaaaaaaaaaa…");
}

TEST(MakePlan, KeepsApartWhatIsPulledWithOtherSecrets) {
  const std::vector pods{pod("a", {container("x", "r.io/app:1")}, {"s1", "s2"}),
                         pod("b", {container("y", "r.io/app:1")}, {"s2", "s1"})};
  EXPECT_EQ(make_plan(pods, {}).groups.size(), 2U);
}

TEST(MakePlan, FillsJobsUpToTheLimit) {
  PodImages many = pod("a", {});
  for (int i = 0; i < 5; ++i)
    many.containers.push_back(container("c" + std::to_string(i), "r.io/app:" + std::to_string(i)));
  const Plan plan = make_plan(std::vector{many}, {.images_per_job = 2});
  ASSERT_EQ(plan.groups.size(), 3U);
  EXPECT_EQ(plan.groups[0].scans.size(), 2U);
  EXPECT_EQ(plan.groups[2].scans.size(), 1U);
}

TEST(MakePlan, ReportsABadReferenceBesideGoodImages) {
  const std::vector pods{pod("a", {container("x", "UPPER/case:"), container("y", "nginx")})};
  const Plan plan = make_plan(pods, {});
  ASSERT_EQ(plan.refused.size(), 1U);
  EXPECT_EQ(plan.refused[0].image, "UPPER/case:");
  EXPECT_EQ(plan.refused[0].targets[0].container, "x");
  ASSERT_EQ(plan.groups.size(), 1U);
  EXPECT_EQ(plan.groups[0].scans[0].image.pinned(), "docker.io/library/nginx:latest");
  EXPECT_FALSE(plan.groups[0].scans[0].pinned);
}

TEST(MakePlan, IsTheSameForPodsInAnyOrder) {
  std::vector pods{pod("a", {container("x", "r.io/1"), container("y", "r.io/2")}, {"s"}),
                   pod("b", {container("x", "r.io/2"), container("z", "!")}, {"s"}),
                   pod("c", {container("x", "r.io/3")}),
                   pod("d", {container("x", "!")})};
  const std::string expected = describe(make_plan(pods, {.images_per_job = 1}));
  const auto by_name = [](const PodImages& l, const PodImages& r) {
    return l.pod.name < r.pod.name;
  };
  while (std::next_permutation(pods.begin(), pods.end(), by_name))
    ASSERT_EQ(describe(make_plan(pods, {.images_per_job = 1})), expected);
}

TEST(MakePlan, OfNothingIsEmpty) {
  const Plan plan = make_plan({}, {});
  EXPECT_TRUE(plan.groups.empty());
  EXPECT_TRUE(plan.refused.empty());
}

TEST(ScanPod, HasACredentialsContainerOnlyWithPullSecrets) {
  Group group{"shop", {}, std::vector<Scan>(2)};
  EXPECT_EQ(containers_of(group), (std::vector<std::string>{"database", "scan-0", "scan-1"}));
  group.pull_secrets = {"s"};
  EXPECT_EQ(containers_of(group),
            (std::vector<std::string>{"database", "credentials", "scan-0", "scan-1"}));
}

TEST(ScanPod, FindsTheScanOfAContainer) {
  const Group group{"shop", {}, std::vector<Scan>(2)};
  EXPECT_EQ(scan_of(group, "scan-1"), 1U);
  EXPECT_EQ(scan_of(group, "scan-2"), std::nullopt);
  EXPECT_EQ(scan_of(group, "database"), std::nullopt);
}

}  // namespace
}  // namespace kscan::plan
