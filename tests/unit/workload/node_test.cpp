#include "workload/node.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kscan::workload {
namespace {

using nlohmann::json;

TEST(NodeFacts, AreInTheLabels) {
  const json node = {
      {"metadata", {{"labels", {{"kubernetes.io/arch", "arm64"}, {"kubernetes.io/os", "linux"}}}}}};
  EXPECT_EQ(facts_of(node), (NodeFacts{"arm64", Skip::none}));
}

TEST(NodeFacts, AreWhatTheKubeletSaysItself) {
  const json node = {
      {"metadata", {{"labels", {{"kubernetes.io/arch", "forged"}}}}},
      {"status", {{"nodeInfo", {{"architecture", "amd64"}, {"operatingSystem", "windows"}}}}}};
  EXPECT_EQ(facts_of(node), (NodeFacts{"amd64", Skip::windows}));
}

TEST(NodeFacts, MayBeUnknown) {
  EXPECT_EQ(facts_of(json()), NodeFacts());
  EXPECT_EQ(facts_of({{"metadata", {{"labels", {{"kubernetes.io/arch", 1}}}}}}), NodeFacts());
}

TEST(NodeFacts, BeatWhatAPodAsksForUnlessTheyAreUnknown) {
  PodImages pod;
  pod.architecture = "arm64";
  place(pod, {});
  EXPECT_EQ(pod.architecture, "arm64");
  place(pod, {"amd64", Skip::windows});
  EXPECT_EQ(pod.architecture, "amd64");
  EXPECT_EQ(pod.skip, Skip::windows);
}

TEST(NodeFacts, DoNotHideWhyAPodIsSkippedAlready) {
  PodImages pod;
  pod.skip = Skip::own;
  place(pod, {"amd64", Skip::windows});
  EXPECT_EQ(pod.skip, Skip::own);
}

}  // namespace
}  // namespace kscan::workload
