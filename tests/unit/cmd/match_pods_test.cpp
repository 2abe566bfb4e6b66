#include "kubectl-scan/match_pods.hpp"
#include "support/golden.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace kscan::cmd {
namespace {

using testing::SizeIs;

workload::ContainerImage
container(const std::string& name, const std::string& image, const std::string& id = "") {
  return {.container = name, .image = image, .image_id = id};
}

std::vector<workload::PodImages> sample() {
  workload::PodImages web{
      .pod = {"shop", "web-0"},
      .pull_secrets = {"first", "second"},
      .containers = {
          container("web", "r.io/team/web:1", "r.io/team/web@sha256:" + std::string(64, 'a')),
          container("side", "nginx"),
          container("more", "nginx")}};
  workload::PodImages job{
      .pod = {"shop", "job"}, .pull_secrets = {}, .containers = {container("job", "Bad")}};
  return {web, job};
}

TEST(MatchPods, AsJsonIsAStableShape) {
  test::expect_golden("match/pods.json", pods_json(match_pods(sample())).dump(2) + "\n");
}

TEST(MatchPods, AsTableNamesThePullSecretsInOrder) {
  std::ostringstream out;
  write_table(match_pods(sample()), 0, out);
  test::expect_golden("match/pods.txt", out.str());
}

TEST(MatchPods, PutsEqualImagesOfAPodTogether) {
  const auto matches = match_pods(sample());
  ASSERT_THAT(matches, SizeIs(3));
  EXPECT_THAT(matches[1].targets, SizeIs(2));
  EXPECT_FALSE(matches[1].pinned);
}

}  // namespace
}  // namespace kscan::cmd
