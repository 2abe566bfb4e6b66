#include "report/history.hpp"
#include "report/rollup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kscan::report {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Finding finding(std::string id, std::string package = "openssl") {
  Finding result;
  result.id = std::move(id);
  result.package = std::move(package);
  result.severity = Severity::high;
  return result;
}

ImageReport image(std::string repository, std::string tag, std::vector<Finding> findings) {
  ImageReport result;
  result.image = {"docker.io", std::move(repository), std::move(tag), ""};
  result.scan.findings = std::move(findings);
  result.targets = {{"shop", "Pod", "p-" + result.image.tag, "c", "container"}};
  return result;
}

Report report_of(std::vector<ImageReport> images, std::string created = "2026-01-01T00:00:00Z") {
  Report report;
  report.ns = "shop";
  report.created = std::move(created);
  report.scanner.name = "trivy";
  report.images = std::move(images);
  return report;
}

std::vector<std::string> fresh(const Report& report) {
  std::vector<std::string> ids;
  for (const ImageReport& one : report.images)
    for (const Finding& found : one.scan.findings)
      if (found.age == Age::fresh) ids.push_back(found.id);
  return ids;
}

std::vector<std::string> gone(const Report& report) {
  std::vector<std::string> ids;
  for (const Gone& one : report.gone.value())
    ids.push_back(one.finding.id);
  return ids;
}

TEST(Compare, TellsNewGoneAndUnchanged) {
  Report now = report_of({image("web", "2", {finding("A"), finding("B")})});
  compare(report_of({image("web", "1", {finding("A"), finding("C")})}), now);
  EXPECT_THAT(fresh(now), ElementsAre("B"));
  EXPECT_THAT(gone(now), ElementsAre("C"));
  EXPECT_EQ(changes(now).unchanged, 1U);
  EXPECT_EQ(totals(now).fresh, 1U);
}

TEST(Compare, AnotherVersionOfThePackageIsNoChange) {
  Finding before = finding("A");
  before.installed = "1";
  before.path = "lib/a-1.jar";
  Finding after = finding("A");
  after.installed = "2";
  after.path = "lib/a-2.jar";
  Report now = report_of({image("web", "2", {after})});
  compare(report_of({image("web", "1", {before})}), now);
  EXPECT_THAT(fresh(now), IsEmpty());
  EXPECT_THAT(gone(now), IsEmpty());
}

TEST(Compare, TheSameInAnotherRepositoryOrPackageIsNew) {
  Report now =
      report_of({image("web", "1", {finding("A", "curl")}), image("db", "1", {finding("A")})});
  compare(report_of({image("web", "1", {finding("A")})}), now);
  EXPECT_THAT(fresh(now), ElementsAre("A", "A"));
}

TEST(Compare, WhatTheBaselineSuppressedIsNotNew) {
  Report before = report_of({image("web", "1", {})});
  before.images[0].scan.suppressed = {finding("A")};
  Report now = report_of({image("web", "1", {finding("A")})});
  compare(before, now);
  EXPECT_THAT(fresh(now), IsEmpty());
}

TEST(Compare, WhatIsSuppressedNowIsNotGone) {
  Report now = report_of({image("web", "1", {})});
  now.images[0].scan.suppressed = {finding("A")};
  compare(report_of({image("web", "1", {finding("A")})}), now);
  EXPECT_THAT(gone(now), IsEmpty());
}

TEST(Compare, WhatWasNotScannedHasLostNothing) {
  Report now = report_of({image("web", "2", {})});
  now.images[0].failure = Error(Errc::timeout, "too slow");
  compare(report_of({image("web", "1", {finding("A")}), image("db", "1", {finding("B")})}), now);
  EXPECT_THAT(gone(now), ElementsAre("B"));
}

TEST(Merge, UnitesWhoRunsAnImageAndTakesTheNewestScan) {
  ImageReport old = image("web", "1", {finding("A")});
  ImageReport recent = image("web", "1", {finding("B")});
  recent.targets = {{"prod", "Pod", "x", "c", "container"}};
  const Report all = merge({report_of({recent}, "2026-02-01T00:00:00Z"), report_of({old})});
  ASSERT_EQ(all.images.size(), 1U);
  EXPECT_EQ(all.images[0].scan.findings[0].id, "B");
  EXPECT_EQ(all.images[0].targets.size(), 2U);
  EXPECT_EQ(all.created, "2026-02-01T00:00:00Z");
}

TEST(Merge, AScanIsBetterThanALaterFailure) {
  ImageReport failed = image("web", "1", {});
  failed.failure = Error(Errc::timeout, "too slow");
  const Report all = merge({report_of({image("web", "1", {finding("A")})}),
                            report_of({failed}, "2026-02-01T00:00:00Z")});
  ASSERT_EQ(all.images.size(), 1U);
  EXPECT_TRUE(all.images[0].scanned());
}

