#include "base/text.hpp"
#include "render/over_time.hpp"
#include "report/history.hpp"
#include "support/golden.hpp"
#include "unit/render/sample_reports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace kscan::render {
namespace {

report::Report compared() {
  report::Report before = report_of({vulnerable_image(), suppressed_image(), clean_image()});
  before.images[0].scan.findings.erase(before.images[0].scan.findings.begin());
  before.images[2].scan.findings = {finding(report::Severity::high, "CVE-2020-1234")};
  report::Report now = full_report();
  report::compare(before, now);
  report::evaluate(*report::parse_gate("new:high"), now);
  return now;
}

std::string changes_of(const report::Report& report, const Style& style = {}) {
  std::ostringstream out;
  write_changes(report, style, out);
  return out.str();
}

std::string explained(const report::Report& report, const char* id) {
  const auto explanation = report::explain(report, id);
  EXPECT_TRUE(explanation) << id;
  std::ostringstream out;
  if (explanation) write_explanation(*explanation, {}, out);
  return out.str();
}

TEST(Changes, ShowWhatIsNewAndGone) {
  test::expect_golden("render/over-time/changes.txt", changes_of(compared()));
}

TEST(Changes, OfNothingAreNumbersOnly) {
  report::Report now = report_of({clean_image()});
  report::compare(now, now);
  EXPECT_EQ(changes_of(now), "0 new, 0 gone, 0 unchanged since the baseline\n");
}

TEST(Explanation, SaysWhatItIsAndWhere) {
  test::expect_golden("render/over-time/explained.txt", explained(full_report(), "CVE-2023-38545"));
}

TEST(Explanation, IsFoundByAnAliasInAnyCase) {
  EXPECT_EQ(explained(full_report(), "ghsa-7XW9-6hqm-2cqp"),
            explained(full_report(), "CVE-2023-38545"));
}

TEST(Explanation, SaysWhoSuppressedIt) {
  EXPECT_THAT(
      explained(full_report(), "CVE-2024-1001"),
      testing::HasSubstr("suppressed by .trivyignore.yaml until 2026-12-31: not reachable"));
}

TEST(Explanation, OfAStrangerThereIsNone) {
  EXPECT_FALSE(report::explain(full_report(), "CVE-1"));
}

TEST(OverTime, HostileTextBringsNoControlCharacter) {
  report::Report now = report_of({hostile_image()});
  report::compare(report_of({hostile_image()}), now);
  report::compare(report_of({clean_image()}), now);
  std::string text = changes_of(now) + explained(now, "CVE-2024-0001\x1b[8m");
  std::erase(text, '\n');
  EXPECT_EQ(printable(text), text);
}

}  // namespace
}  // namespace kscan::render
