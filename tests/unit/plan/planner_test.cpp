#include "plan/plan.hpp"
#include "workload/crowd.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>

namespace kscan::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using workload::ContainerImage;
using workload::Origin;
using workload::PodImages;
using workload::Skip;

std::string digest(char of) {
  return "sha256:" + std::string(64, of);
}

ContainerImage container(const std::string& image, const std::string& id = {}) {
  return {.container = "app",
          .image = image,
          .image_id = id,
          .origin = id.empty() ? Origin::unknown : Origin::registry};
}

PodImages pod(const std::string& name, const ContainerImage& image, const std::string& arch = {}) {
  PodImages images;
  images.pod = {"shop", name};
  images.containers = {image};
  images.architecture = arch;
  return images;
}

PodImages skipped(PodImages images, Skip why) {
  images.skip = why;
  return images;
}

std::vector<std::string> names(const std::vector<workload::Target>& targets) {
  std::vector<std::string> result;
  for (const auto& target : targets)
    result.push_back(target.name);
  return result;
}

TEST(MakePlan, ListsApartWhatIsNotToBeScanned) {
  const Plan plan = make_plan(std::vector{skipped(pod("w", container("win:1")), Skip::windows),
                                          skipped(pod("o", container("scan:1")), Skip::own),
                                          pod("a", container("app:1")),
                                          skipped(pod("v", container("win:1")), Skip::windows)},
                              {});
  ASSERT_THAT(plan.groups, SizeIs(1));
  EXPECT_THAT(plan.groups[0].scans, SizeIs(1));
  ASSERT_THAT(plan.skipped, SizeIs(2));
  EXPECT_EQ(plan.skipped[0].why, Skip::own);
  EXPECT_EQ(plan.skipped[1].image, "win:1");
  EXPECT_THAT(names(plan.skipped[1].targets), ElementsAre("v", "w"));
}

TEST(MakePlan, LeavesOutExcludedImages) {
  const std::vector pods{pod("a", container("nginx")),
                         pod("b", container("quay.io/istio/proxyv2:1.22")),
                         pod("c", container("Not an image")),
                         pod("d", container("redis:7"))};
  const Plan plan = make_plan(
      pods, {.excluded_images = {"docker.io/library/nginx:*", "*/istio/*", "Not*", "redis"}});
  ASSERT_THAT(plan.groups, SizeIs(1));
  EXPECT_EQ(plan.groups[0].scans[0].written, "redis:7") << "the pattern is for the whole text";
  EXPECT_THAT(plan.refused, IsEmpty());
  EXPECT_THAT(plan.skipped, SizeIs(3));
  EXPECT_EQ(plan.skipped[0].why, Skip::excluded);
}

TEST(MakePlan, KeepsPlatformsApart) {
  const std::string id = "r.io/app@" + digest('a');
  const Plan plan = make_plan(std::vector{pod("a", container("r.io/app:1", id), "arm64"),
                                          pod("b", container("r.io/app:1", id), "amd64"),
                                          pod("c", container("r.io/app:1", id), "arm64")},
                              {});
  ASSERT_THAT(plan.groups, SizeIs(2));
  EXPECT_EQ(plan.groups[0].architecture, "amd64");
  EXPECT_EQ(plan.groups[1].architecture, "arm64");
  EXPECT_THAT(names(plan.groups[1].scans[0].targets), ElementsAre("a", "c"));
}

TEST(MakePlan, WhatRunsOnAnUnknownPlatformIsScannedWithItsSiblings) {
  const ContainerImage app = container("r.io/app:1", "r.io/app@" + digest('a'));
  const ContainerImage other = container("r.io/app:2", "r.io/app@" + digest('b'));
  const Plan plan = make_plan(
      std::vector{pod("lost", app), pod("placed", app, "arm64"), pod("other", other)}, {});
  ASSERT_THAT(plan.groups, SizeIs(2));
  EXPECT_EQ(plan.groups[0].architecture, "");
  EXPECT_THAT(names(plan.groups[0].scans.at(0).targets), ElementsAre("other"));
  EXPECT_EQ(plan.groups[1].architecture, "arm64");
  EXPECT_THAT(names(plan.groups[1].scans.at(0).targets), ElementsAre("lost", "placed"));
}

