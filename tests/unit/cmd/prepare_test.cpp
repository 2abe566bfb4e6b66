#include "kubectl-scan/output.hpp"
#include "unit/cmd/delivery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kscan::cmd {
namespace {

using render::Format;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

std::vector<std::string> ids(const std::vector<report::Finding>& findings) {
  std::vector<std::string> names;
  for (const report::Finding& one : findings)
    names.push_back(one.id);
  return names;
}

TEST(Prepare, GateLooksPastWhatIsNotShown) {
  ReportOptions options = options_of({}, "low");
  options.shown = report::parse_severities("critical").value();
  report::Report report = one_image();
  prepare(options, report);
  EXPECT_THAT(ids(report.images[0].scan.findings), ElementsAre("CVE-2023-38545"));
  EXPECT_EQ(report.gate.value().findings, 4U);
}

TEST(Prepare, GateDoesNotCountWhatIsIrrelevant) {
  ReportOptions options = options_of({}, "low");
  options.relevant.only_fixed = true;
  report::Report report = one_image();
  prepare(options, report);
  EXPECT_EQ(report.gate.value().findings, 2U);
}

TEST(Prepare, GateDoesNotCountExceptions) {
  ReportOptions options = options_of({}, "critical");
  options.exceptions = {ignore::Rule{.id = "CVE-2023-38545"}};
  report::Report report = one_image();
  prepare(options, report);
  EXPECT_TRUE(report.gate.value().passed);
  EXPECT_THAT(report.images[0].scan.suppressed, SizeIs(1));
}

/// Else --only-fixed would make of everything without a fix something that is gone.
TEST(Prepare, ComparesBeforeItFilters) {
  ReportOptions options = options_of();
  options.baseline = one_image();
  options.relevant.only_fixed = true;
  report::Report report = one_image();
  prepare(options, report);
  EXPECT_THAT(report.gone.value(), IsEmpty());
}

TEST(Prepare, FiltersWhatIsGone) {
  ReportOptions options = options_of();
  options.baseline = one_image();
  options.shown = report::parse_severities("critical,low").value();
  report::Report report = render::report_of({render::vulnerable_image()});
  report.images[0].scan.findings.clear();
  prepare(options, report);
  EXPECT_THAT(report.gone.value(), SizeIs(2));
}

TEST(Prepare, WarnsOnceOfAnOldDatabaseAsOfTheScan) {
  report::Report report = one_image();
  report.scanner.database = "2025-12-25T00:00:00Z";
  prepare(options_of(), report);
  ASSERT_THAT(report.warnings, SizeIs(1));
  EXPECT_THAT(report.warnings[0], StartsWith("the vulnerability database is 8 days old"));
  prepare(options_of(), report);
  EXPECT_THAT(report.warnings, SizeIs(1));
}

TEST(SarifWarning, IsOfMoreResultsThanGitHubTakes) {
  constexpr std::size_t most = 25'000;
  report::Report report = one_image();
  report::Scan& scan = report.images[0].scan;
  scan.findings.assign(most, scan.findings[0]);
  EXPECT_EQ(sarif_warning(report, options_of({{Format::sarif, "a.sarif"}})), "");
  scan.suppressed = {scan.findings[0]};
  EXPECT_EQ(sarif_warning(report, options_of({{Format::sarif}})), "");
  ReportOptions all = options_of({{Format::sarif}});
  all.show_suppressed = true;
  EXPECT_THAT(sarif_warning(report, all), HasSubstr("this has 25001"));
  scan.findings.push_back(scan.findings[0]);
  EXPECT_THAT(sarif_warning(report, options_of({{Format::sarif}})), HasSubstr("this has 25001"));
  EXPECT_EQ(sarif_warning(report, options_of({{Format::csv}})), "");
}

}  // namespace
}  // namespace kscan::cmd
