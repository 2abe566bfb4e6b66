#include "report/filter.hpp"
#include "report/gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kscan::report {
namespace {

Finding finding(Severity severity, std::string fixed = "") {
  Finding result;
  result.id = "CVE-" + std::string(to_string(severity));
  result.severity = severity;
  result.fixed = std::move(fixed);
  return result;
}

Report report_with(std::vector<Finding> findings) {
  Report report;
  report.images.emplace_back().scan.findings = std::move(findings);
  return report;
}

Report everything() {
  std::vector<Finding> findings;
  for (const Severity severity : all_severities)
    findings.push_back(finding(severity));
  return report_with(findings);
}

std::vector<Severity> severities(const Report& report) {
  std::vector<Severity> result;
  for (const Finding& one : report.images.at(0).scan.findings)
    result.push_back(one.severity);
  return result;
}

std::vector<Severity> shown(std::string_view text) {
  Report report = everything();
  apply({.severities = parse_severities(text).value()}, report);
  return severities(report);
}

TEST(Severities, OneMeansThatAndWorse) {
  using enum Severity;
  EXPECT_THAT(shown("high"), testing::ElementsAre(critical, high));
  EXPECT_THAT(shown("UNKNOWN"), testing::SizeIs(5));
}

TEST(Severities, SeveralMeanExactlyThese) {
  using enum Severity;
  EXPECT_THAT(shown("low, CRITICAL"), testing::ElementsAre(critical, low));
  EXPECT_THAT(shown("high,high"), testing::ElementsAre(high));
}

TEST(Severities, ErrorListsWhatIsAllowed) {
  const auto wrong = parse_severities("high,hihg");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code(), Errc::usage);
  EXPECT_EQ(wrong.error().message(),
            "invalid severity \"hihg\": must be one of unknown, low, medium, high, critical, or a "
            "list of them");
  EXPECT_FALSE(parse_severities(""));
  EXPECT_FALSE(parse_severities("high,"));
}

TEST(Filter, OnlyFixedHidesWhatNoUpgradeRemoves) {
  Report report = report_with({finding(Severity::low), finding(Severity::high, "2")});
  apply({.only_fixed = true}, report);
  EXPECT_THAT(severities(report), testing::ElementsAre(Severity::high));
}

TEST(Filter, KnowsFindingsByTheirAliasesInAnyCase) {
  Report report = everything();
  report.images[0].scan.findings[2].aliases = {"GHSA-x"};
  apply({.ids = {"GHSA-X", "cve-low"}}, report);
  EXPECT_THAT(severities(report), testing::ElementsAre(Severity::medium, Severity::low));
}

TEST(Filter, HidesByStatus) {
  Report report = everything();
  report.images[0].scan.findings[0].status = "will_not_fix";
  apply({.without_status = {"will_not_fix", "end_of_life"}}, report);
  EXPECT_THAT(severities(report), testing::SizeIs(4));
}

TEST(Filter, AppliesToSuppressedFindingsAsWell) {
  Report report = everything();
  report.images[0].scan.suppressed = report.images[0].scan.findings;
  apply({.severities = parse_severities("critical").value()}, report);
  EXPECT_EQ(report.images[0].scan.suppressed.size(), 1U);
}

TEST(Filter, AppliesToWhatIsGoneAsWell) {
  Report report = everything();
  report.gone = {{"nginx", finding(Severity::low)}, {"nginx", finding(Severity::high)}};
  apply({.severities = parse_severities("high").value()}, report);
  ASSERT_EQ(report.gone.value().size(), 1U);
  EXPECT_EQ(report.gone->front().finding.severity, Severity::high);
}

struct GateCase {
  const char* name;
  const char* gate;
  std::size_t findings;
  std::size_t end_of_life;
  friend void PrintTo(const GateCase& value, std::ostream* out) { *out << value.name; }
};
class Gates : public testing::TestWithParam<GateCase> {};