TEST(MakePlan, WhatRunsOnAnUnknownPlatformStaysAloneBesideTwo) {
  const ContainerImage app = container("r.io/app:1", "r.io/app@" + digest('a'));
  const Plan plan =
      make_plan(std::vector{pod("lost", app), pod("a", app, "arm64"), pod("b", app, "amd64")}, {});
  EXPECT_THAT(plan.groups, SizeIs(3));
}

TEST(MakePlan, WhatIsPulledWithOtherSecretsIsNoSibling) {
  const ContainerImage app = container("r.io/app:1", "r.io/app@" + digest('a'));
  PodImages placed = pod("placed", app, "arm64");
  placed.pull_secrets = {"regcred"};
  EXPECT_THAT(make_plan(std::vector{pod("lost", app), placed}, {}).groups, SizeIs(2));
}

TEST(MakePlan, SaysTheSameOfABadImageInAnyOrder) {
  std::vector pods{pod("a", container("localhost/app", "localhost/app@" + digest('a'))),
                   pod("b", container("localhost/app"))};
  const Plan there = make_plan(pods, {});
  std::ranges::reverse(pods);
  const Plan back = make_plan(pods, {});
  ASSERT_THAT(there.refused, SizeIs(1));
  EXPECT_EQ(there.refused[0].error.message(), back.refused.at(0).error.message());
}

TEST(MakePlan, APodThatWaitsGetsWhatItsSiblingsRun) {
  const std::string id = "r.io/app@" + digest('a');
  const Plan plan = make_plan(std::vector{pod("new", container("r.io/app:1")),
                                          pod("old", container("r.io/app:1", id), "arm64")},
                              {});
  ASSERT_THAT(plan.groups, SizeIs(1));
  ASSERT_THAT(plan.groups[0].scans, SizeIs(1));
  EXPECT_TRUE(plan.groups[0].scans[0].pinned);
  EXPECT_THAT(names(plan.groups[0].scans[0].targets), ElementsAre("new", "old"));
}

TEST(MakePlan, KnowsADigestThatWasToldOfAnotherRepository) {
  const auto plan_with = [](const std::vector<std::string>& ids) {
    std::vector<PodImages> pods;
    for (const std::string& id : ids)
      pods.push_back(pod("p" + std::to_string(pods.size()), container("r.io/app:1", id)));
    return make_plan(pods, {});
  };
  const std::string own = "r.io/app@" + digest('a');
  const std::string other = "r.io/other@" + digest('a');
  EXPECT_TRUE(plan_with({other}).groups.at(0).scans.at(0).digest_from_elsewhere);
  EXPECT_FALSE(plan_with({own}).groups.at(0).scans.at(0).digest_from_elsewhere);
  for (const auto& ids : {std::vector{own, other}, std::vector{other, own}})
    EXPECT_FALSE(plan_with(ids).groups.at(0).scans.at(0).digest_from_elsewhere);
}

TEST(ByTag, IsTheImageWithoutItsDigestOnItsMirrorToo) {
  Scan scan{
      .image = image::parse("r.io/app:1@" + digest('a')).value(), .pinned = true, .targets = {}};
  scan.mirror = image::parse("m.io/app@" + digest('a')).value();
  const Scan tagged = by_tag(scan);
  EXPECT_EQ(tagged.pulled().pinned(), "m.io/app:1");
  EXPECT_EQ(tagged.image.pinned(), "r.io/app:1");
  EXPECT_FALSE(tagged.pinned);
}

