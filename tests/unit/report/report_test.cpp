#include "report/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace kscan::report {
namespace {

Scan scan_of(std::vector<std::pair<Severity, std::string>> severity_and_fix) {
  Scan scan;
  for (auto& [severity, fixed] : severity_and_fix) {
    Finding finding;
    finding.severity = severity;
    finding.fixed = std::move(fixed);
    scan.findings.push_back(std::move(finding));
  }
  return scan;
}

TEST(Severity, TextIsReadBack) {
  for (const Severity severity : all_severities)
    EXPECT_EQ(parse_severity(to_string(severity)), severity) << to_string(severity);
}

TEST(Severity, IsReadInAnyCase) {
  EXPECT_EQ(parse_severity("high"), Severity::high);
  EXPECT_EQ(parse_severity("Critical"), Severity::critical);
}

TEST(Severity, IsUnknownWhenItIsNoSeverity) {
  for (const char* text : {"", "HIG", "HIGHER", "negligible", "h\xc3\xafgh"})
    EXPECT_EQ(parse_severity(text), Severity::unknown) << text;
}

TEST(Tidy, KeepsEachAliasOnce) {
  Scan scan = scan_of({{Severity::high, ""}});
  scan.findings[0].aliases = {"GHSA-2", "", "GHSA-1", "GHSA-2", ""};
  scan.suppressed = scan.findings;
  tidy(scan);
  EXPECT_THAT(scan.findings[0].aliases, testing::ElementsAre("GHSA-2", "GHSA-1"));
  EXPECT_THAT(scan.suppressed[0].aliases, testing::ElementsAre("GHSA-2", "GHSA-1"));
}

TEST(Totals, CountBySeverityAndFix) {
  const Totals sum =
      totals(scan_of({{Severity::high, "2"}, {Severity::high, ""}, {Severity::low, "1"}}));
  EXPECT_EQ(sum[Severity::high], 2U);
  EXPECT_EQ(sum[Severity::low], 1U);
  EXPECT_EQ(sum[Severity::critical], 0U);
  EXPECT_EQ(sum.fixable, 2U);
  EXPECT_EQ(sum.all(), 3U);
}

TEST(Totals, LeaveOutImagesThatWereNotScanned) {
  Report report;
  report.images.resize(3);
  report.images[0].scan = scan_of({{Severity::medium, "1"}});
  report.images[1].scan = scan_of({{Severity::medium, ""}, {Severity::unknown, "3"}});
  report.images[2].scan = scan_of({{Severity::critical, "9"}});
  report.images[2].failure = Error(Errc::timeout, "too slow");
  const Totals sum = totals(report);
  EXPECT_EQ(sum[Severity::medium], 2U);
  EXPECT_EQ(sum[Severity::unknown], 1U);
  EXPECT_EQ(sum[Severity::critical], 0U);
  EXPECT_EQ(sum.fixable, 2U);
}

TEST(JarWarning, NamesTheImagesOnce) {
  ImageReport image;
  image.image = image::parse("registry.test/app:1").value();
  image.scan.has_jars = true;
  ImageReport failed = image;
  failed.failure = Error(Errc::timeout, "too slow");
  Report report;
  report.images = {image, failed, image};
  EXPECT_EQ(jar_warning(report),
            "JARs were identified by their own metadata only, and some may have been missed, in "
            "registry.test/app:1: --java-db knows more of them");
  report.images.front().scan.has_jars = report.images.back().scan.has_jars = false;
  EXPECT_EQ(jar_warning(report), "");
}

}  // namespace
}  // namespace kscan::report
