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

TEST(MakePlan, AppendsExtraPullSecretsOnce) {
  const std::vector pods{pod("a", {container("x", "r.io/app:1")}, {"s1", "s1"}),
                         pod("b", {container("y", "quay.io/app:1")})};
  const Plan plan = make_plan(pods, {.extra_pull_secrets = {"s2", "s1", "s2"}});
  ASSERT_EQ(plan.groups.size(), 2U);
  EXPECT_EQ(plan.groups[0].pull_secrets, (std::vector<std::string>{"s1", "s1", "s2"}));
  EXPECT_EQ(plan.groups[1].pull_secrets, (std::vector<std::string>{"s2", "s1"}));
}

TEST(MakePlan, MergesPodsThatExtraPullSecretsMakeAlike) {
  const std::vector pods{pod("a", {container("x", "r.io/app:1")}, {"s1"}),
                         pod("b", {container("y", "r.io/app:1")})};
  EXPECT_EQ(make_plan(pods, {.extra_pull_secrets = {"s1"}}).groups.size(), 1U);
}

TEST(MakePlan, TakesTheHandoffOfTheNamespace) {
  std::vector pods{pod("a", {container("x", "r.io/app:1")}, {"s"}),
                   pod("b", {container("x", "r.io/app:1")})};
  pods.push_back(pods[0]);
  pods.back().pod.ns = "tools";
  const Plan plan =
      make_plan(pods, {.handoff = {{"shop", Handoff::memory}}, .default_handoff = Handoff::secret});
  ASSERT_EQ(plan.groups.size(), 3U);
  EXPECT_EQ(plan.groups[0].handoff, Handoff::none) << "no pull secrets";
  EXPECT_EQ(plan.groups[1].handoff, Handoff::memory);
  EXPECT_EQ(plan.groups[2].handoff, Handoff::secret);
}

TEST(MakePlan, KeepsTheOriginalBesideItsMirror) {
  const std::vector pods{pod("a", {container("x", "r.io/app:1", "r.io/app@" + digest)})};
  const Plan plan = make_plan(pods, {.mirrors = {{"r.io", "m.io/copy"}}});
  ASSERT_EQ(plan.groups.size(), 1U);
  const Scan& scan = plan.groups[0].scans[0];
  EXPECT_EQ(scan.image.pinned(), "r.io/app@" + digest);
  EXPECT_EQ(scan.pulled().pinned(), "m.io/copy/app@" + digest);
}

TEST(MakePlan, RefusesWhatTheScannerWouldTakeForAnotherImage) {
  const std::vector pods{pod("a", {container("x", "localhost/app"), container("y", "r.io/app")})};
  const Plan plan = make_plan(pods, {});
  ASSERT_EQ(plan.refused.size(), 1U);
  EXPECT_EQ(plan.refused[0].image, "localhost/app");
  EXPECT_NE(plan.refused[0].error.message().find("Docker Hub"), std::string::npos);
  EXPECT_EQ(plan.groups.size(), 1U);
}

TEST(MakePlan, JudgesTheMirrorsNameAsTheScannerGetsThat) {
  const std::vector pods{pod("a", {container("x", "localhost/app"), container("y", "r.io/app")})};
  const Plan plan =
      make_plan(pods, {.mirrors = {{"localhost", "m.io"}, {"r.io", "localhost/copy"}}});
  ASSERT_EQ(plan.refused.size(), 1U);
  EXPECT_EQ(plan.refused[0].image, "r.io/app");
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

TEST(ScanPod, HasNoCredentialsContainerWithoutAHandoff) {
  const Group group{"shop", {"s"}, std::vector<Scan>(1), Handoff::none};
  EXPECT_EQ(containers_of(group), (std::vector<std::string>{"database", "scan-0"}));
}

TEST(ScanPod, FindsTheScanOfAContainer) {
  const Group group{"shop", {}, std::vector<Scan>(2)};
  EXPECT_EQ(scan_of(group, "scan-1"), 1U);
  EXPECT_EQ(scan_of(group, "scan-2"), std::nullopt);
  EXPECT_EQ(scan_of(group, "database"), std::nullopt);
}

}  // namespace
}  // namespace kscan::plan
