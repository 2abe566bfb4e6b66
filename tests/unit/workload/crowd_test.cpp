#include "workload/crowd.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

namespace kscan::workload {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const auto everybody = [](const std::vector<Owner>&, const PodImages&) { return true; };
const Owner replica_set{"ReplicaSet", "web-1", "rs-1", "apps/v1"};
const Owner deployment{"Deployment", "web", "d-1", "apps/v1"};

PodImages
pod(const std::string& name, const std::string& image = "app:1", const Owner& owner = {}) {
  PodImages images;
  images.pod = {"shop", name};
  images.containers = {{.container = "app", .image = image, .image_id = {}}};
  images.owner = owner;
  return images;
}

CrowdFacts with_deployment() {
  CrowdFacts facts;
  facts.owners.add({{"metadata",
                     {{"uid", "rs-1"},
                      {"ownerReferences",
                       {{{"kind", "Deployment"},
                         {"name", "web"},
                         {"uid", "d-1"},
                         {"apiVersion", "apps/v1"},
                         {"controller", true}}}}}}});
  return facts;
}

std::vector<PodImages> crowded(const std::vector<PodImages>& pods,
                               const CrowdFacts& facts = {},
                               Crowd::Names names = Crowd::Names::all) {
  Crowd crowd(names);
  for (const PodImages& one : pods)
    crowd.add(one);
  return std::move(crowd).take(facts, everybody);
}

TEST(Crowd, TellsEqualPodsTogether) {
  const auto pods = crowded({pod("b"), pod("c"), pod("a"), pod("d", "app:2")});
  ASSERT_THAT(pods, SizeIs(2));
  EXPECT_EQ(pods[0].pod.name, "a");
  EXPECT_THAT(pods[0].also, ElementsAre("b", "c"));
  EXPECT_EQ(pods[0].count, 3U);
  EXPECT_EQ(pods[1].pod.name, "d");
}

TEST(Crowd, KeepsNoNamesOfPodsThatAnOwnerStandsFor) {
  const auto pods = crowded({pod("b", "app:1", replica_set), pod("a", "app:1", replica_set)});
  ASSERT_THAT(pods, SizeIs(1));
  EXPECT_EQ(pods[0].pod.name, "a");
  EXPECT_THAT(pods[0].also, IsEmpty());
  EXPECT_EQ(pods[0].count, 2U);
}

TEST(Crowd, KeepsNoNamesWhereNobodyWantsThem) {
  const auto pods = crowded({pod("b"), pod("a")}, {}, Crowd::Names::one);
  ASSERT_THAT(pods, SizeIs(1));
  EXPECT_THAT(pods[0].also, IsEmpty());
}

TEST(Crowd, MergesTheRevisionsOfADeploymentThatRunTheSame) {
  const Owner other{"ReplicaSet", "web-2", "rs-2", "apps/v1"};
  auto pods =
      crowded({pod("a", "app:1", replica_set), pod("b", "app:1", deployment)}, with_deployment());
  ASSERT_THAT(pods, SizeIs(1));
  EXPECT_EQ(pods[0].owner, deployment);
  pods = crowded({pod("a", "app:1", replica_set), pod("b", "app:1", other)}, with_deployment());
  EXPECT_THAT(pods, SizeIs(2));
}

TEST(Crowd, TellsNodesApartOnlyByWhatTheySay) {
  CrowdFacts facts;
  facts.nodes = {{"n1", {.architecture = "arm64"}},
                 {"n2", {.architecture = "amd64"}},
                 {"n3", {.architecture = "arm64"}},
                 {"n4", {.architecture = "amd64", .skip = Skip::windows}}};
  std::vector<PodImages> pods;
  for (const char* node : {"n1", "n2", "n3", "n4", "n5"}) {
    pods.push_back(pod(std::string("on-") + node));
    pods.back().node = node;
  }
  const auto told = crowded(pods, facts);
  ASSERT_THAT(told, SizeIs(4));
  EXPECT_EQ(told[0].architecture, "arm64");
  EXPECT_THAT(told[0].also, ElementsAre("on-n3"));
  EXPECT_EQ(told[2].skip, Skip::windows);
  EXPECT_EQ(told[3].architecture, "");
}

TEST(Crowd, APodsOwnReasonToBeSkippedComesFirst) {
  CrowdFacts facts;
  facts.opted_out = {"shop"};
  PodImages own = pod("a");
  own.skip = Skip::own;
  const auto told = crowded({own, pod("b")}, facts);
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_EQ(told[0].skip, Skip::own);
  EXPECT_EQ(told[1].skip, Skip::opted_out);
}

TEST(Crowd, AsksForEachChainWhetherItIsWanted) {
  Crowd crowd;
  crowd.add(pod("a", "app:1", replica_set));
  crowd.add(pod("bare"));
  std::vector<std::size_t> lengths;
  const auto wanted = [&](const std::vector<Owner>& chain, const PodImages& of) {
    lengths.push_back(chain.size());
    EXPECT_EQ(of.containers.size(), 1U);
    return !chain.empty();
  };
  const auto pods = std::move(crowd).take(with_deployment(), wanted);
  EXPECT_THAT(lengths, testing::UnorderedElementsAre(0U, 2U));
  EXPECT_THAT(pods, SizeIs(1));
}

TEST(Crowd, CountsANameThatComesTwiceOnce) {
  const auto pods = crowded({pod("a"), pod("b"), pod("a"), pod("b")});
  ASSERT_THAT(pods, SizeIs(1));
  EXPECT_THAT(pods[0].also, ElementsAre("b"));
}

/// A few pods of few kinds, so that many are equal.
std::vector<PodImages> some_pods(const std::vector<unsigned>& seeds) {
  std::vector<PodImages> pods;
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    const unsigned seed = seeds[i];
    pods.push_back(pod("pod-" + std::to_string(i),
                       "app:" + std::to_string(seed % 3),
                       seed % 5 < 2 ? replica_set : Owner()));
    pods.back().node = "n" + std::to_string(seed % 2);
  }
  return pods;
}

RC_GTEST_PROP(CrowdProperties,
              OrderAndPartsDoNotMatter,
              (std::vector<unsigned> seeds, unsigned by)) {
  std::vector<PodImages> pods = some_pods(seeds);
  const std::vector<PodImages> expected = crowded(pods);
  std::ranges::shuffle(pods, std::mt19937(by));
  Crowd first;
  Crowd second;
  for (std::size_t i = 0; i < pods.size(); ++i)
    (i % 3 == 0 ? first : second).add(pods[i]);
  first.merge(std::move(second));
  RC_ASSERT(std::move(first).take({}, everybody) == expected);
}

RC_GTEST_PROP(CrowdProperties, EveryPodIsCounted, (std::vector<unsigned> seeds)) {
  std::size_t count = 0;
  for (const PodImages& told : crowded(some_pods(seeds))) {
    count += told.count;
    if (told.owner.kind.empty()) RC_ASSERT(told.also.size() + 1 == told.count);
  }
  RC_ASSERT(count == seeds.size());
}

}  // namespace
}  // namespace kscan::workload
