#include "plan/platform.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::plan {
namespace {

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

TEST(RefuseOtherPlatforms, KeepsWhatTheScannerCanScan) {
  Plan plan = planned({pod("a", "amd64"), pod("b", "")});
  refuse_other_platforms(plan, "amd64");
  EXPECT_THAT(plan.groups, SizeIs(2));
  EXPECT_THAT(plan.refused, IsEmpty());
}

TEST(RefuseOtherPlatforms, NamesTheOtherOne) {
  Plan plan = planned({pod("a", "amd64"), pod("b", "arm64")});
  refuse_other_platforms(plan, "amd64");
  EXPECT_THAT(plan.groups, SizeIs(1));
  ASSERT_THAT(plan.refused, SizeIs(1));
  EXPECT_EQ(plan.refused[0].image, "docker.io/library/app:b");
  EXPECT_THAT(plan.refused[0].error.message(), HasSubstr("linux/arm64"));
  EXPECT_THAT(plan.refused[0].targets, SizeIs(1));
}

TEST(RefuseOtherPlatforms, CountsWindowsImagesAsNotScanned) {
  Plan plan = planned({pod("w", "", Skip::windows), pod("o", "", Skip::own)});
  refuse_other_platforms(plan, "amd64");
  ASSERT_THAT(plan.refused, SizeIs(1));
  EXPECT_EQ(plan.refused[0].image, "app:w");
  EXPECT_THAT(plan.refused[0].error.message(), HasSubstr("Windows"));
  ASSERT_THAT(plan.skipped, SizeIs(1));
  EXPECT_EQ(plan.skipped[0].image, "app:o");
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