TEST_P(Gates, CountWhatFails) {
  Report report = everything();
  report.images[0].scan.os.end_of_life = true;
  report.images[0].scan.findings[0].age = Age::fresh;
  report.images[0].scan.findings[3].age = Age::unchanged;
  report.images[0].scan.suppressed = report.images[0].scan.findings;
  const Result<Gate> gate = parse_gate(GetParam().gate);
  ASSERT_TRUE(gate) << gate.error().message();
  evaluate(*gate, report);
  ASSERT_EQ(report.gate.has_value(), std::string(GetParam().gate) != "none");
  const GateResult result = report.gate.value_or(GateResult{});
  EXPECT_EQ(result.findings, GetParam().findings);
  EXPECT_EQ(result.end_of_life, GetParam().end_of_life);
  EXPECT_EQ(result.passed, GetParam().findings + GetParam().end_of_life == 0);
  EXPECT_EQ(exit_code_of(report, {}), result.passed ? 0 : 2);
}

INSTANTIATE_TEST_SUITE_P(All,
                         Gates,
                         testing::Values(GateCase{"None", "none", 0, 0},
                                         GateCase{"Critical", "critical", 1, 0},
                                         GateCase{"High", "HIGH", 2, 0},
                                         GateCase{"Low", "low", 4, 0},
                                         GateCase{"Unknown", "unknown", 5, 0},
                                         GateCase{"EndOfLife", "eol", 0, 1},
                                         GateCase{"Both", "high,eol", 2, 1},
                                         GateCase{"TheOtherWayRound", "eol, high", 2, 1},
                                         GateCase{"New", "new:low", 1, 0},
                                         GateCase{"NewAndEndOfLife", "new:high,eol", 1, 1}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Gate, RefusesWhatItDoesNotKnow) {
  for (const char* text : {"",
                           "hihg",
                           "high,low",
                           "new:",
                           "new:eol",
                           "eol,eol",
                           "none,high",
                           "high,",
                           "new:new:low"}) {
    const Result<Gate> gate = parse_gate(text);
    ASSERT_FALSE(gate) << text;
    EXPECT_EQ(gate.error().code(), Errc::usage);
  }
}

TEST(Gate, PassesWhatIsNotThere) {
  Report report = report_with({finding(Severity::medium)});
  evaluate(parse_gate("high").value(), report);
  EXPECT_TRUE(report.gate->passed);
  EXPECT_FALSE(report.images[0].scan.findings[0].gated);
}

Report with_failure(Errc code) {
  Report report = report_with({});
  report.images.emplace_back().failure = Error(code, "no");
  return report;
}

TEST(ExitCode, PrefersSignalThenTimeoutThenGateThenIncomplete) {
  Report report = with_failure(Errc::timeout);
  report.gate = GateResult{.passed = false};
  EXPECT_EQ(exit_code_of(report, {.signal = 15}), 143);
  EXPECT_EQ(exit_code_of(report, {}), 4);
  report.images[1].failure = Error(Errc::unauthorized, "no");
  EXPECT_EQ(exit_code_of(report, {}), 2);
  EXPECT_EQ(exit_code_of(report, {.gate_code = 9}), 9);
  report.gate->passed = true;
  EXPECT_EQ(exit_code_of(report, {}), 3);
}

TEST(ExitCode, ErrorsMayBeIgnored) {
  EXPECT_EQ(exit_code_of(with_failure(Errc::timeout), {.ignore_errors = true}), 0);
  EXPECT_EQ(exit_code_of(with_failure(Errc::protocol), {.ignore_errors = true}), 0);
}

TEST(ExitCode, NothingToScanIsAFailureOnRequest) {
  EXPECT_EQ(exit_code_of(Report{}, {}), 0);
  EXPECT_EQ(exit_code_of(Report{}, {.fail_if_empty = true}), 5);
  EXPECT_EQ(exit_code_of(report_with({}), {.fail_if_empty = true}), 0);
}

}  // namespace
}  // namespace kscan::report
