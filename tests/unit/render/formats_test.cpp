#include "base/encoding.hpp"
#include "base/text.hpp"
#include "render/render.hpp"
#include "report/gate.hpp"
#include "support/golden.hpp"
#include "unit/render/sample_reports.hpp"
#include "unit/render/written.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace kscan::render {
namespace {

using testing::HasSubstr;

constexpr const char* ids_template =
    R"({range .items[*].vulnerabilities[*]}{.id}{"\t"}{.pkg.name}{"\t"}{.title}{"\n"}{end})";

/// A format, where its golden file is, and what a finding that is counted looks like in it.
struct Case {
  const char* name;
  Output output;
  const char* file;
  const char* mark;  ///< once for each finding
  int more = 0;      ///< so often without one
  int times = 1;     ///< so often for each finding of an image that two containers run
  friend void PrintTo(const Case& value, std::ostream* out) { *out << value.name; }
};

const Case cases[] = {
    {"Table", {Format::table}, "table.txt", "CVE-20"},
    {"Summary", {Format::summary}, "summary.txt", nullptr},
    {"Wide", {Format::wide}, "wide.txt", "CVE-20", 0, 2},
    {"Json", {Format::json}, "report.json", "\"failsGate\""},
    {"Yaml", {Format::yaml}, "report.yaml", " failsGate:"},
    {"Jsonl", {Format::jsonl}, "report.jsonl", "\"failsGate\""},
    {"Name", {Format::name}, "name.txt", nullptr},
    {"Jsonpath", {Format::jsonpath, "", ids_template}, "jsonpath.txt", "CVE-20"},
    {"CustomColumns",
     {Format::custom_columns, "", "CVE:.id,PACKAGE:.pkg.name,IMAGE:.image.reference,TITLE:.title"},
     "custom-columns.txt",
     "CVE-20"},
    {"Sarif", {Format::sarif}, "report.sarif", "\"ruleIndex\""},
    {"Junit", {Format::junit}, "junit.xml", "name=\"["},
    {"Gitlab", {Format::gitlab}, "gitlab.json", "\"solution\"", 0, 2},
    {"Github", {Format::github}, "github.txt", " -> "},
    {"Markdown", {Format::markdown}, "report.md", "| CVE-20"},
    {"Html", {Format::html}, "report.html", "<tr data-severity"},
    {"Csv", {Format::csv}, "report.csv", ",found,", 0, 2},
    {"Cyclonedx", {Format::cyclonedx}, "cyclonedx.json", "\"ref\""},
    {"Openvex", {Format::openvex}, "openvex.json", "under_investigation"},
    {"Prometheus", {Format::prometheus}, "metrics.prom", nullptr},
};

class Formats : public testing::TestWithParam<Case> {};

TEST_P(Formats, WriteTheSameBytes) {
  test::expect_golden(std::string("render/formats/") + GetParam().file,
                      written(GetParam().output, full_report()));
}

TEST_P(Formats, WriteNothingWellFormedOfNothing) {
  EXPECT_NO_FATAL_FAILURE(written(GetParam().output, report_of({})));
}

TEST_P(Formats, EndWithANewline) {
  EXPECT_TRUE(written(GetParam().output, full_report()).ends_with('\n'));
}

/// Whoever reads a report for formats that do not show them leaves the descriptions out.
TEST_P(Formats, SayWhetherTheyShowDescriptions) {
  if (shows_descriptions(GetParam().output.format)) return;
  report::Report report = full_report();
  const Style style{.show_suppressed = true};
  const std::string before = written(GetParam().output, report, style);
  for (report::ImageReport& image : report.images)
    for (auto* list : {&image.scan.findings, &image.scan.suppressed})
      for (report::Finding& finding : *list)
        finding.description += "not seen";
  EXPECT_EQ(written(GetParam().output, report, style), before);
}

/// What one may see of hostile text: no character that steers a terminal or turns text around, no
/// broken UTF-8, whatever the format.
TEST_P(Formats, BringNoHiddenCharacter) {
  report::Report report = report_of({hostile_image(), failed_image()});
  report.ns = "n\x1b[2J\u202e";
  report.warnings = {"w\x1b]0;owned\x07"};
  report.images[1].failure = Error(Errc::internal, "bad\x1b[2J\x9b \u202e").hint("try\r\x07");
  report.images[0].scan.suppressed = report.images[0].scan.findings;
  for (report::Finding& finding : report.images[0].scan.suppressed)
    finding.suppression = {{"by\x1b", "why\u2066\n\xff", "until\x07", "st\x1b"}};
  const std::string text = written(GetParam().output, report, {.show_suppressed = true});
  EXPECT_TRUE(is_utf8(text));
  std::string one_line = text;
  std::erase(one_line, '\n');
  if (GetParam().output.format == Format::csv) std::erase(one_line, '\r');
  if (GetParam().output.format == Format::jsonpath) std::erase(one_line, '\t');
  EXPECT_EQ(printable(one_line), one_line);
}

INSTANTIATE_TEST_SUITE_P(All, Formats, testing::ValuesIn(cases), [](const auto& test) {
  return std::string(test.param.name);
});

TEST(FormatsTogether, AreAllTested) {
  std::vector<std::string_view> names;
  for (const Case& one : cases)
    names.push_back(to_string(one.output.format));
  std::ranges::sort(names);
  EXPECT_EQ(names, format_names());
}

/// Findings with names that no format escapes, in images that one and two containers run.
report::Report countable() {
  report::ImageReport one = suppressed_image();
  report::ImageReport two = clean_image();
  two.targets.push_back({"shop", "Pod", "web-1", "istio-proxy", "sidecar"});
  for (int i = 0; i < 3; ++i) {
    one.scan.findings.push_back(
        finding(report::Severity::medium, "CVE-2024-200" + std::to_string(i)));
    two.scan.findings.push_back(finding(report::Severity::low, "CVE-2024-300" + std::to_string(i)));
  }
  return report_of({one, two});
}

TEST_P(Formats, CountTheSameFindings) {
  const Case& one = GetParam();
  if (one.mark == nullptr) return;
  std::string text = written(one.output, countable());
  if (one.output.format == Format::json || one.output.format == Format::jsonl) {
    EXPECT_EQ(count(text, one.mark), 4U + 3U + 2U);  // the suppressed ones are in their own list
    return;
  }
  if (one.output.format == Format::yaml || one.output.format == Format::cyclonedx) {
    EXPECT_EQ(count(text, one.mark), 4U + 3U + 2U);
    return;
  }
  if (one.output.format == Format::github) text.erase(text.find("::warning"));
  EXPECT_EQ(count(text, one.mark), 4U + 3U * static_cast<std::size_t>(one.times));
}

TEST(FormatsTogether, PrometheusSumsAreTheSame) {
  const std::string text = written({Format::prometheus}, countable());
  std::size_t sum = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("kubectl_scan_vulnerabilities{"))
      sum += std::stoul(line.substr(line.rfind(' ')));
  EXPECT_EQ(sum, 4U + 2U * 3U);
}

