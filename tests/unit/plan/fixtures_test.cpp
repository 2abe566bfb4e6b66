#include "plan/plan.hpp"
#include "unit/workload/fixtures.hpp"
#include "workload/input.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>

namespace kscan::plan {
namespace {

using nlohmann::json;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using workload::PodImages;
using workload::test::fixture;

Plan plan_of(std::string_view name) {
  workload::Input input({"default"});
  EXPECT_TRUE(input.add(fixture(name)));
  return make_plan(std::move(input).take(), {.architecture = "amd64"});
}

std::vector<Scan> scans_of(const Plan& plan) {
  std::vector<Scan> scans;
  for (const Group& group : plan.groups)
    scans.insert(scans.end(), group.scans.begin(), group.scans.end());
  return scans;
}

TEST(PlanOfFixtures, HasBothRevisionsOfARolloutAndItsPendingAndItsLeavingPods) {
  const std::vector<Scan> scans = scans_of(plan_of("rollout"));
  ASSERT_THAT(scans, SizeIs(2));
  for (const Scan& scan : scans) {
    EXPECT_TRUE(scan.pinned);
    ASSERT_THAT(scan.targets, SizeIs(1));
    EXPECT_EQ(scan.targets[0].kind + "/" + scan.targets[0].name, "Deployment/web");
  }
}

TEST(PlanOfFixtures, HasWhatACompletedPodRan) {
  const std::vector<Scan> scans = scans_of(plan_of("cronjob-chain"));
  ASSERT_THAT(scans, SizeIs(1)) << "its CronJob would run the same again";
  EXPECT_TRUE(scans[0].pinned);
  EXPECT_EQ(scans[0].targets.at(0).kind, "CronJob");
}

TEST(PlanOfFixtures, SaysOfAStaticPodWhoPullsItsImages) {
  const Plan plan = plan_of("mirror");
  ASSERT_THAT(scans_of(plan), SizeIs(1));
  EXPECT_THAT(scans_of(plan)[0].notes, ElementsAre(HasSubstr("static pod")));
  EXPECT_THAT(plan.groups[0].pull_secrets, IsEmpty());
}

TEST(PlanOfFixtures, ScansNoScanOfItsOwn) {
  const Plan plan = plan_of("own-scan-pod");
  EXPECT_THAT(plan.groups, IsEmpty());
  EXPECT_THAT(plan.skipped, Each(testing::Field(&Skipped::why, workload::Skip::own)));
  EXPECT_THAT(plan.skipped, testing::Not(IsEmpty()));
}

/// All pods of all fixtures, each told by its own name.
std::vector<json> all_pods() {
  std::vector<json> pods;
  for (const std::string_view name : workload::test::fixtures) {
    const json document = fixture(name);
    for (const json& object : document.value("items", json::array({document})))
      if (object.value("kind", "") == "Pod" && object["metadata"].contains("uid"))
        pods.push_back(object);
  }
  return pods;
}

std::map<std::string, int> containers_of(const std::vector<json>& pods) {
  constexpr std::array lists{"initContainers", "containers", "ephemeralContainers"};
  std::map<std::string, int> found;
  for (const json& pod : pods) {
    const std::string name = pod["metadata"]["name"].get<std::string>();
    for (const char* list : lists)
      for (const json& container : pod["spec"].value(list, json::array()))
        ++found[name + "/" + container["name"].get<std::string>()];
    for (const json& volume : pod["spec"].value("volumes", json::array()))
      if (volume.contains("image") && volume["image"].value("reference", "") != "")
        ++found[name + "/" + volume["name"].get<std::string>()];
  }
  return found;
}

std::vector<std::string> covered_by(const Plan& plan) {
  std::vector<std::string> covered;
  const auto add = [&](const std::vector<workload::Target>& targets) {
    for (const workload::Target& target : targets)
      covered.push_back(target.name + "/" + target.container);
  };
  for (const Scan& scan : scans_of(plan))
    add(scan.targets);
  for (const Refused& refused : plan.refused)
    add(refused.targets);
  for (const Skipped& skipped : plan.skipped)
    add(skipped.targets);
  return covered;
}

RC_GTEST_PROP(PlanOfFixtures, CoversEveryContainerExactlyOnceInAnyOrder, (unsigned seed)) {
  static const std::vector<json> pods = all_pods();
  std::vector<PodImages> images;
  for (const json& pod : pods) {
    images.push_back(workload::images_of(pod).value());
    images.back().owner = {};  // whose pods are told together
  }
  static const std::vector<std::string> first = covered_by(make_plan(images, {}));
  std::ranges::shuffle(images, std::mt19937(seed));
  const std::vector<std::string> covered = covered_by(make_plan(images, {}));
  RC_ASSERT(covered == first);
  std::map<std::string, int> times;
  for (const std::string& container : covered)
    ++times[container];
  RC_ASSERT(times == containers_of(pods));
}

}  // namespace
}  // namespace kscan::plan
