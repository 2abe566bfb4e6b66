#include "run/outcome.hpp"

#include <gtest/gtest.h>

namespace kscan::run {
namespace {

ContainerReport ended(int exit_code, std::vector<std::string> lines, std::string payload = {}) {
  ContainerReport report;
  report.ending.exit_code = exit_code;
  report.last_lines = std::move(lines);
  report.payload = std::move(payload);
  return report;
}

TEST(InterpretScan, ReadsTheScannersReport) {
  const auto scan = interpret_scan(ended(0, {}, R"({"SchemaVersion": 2})"), "r.io/app");
  ASSERT_TRUE(scan);
  EXPECT_TRUE(scan->findings.empty());
}

TEST(InterpretScan, NamesTheImageWhoseReportCannotBeRead) {
  const auto scan = interpret_scan(ended(0, {}, "{"), "r.io/app");
  ASSERT_FALSE(scan);
  EXPECT_TRUE(scan.error().message().starts_with("scan of r.io/app: ")) << scan.error().message();
}

TEST(CheckSuccess, TakesTheFatalLineAndWhatFollowsIt) {
  const auto failed = check_success(
      ended(1, {"t\tINFO\tnoise", "t\tFATAL\tFatal error\trun error", "  * remote: 404"}), "scan");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message(), "scan failed with exit code 1: run error * remote: 404");
}

TEST(CheckSuccess, LeavesOutTheScannersOwnLayers) {
  const auto failed =
      check_success(ended(1,
                          {"t\tFATAL\tFatal error\trun error: image scan error: 1 error occurred:",
                           "\t* remote error: GET https://r.io/v2/: UNAUTHORIZED"}),
                    "scan");
  EXPECT_EQ(failed.error().message(),
            "scan failed with exit code 1: GET https://r.io/v2/: UNAUTHORIZED");
}

TEST(CheckSuccess, KnowsTheErrorsOfGrype) {
  const auto failed = check_success(
      ended(1,
            {"[0000]  WARN noise",
             "[0001] ERROR failed to catalog: an error occurred attempting to resolve 'r.io/a': "
             "oci-registry: failed to get image descriptor from registry: GET https://r.io/v2/a: "
             "UNAUTHORIZED: authentication required"}),
      "scan");
  EXPECT_EQ(failed.error().message(),
            "scan failed with exit code 1: failed to get image descriptor from registry: GET "
            "https://r.io/v2/a: UNAUTHORIZED: authentication required");
}

TEST(InterpretScan, KnowsWhoseReportItIs) {
  ContainerReport report = ended(0, {});
  report.payload = R"({"matches":[],"descriptor":{"name":"grype","version":"0.110.0"}})";
  const auto scan = interpret_scan(report, "r.io/a");
  ASSERT_TRUE(scan) << scan.error().message();
  EXPECT_EQ(scan->scanner.name, "grype");
}

TEST(CheckSuccess, TakesTheLastLineWhereNoneIsFatal) {
  EXPECT_EQ(check_success(ended(2, {"first", "last"}), "scan").error().message(),
            "scan failed with exit code 2: last");
}

TEST(CheckSuccess, PrefersTheAgentsOwnError) {
  ContainerReport report = ended(1, {"x"});
  report.ending.error = "no such scanner";
  EXPECT_EQ(check_success(report, "scan").error().message(), "scan failed: no such scanner");
}

TEST(CheckSuccess, NamesTheSignal) {
  ContainerReport report = ended(0, {});
  report.ending.signal = 9;
  EXPECT_EQ(check_success(report, "scan").error().message(), "scan was killed by signal 9");
}

TEST(WaitingFor, PrefersTheScheduler) {
  PodState pod;
  pod.unschedulable = "0/1 nodes";
  EXPECT_EQ(waiting_for(pod), "Unschedulable: 0/1 nodes");
}

TEST(WaitingFor, SaysWhatTheFirstContainerWaitsFor) {
  PodState pod;
  pod.containers.push_back({.name = "database", .reason = "ErrImagePull", .message = "not found"});
  pod.containers.push_back({.name = "scan-0", .reason = "PodInitializing", .message = {}});
  EXPECT_EQ(waiting_for(pod), "database: ErrImagePull: not found");
  pod.containers.erase(pod.containers.begin());
  EXPECT_EQ(waiting_for(pod), "");
}

}  // namespace
}  // namespace kscan::run
