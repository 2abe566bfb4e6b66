#include "workload/state.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kscan::workload {
namespace {

using nlohmann::json;

Skip skip(const char* metadata, const char* spec = "{}") {
  return skip_of(json::parse(metadata), json::parse(spec));
}

TEST(StateOf, ReadsPhaseDeletionAndMirror) {
  const PodState state = state_of(json::parse(R"({
    "metadata": {"deletionTimestamp": "2026-05-04T09:00:30Z",
                 "annotations": {"kubernetes.io/config.mirror": "0f1e"}},
    "status": {"phase": "Failed"}})"));
  EXPECT_EQ(state.phase, Phase::failed);
  EXPECT_TRUE(state.terminating);
  EXPECT_TRUE(state.mirror);
}

TEST(StateOf, KnowsNothingOfAnEmptyObject) {
  EXPECT_EQ(state_of(json::object()), PodState{});
}

TEST(ParsePhase, KnowsKubernetesWordsOnly) {
  EXPECT_EQ(parse_phase("Pending"), Phase::pending);
  EXPECT_EQ(parse_phase("Running"), Phase::running);
  EXPECT_EQ(parse_phase("Succeeded"), Phase::succeeded);
  EXPECT_EQ(parse_phase("Unknown"), Phase::unknown);
  EXPECT_EQ(parse_phase("running"), Phase::unknown);
}

TEST(SkipOf, RecognisesOurOwnPods) {
  EXPECT_EQ(skip(R"({"labels": {"kubectl-scan.dev/run": "x7k2p"}})"), Skip::own);
}

TEST(SkipOf, OptsOutOnTheWordTrueOnly) {
  EXPECT_EQ(skip(R"({"annotations": {"kubectl-scan.dev/ignore": "true"}})"), Skip::opted_out);
  for (const char* other : {R"({"annotations": {"kubectl-scan.dev/ignore": "false"}})",
                            R"({"annotations": {"kubectl-scan.dev/ignore": true}})",
                            R"({"labels": {"kubectl-scan.dev/ignore": "true"}})"})
    EXPECT_EQ(skip(other), Skip::none) << other;
}

TEST(SkipOf, RecognisesWindowsByItsSpec) {
  EXPECT_EQ(skip("{}", R"({"os": {"name": "windows"}})"), Skip::windows);
  EXPECT_EQ(skip("{}", R"({"nodeSelector": {"kubernetes.io/os": "windows"}})"), Skip::windows);
  EXPECT_EQ(skip("{}", R"({"nodeSelector": {"beta.kubernetes.io/os": "windows"}})"), Skip::windows);
  EXPECT_EQ(skip("{}", R"({"os": {"name": "linux"}})"), Skip::none);
}

TEST(SkipInNamespace, HoldsForAllPodsInIt) {
  EXPECT_EQ(skip_in_namespace(json::parse(
                R"({"metadata": {"annotations": {"kubectl-scan.dev/ignore": "true"}}})")),
            Skip::opted_out);
  EXPECT_EQ(skip_in_namespace(json::parse(R"({"metadata": {}})")), Skip::none);
}

TEST(SkipOnNode, RecognisesWindowsByLabelOrByWhatTheKubeletSays) {
  EXPECT_EQ(
      skip_on_node(json::parse(R"({"metadata": {"labels": {"kubernetes.io/os": "windows"}}})")),
      Skip::windows);
  EXPECT_EQ(
      skip_on_node(json::parse(R"({"status": {"nodeInfo": {"operatingSystem": "windows"}}})")),
      Skip::windows);
  EXPECT_EQ(skip_on_node(json::parse(R"({"status": {"nodeInfo": {"operatingSystem": "linux"}}})")),
            Skip::none);
}

TEST(ToString, GivesAReasonForEverySkip) {
  EXPECT_EQ(to_string(Skip::none), "");
  for (const Skip reason : {Skip::own, Skip::opted_out, Skip::windows})
    EXPECT_NE(to_string(reason), "");
}

}  // namespace
}  // namespace kscan::workload