TEST(MakePlan, APodThatWaitsBesideDifferentSiblingsIsScannedByItsTag) {
  const Plan plan =
      make_plan(std::vector{pod("new", container("r.io/app:1")),
                            pod("a", container("r.io/app:1", "r.io/app@" + digest('a'))),
                            pod("b", container("r.io/app:1", "r.io/app@" + digest('b')))},
                {});
  ASSERT_THAT(plan.groups, SizeIs(1));
  ASSERT_THAT(plan.groups[0].scans, SizeIs(3));
  EXPECT_FALSE(plan.groups[0].scans[0].pinned);
}

TEST(MakePlan, WhatWasLoadedOnItsNodeDoesNotTakeTheSiblingsDigest) {
  ContainerImage loaded = container("r.io/app:1", "sha256:" + std::string(64, 'c'));
  loaded.origin = Origin::loaded;
  const Plan plan =
      make_plan(std::vector{pod("here", loaded),
                            pod("there", container("r.io/app:1", "r.io/app@" + digest('a')))},
                {});
  ASSERT_THAT(plan.groups[0].scans, SizeIs(2));
  EXPECT_FALSE(plan.groups[0].scans[0].pinned);
  EXPECT_THAT(plan.groups[0].scans[0].notes, ElementsAre(HasSubstr("built or loaded")));
}

TEST(MakePlan, ATemplateIsScannedByItsTag) {
  PodImages idle = pod("", container("r.io/app:1"));
  idle.owner = {"CronJob", "report", "1"};
  const Plan plan = make_plan(
      std::vector{idle, pod("a", container("r.io/app:1", "r.io/app@" + digest('a')))}, {});
  EXPECT_THAT(plan.groups[0].scans, SizeIs(2));
}

TEST(MakePlan, SaysWhyATemplateHasNoImage) {
  PodImages idle = pod("", container(""));
  idle.owner = {"CronJob", "report", "1"};
  const Plan plan = make_plan(std::vector{idle}, {});
  ASSERT_THAT(plan.refused, SizeIs(1));
  EXPECT_THAT(plan.refused[0].notes,
              ElementsAre("the template names no image: whoever runs it fills it in"));
}

TEST(MakePlan, TellsTheFirstOfTheTextsAndAccounts) {
  const std::string id = "docker.io/library/nginx@" + digest('a');
  PodImages first = pod("a", container("nginx:1", id));
  first.service_account = "web";
  PodImages second = pod("b", container("docker.io/nginx:1", id));
  second.service_account = "default";
  const Plan plan = make_plan(std::vector{first, second}, {});
  ASSERT_THAT(plan.groups[0].scans, SizeIs(1));
  EXPECT_EQ(plan.groups[0].scans[0].written, "docker.io/nginx:1");
  EXPECT_EQ(plan.groups[0].scans[0].service_account, "default");
}

// Everything that is in a plan, as text.

std::string text_of(const std::vector<workload::Target>& targets) {
  std::string text;
  for (const auto& target : targets)
    text += " " + target.kind + "/" + target.name + "/" + target.container + "(" + target.pod + ")";
  return text + "\n";
}

std::string text_of(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts)
    all += "<" + text + ">";
  return all;
}

std::string text_of(const Plan& plan) {
  std::string text;
  for (const Group& group : plan.groups) {
    text += group.ns + text_of(group.pull_secrets) + group.architecture + "\n";
    for (const Scan& scan : group.scans)
      text += scan.image.pinned() + scan.image.tag + (scan.pinned ? "!" : "?") + scan.written
              + scan.service_account + text_of(scan.notes) + text_of(scan.targets);
  }
  for (const Refused& refused : plan.refused)
    text += "refused " + refused.image + refused.error.message() + text_of(refused.notes)
            + text_of(refused.targets);
  for (const Skipped& skipped : plan.skipped)
    text += "skipped " + skipped.image + text_of(skipped.targets);
  return text;
}

