#include "plan/platform.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using workload::PodImages;
using workload::Skip;

PodImages pod(const std::string& name, const std::string& architecture, Skip skip = Skip::none) {
  PodImages images;
  images.pod = {"shop", name};
  images.containers = {
      {.container = "app", .image = "app:" + (name.empty() ? "t" : name), .image_id = {}}};
  images.architecture = architecture;
  images.skip = skip;
  return images;
}

Plan planned(const std::vector<PodImages>& pods, const std::string& templates = {}) {
  Options options;
  options.architecture = templates;
  return make_plan(pods, options);
}

TEST(MakePlan, KeepsThePlatformThatIsNotTheScanners) {
  const Plan plan = planned({pod("a", "amd64"), pod("b", "arm64"), pod("c", "s390x")}, "amd64");
  ASSERT_THAT(plan.groups, SizeIs(3));
  EXPECT_EQ(plan.groups[1].architecture, "arm64");
  EXPECT_THAT(plan.refused, IsEmpty());
}

TEST(RefuseWindows, CountsWindowsImagesAsNotScanned) {
  Plan plan = planned({pod("w", "", Skip::windows), pod("o", "", Skip::own)});
  refuse_windows(plan);
  ASSERT_THAT(plan.refused, SizeIs(1));
  EXPECT_EQ(plan.refused[0].image, "app:w");
  EXPECT_THAT(plan.refused[0].error.message(), HasSubstr("Windows"));
  ASSERT_THAT(plan.skipped, SizeIs(1));
  EXPECT_EQ(plan.skipped[0].image, "app:o");
}

TEST(MakePlan, SaysThatAPlatformIsGuessed) {
  const auto notes = [](const Plan& plan) { return plan.groups.at(0).scans.at(0).notes; };
  EXPECT_THAT(notes(planned({pod("", "")}, "amd64")),
              ElementsAre("nothing says on which platform it would run: linux/amd64 was taken"));
  EXPECT_THAT(notes(planned({pod("", "arm64")}, "amd64")), IsEmpty());
  EXPECT_THAT(notes(planned({pod("runs", "")}, "amd64")), IsEmpty());
}

TEST(MakePlan, KeepsThePlatformThatATemplateAsksFor) {
  const Plan plan = planned({pod("", "arm64")}, "amd64");
  ASSERT_THAT(plan.groups, SizeIs(1));
  EXPECT_EQ(plan.groups[0].architecture, "arm64");
}

TEST(MakePlan, ScansTemplatesOnThePlatformThatIsNamed) {
  const Plan plan = planned({pod("", ""), pod("running", "amd64"), pod("unknown", "")}, "amd64");
  ASSERT_THAT(plan.groups, SizeIs(2));
  EXPECT_EQ(plan.groups[0].architecture, "");
  EXPECT_THAT(plan.groups[0].scans, SizeIs(1));
  EXPECT_EQ(plan.groups[1].architecture, "amd64");
  EXPECT_THAT(plan.groups[1].scans, SizeIs(2));
}

}  // namespace
}  // namespace kscan::plan
