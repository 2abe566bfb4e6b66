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

}  // namespace
}  // namespace kscan::workload