/// The lines of a table's first part, in cells.
std::vector<std::vector<std::string>> cells_of(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line) && !line.empty();) {
    std::istringstream words(line);
    rows.push_back({std::istream_iterator<std::string>(words), {}});
  }
  return rows;
}

TEST(FormatsTogether, SummarySumsAreTheSame) {
  constexpr std::size_t critical = 4;
  constexpr std::size_t unknown = 8;
  const std::string text = written({Format::summary}, countable(), {.headers = false});
  std::size_t sum = 0;
  for (const auto& row : cells_of(text))
    for (std::size_t column = critical; column <= unknown; ++column)
      sum += std::stoul(row.at(column));
  EXPECT_EQ(sum, 4U + 2U * 3U);
  EXPECT_THAT(text, HasSubstr("2 images, 3 containers, 3 workloads: 1 high, 3 medium, 3 low   "));
}

TEST(FormatsTogether, NamesAreThoseOfTheImages) {
  const report::Report report = countable();
  std::string names;
  for (const report::ImageReport& image : report.images)
    names += "image/" + full_name(image) + "\n";
  EXPECT_EQ(written({Format::name}, report), names);
}

TEST(FormatsTogether, SuppressedFindingsAreShownOnRequestOnly) {
  for (const Case& one : cases) {
    const bool always = one.output.format == Format::json || one.output.format == Format::yaml
                        || one.output.format == Format::jsonl
                        || one.output.format == Format::cyclonedx
                        || one.output.format == Format::openvex;
    const std::string text = written(one.output, full_report());
    EXPECT_EQ(text.find("CVE-2024-1001") != std::string::npos, always) << one.name;
    const bool never = one.output.format == Format::name || one.output.format == Format::jsonpath
                       || one.output.format == Format::custom_columns
                       || one.output.format == Format::prometheus;
    const std::string all = written(one.output, full_report(), {.show_suppressed = true});
    EXPECT_EQ(all.find("CVE-2024-1001") != std::string::npos, !never) << one.name;
    if (!never) {
      EXPECT_THAT(all, HasSubstr("not reachable")) << one.name;
    }
  }
}

TEST(FormatsTogether, ExitCodeDoesNotDependOnThem) {
  for (const char* gate : {"none", "low", "critical", "high,eol"})
    for (const Case& one : cases) {
      report::Report report = report_of({vulnerable_image()});
      report::evaluate(*report::parse_gate(gate), report);
      const int before = exit_code_of(report, {});
      (void)written(one.output, report);
      EXPECT_EQ(exit_code_of(report, {}), before) << one.name << gate;
      EXPECT_EQ(before, std::string(gate) == "none" ? 0 : 2) << gate;
    }
}

}  // namespace
}  // namespace kscan::render