TEST(Merge, KeepsPlatformsApart) {
  ImageReport arm = image("web", "1", {});
  arm.scan.platform = "linux/arm64";
  EXPECT_EQ(merge({report_of({image("web", "1", {})}), report_of({arm})}).images.size(), 2U);
}

TEST(Merge, SaysWhenScannersDiffer) {
  Report other = report_of({});
  other.scanner = {.name = "grype", .version = "0.110.0"};
  EXPECT_THAT(merge({report_of({}), other, other}).warnings, testing::SizeIs(1));
  EXPECT_THAT(merge({report_of({}), report_of({})}).warnings, IsEmpty());
}

TEST(Merge, NamesANamespaceOnlyIfItIsTheSame) {
  Report other = report_of({});
  other.ns = "prod";
  EXPECT_EQ(merge({report_of({}), report_of({})}).ns, "shop");
  EXPECT_EQ(merge({report_of({}), other}).ns, "");
}

TEST(StaleDatabase, IsOneOfMoreThanThreeDays) {
  const Scanner scanner{.database = "2026-01-01T12:00:00Z"};
  EXPECT_EQ(stale_database(scanner, "2026-01-04T12:00:00Z"), "");
  EXPECT_EQ(stale_database(scanner, "2026-01-06T13:00:00Z"),
            "the vulnerability database is 5 days old (2026-01-01T12:00:00Z): newer findings are "
            "missing");
  EXPECT_EQ(stale_database({}, "2026-01-06T13:00:00Z"), "");
}

TEST(CompleteScanner, TakesTheOldestDatabase) {
  Report report = report_of({image("a", "1", {}), image("b", "1", {})});
  report.images[0].scan.scanner = {.version = "1", .database = "2026-01-02T00:00:00Z"};
  report.images[1].scan.scanner = {.version = "1", .database = "2026-01-01T00:00:00Z"};
  complete_scanner(report);
  EXPECT_EQ(report.scanner.database, "2026-01-01T00:00:00Z");
  EXPECT_EQ(report.scanner.version, "1");
}

struct VersionPair {
  const char* smaller;
  const char* larger;
};
TEST(CompareVersions, KnowsNumbersWordsAndTildes) {
  for (const VersionPair& pair : {VersionPair{"1.9", "1.10"},
                                  {"1.0~rc1", "1.0"},
                                  {"1.0", "1.0.1"},
                                  {"1.1.1c-r0", "1.1.1d-r0"},
                                  {"7.64.0-4", "7.64.0-4+deb10u7"},
                                  {"2.09", "2.10"},
                                  {"", "0.1"},
                                  {"99999999999999999999", "100000000000000000000"}}) {
    EXPECT_TRUE(compare_versions(pair.smaller, pair.larger) < 0) << pair.smaller;
    EXPECT_TRUE(compare_versions(pair.larger, pair.smaller) > 0) << pair.larger;
  }
  EXPECT_TRUE(compare_versions("1.02", "1.2") == 0);
}

TEST(Upgrades, GoToTheVersionInWhichAllIsFixed) {
  Finding one = finding("A");
  one.installed = "1.0";
  one.fixed = "0.9, 1.5, 2.0";
  Finding two = finding("B");
  two.installed = "1.0";
  two.fixed = "1.10";
  two.severity = Severity::critical;
  ImageReport first = image("web", "1", {one, two, finding("C")});
  ImageReport second = image("db", "1", {one});
  const std::vector<Upgrade> all = upgrades(report_of({first, second}));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].to, "1.10");
  EXPECT_EQ(all[0].findings, 3U);
  EXPECT_EQ(all[0].images, 2U);
  EXPECT_EQ(all[0].worst, Severity::critical);
}

TEST(Groups, CountAnImageOnce) {
  ImageReport twice = image("web", "1", {finding("A")});
  twice.targets.push_back(twice.targets[0]);
  twice.targets[1].container = "other";
  const Report report = report_of({twice, image("db", "1", {})});
  const std::vector<Group> workloads = by_workload(report);
  ASSERT_EQ(workloads.size(), 1U) << "both run in p-1";
  EXPECT_EQ(workloads[0].images, 2U);
  EXPECT_EQ(workloads[0].totals.all(), 1U);
  EXPECT_EQ(by_registry(report).at(0).images, 2U);
  EXPECT_EQ(size_of(report).containers, 2U) << "c and other of p-1";
}

TEST(Rows, AreWorstFirst) {
  ImageReport failed = image("bad", "1", {});
  failed.failure = Error(Errc::timeout, "x");
  const Report report =
      report_of({image("good", "1", {}), image("worse", "1", {finding("A")}), failed});
  std::vector<std::string> order;
  for (const Row& row : rows_of(report))
    order.push_back(row.image->image.repository);
  EXPECT_THAT(order, ElementsAre("bad", "worse", "good"));
}

}  // namespace
}  // namespace kscan::report