/// Pods of few kinds: equal ones, pending ones, bad names, two platforms, owners.
std::vector<PodImages> some_pods(const std::vector<unsigned>& seeds) {
  constexpr std::array images{
      "app:1", "app:2", "r.io/app:1", "docker.io/library/app:1", "Bad Name"};
  std::vector<PodImages> pods;
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    std::mt19937 random(seeds[i]);
    const auto one_of = [&](unsigned many) { return static_cast<std::size_t>(random() % many); };
    PodImages images_of_pod;
    images_of_pod.pod = {one_of(2) == 0 ? "shop" : "tools", "pod-" + std::to_string(i)};
    for (std::size_t c = 0; c <= one_of(3); ++c) {
      const std::string image = images.at(one_of(images.size()));
      const bool runs = one_of(2) == 0;
      images_of_pod.containers.push_back(
          container(image, runs ? "x@" + digest("ab"[one_of(2)]) : std::string()));
      images_of_pod.containers.back().container = "c" + std::to_string(c);
    }
    if (one_of(3) == 0) images_of_pod.pull_secrets = {"regcred"};
    if (one_of(4) == 0)
      images_of_pod.owner = {"ReplicaSet", "web-" + std::to_string(one_of(2)), "u"};
    images_of_pod.architecture = std::array{"", "amd64", "arm64"}.at(one_of(3));
    if (one_of(6) == 0) images_of_pod.skip = Skip::windows;
    if (one_of(5) == 0) {  // a template's
      images_of_pod.pod.name.clear();
      images_of_pod.owner = {"CronJob", "job-" + std::to_string(i), "u" + std::to_string(i)};
      for (ContainerImage& image : images_of_pod.containers)
        image.image_id.clear();
    }
    pods.push_back(std::move(images_of_pod));
  }
  return pods;
}

RC_GTEST_PROP(PlanProperties,
              OrderDoesNotMatter,
              (const std::vector<unsigned>& seeds, unsigned by)) {
  std::vector<PodImages> pods = some_pods(seeds);
  const std::string expected = text_of(make_plan(pods, {}));
  std::ranges::shuffle(pods, std::mt19937(by));
  RC_ASSERT(text_of(make_plan(pods, {})) == expected);
}

RC_GTEST_PROP(PlanProperties, PodsMayBeToldTogether, (const std::vector<unsigned>& seeds)) {
  const std::vector<PodImages> pods = some_pods(seeds);
  workload::Crowd crowd;
  for (const PodImages& one : pods)
    crowd.add(one);
  const auto together =
      std::move(crowd).take({}, [](const auto&, const PodImages&) { return true; });
  RC_ASSERT(text_of(make_plan(together, {})) == text_of(make_plan(pods, {})));
}

RC_GTEST_PROP(PlanProperties,
              EveryContainerIsCoveredExactlyOnce,
              (const std::vector<unsigned>& seeds)) {
  std::vector<PodImages> pods = some_pods(seeds);
  std::map<std::string, int> expected;
  for (PodImages& one : pods) {
    if (!one.is_template()) one.owner = {};  // whose pods are told together
    const std::string& name = one.is_template() ? one.owner.name : one.pod.name;
    for (const ContainerImage& image : one.containers)
      ++expected[name + "/" + image.container];
  }
  std::map<std::string, int> covered;
  const auto count = [&](const std::vector<workload::Target>& targets) {
    for (const auto& target : targets)
      ++covered[target.name + "/" + target.container];
  };
  const Plan plan = make_plan(pods, {.excluded_images = {"app:2"}});
  for (const Group& group : plan.groups)
    for (const Scan& scan : group.scans)
      count(scan.targets);
  for (const Refused& refused : plan.refused)
    count(refused.targets);
  for (const Skipped& skipped : plan.skipped)
    count(skipped.targets);
  RC_ASSERT(covered == expected);
}

}  // namespace
}  // namespace kscan::plan
