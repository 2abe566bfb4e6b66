#include "kubectl-scan/images.hpp"
#include "support/golden.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace kscan::cmd {
namespace {

using testing::HasSubstr;

workload::ContainerImage
container(const std::string& name, const std::string& image, const std::string& id = "") {
  return {.container = name,
          .image = image,
          .image_id = id,
          .origin = id.empty() ? workload::Origin::unknown : workload::Origin::registry};
}

/// A Deployment with two images, a CronJob that waits, and in another namespace a pod on a node of
/// which nothing is known.
plan::Plan sample() {
  const std::string web = "r.io/team/web@sha256:" + std::string(64, 'a');
  workload::PodImages deployment{.pod = {"shop", "web-1"},
                                 .pull_secrets = {"first", "second"},
                                 .containers = {container("web", "r.io/team/web:1", web),
                                                container("old", "r.io/team/web:1", web)},
                                 .owner = {.kind = "Deployment", .name = "web", .uid = "1"},
                                 .node = "n",
                                 .service_account = "shopper",
                                 .architecture = "arm64"};
  workload::PodImages cron{.pod = {"shop", ""},
                           .pull_secrets = {},
                           .containers = {container("report", "busybox")},
                           .owner = {.kind = "CronJob", .name = "report", .uid = "2"},
                           .service_account = "default"};
  workload::PodImages pod{.pod = {"till", "cash"},
                          .pull_secrets = {},
                          .containers = {container("evil\x1b[31m", "nginx")},
                          .node = "n"};
  plan::Options options;
  options.architecture = "amd64";
  return plan::make_plan(std::vector{deployment, cron, pod}, options);
}

plan::Plan only_shop() {
  plan::Plan plan = sample();
  std::erase_if(plan.groups, [](const auto& group) { return group.ns != "shop"; });
  return plan;
}

std::string written(const plan::Plan& plan, ImagesFormat format, bool with_namespaces = false) {
  std::ostringstream out;
  write_images(plan, format, {}, with_namespaces, out);
  return out.str();
}

TEST(Images, AsJsonAreAStableShape) {
  test::expect_golden("images/images.json", written(sample(), ImagesFormat::json));
}

TEST(Images, AsYamlAreTheSame) {
  test::expect_golden("images/images.yaml", written(sample(), ImagesFormat::yaml));
}

TEST(Images, AsTableSayWhoUsesThem) {
  test::expect_golden("images/images.txt", written(sample(), ImagesFormat::table));
}

TEST(Images, AsWideTableSayHowTheyAreScanned) {
  test::expect_golden("images/wide.txt", written(sample(), ImagesFormat::wide));
}

TEST(Images, AsNamesAreALineEach) {
  test::expect_golden("images/names.txt", written(sample(), ImagesFormat::name));
}

TEST(Images, OfOneNamespaceDoNotNameIt) {
  EXPECT_THAT(written(only_shop(), ImagesFormat::table), testing::StartsWith("IMAGE"));
  EXPECT_THAT(written(only_shop(), ImagesFormat::table, true), testing::StartsWith("NAMESPACE"));
}

TEST(Images, NamesAreThereOnceWhoeverPullsThem) {
  plan::Plan twice = only_shop();
  twice.groups.push_back(twice.groups.front());
  EXPECT_EQ(written(twice, ImagesFormat::name), written(only_shop(), ImagesFormat::name));
}

TEST(Images, AreNoTableWhereThereAreNone) {
  EXPECT_EQ(written({}, ImagesFormat::table), "");
  EXPECT_EQ(written({}, ImagesFormat::name), "");
  EXPECT_EQ(written({}, ImagesFormat::json), "{\n  \"items\": []\n}\n");
}

TEST(Images, ReachTheTerminalEscaped) {
  for (const auto format : {ImagesFormat::table, ImagesFormat::wide, ImagesFormat::json})
    EXPECT_EQ(written(sample(), format).find('\x1b'), std::string::npos);
}

TEST(ImagesFormats, HaveNames) {
  EXPECT_EQ(parse_images_format("wide"), ImagesFormat::wide);
  const auto unknown = parse_images_format("xml");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message(),
              HasSubstr("allowed formats are: json,name,table,wide,yaml"));
}

}  // namespace
}  // namespace kscan::cmd
