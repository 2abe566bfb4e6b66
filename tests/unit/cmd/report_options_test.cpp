#include "kubectl-scan/report_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace kscan::cmd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Files = std::map<std::string, std::string>;

ReportInput input_of(Files files) {
  return {.read_file = [files](const std::filesystem::path& path) -> Result<std::string> {
            const auto found = files.find(path);
            if (found == files.end())
              return fail(Errc::not_found, "open " + path.string() + ": no such file or directory");
            if (found->second == "unreadable")
              return fail(Errc::config, "open " + path.string() + ": permission denied");
            return found->second;
          },
          .read_report = [](const std::string& file) -> Result<report::Report> {
            if (file != "old.json") return fail(Errc::not_found, "open " + file + ": no such file");
            report::Report report;
            report.ns = "old";
            return report;
          },
          .now = "2026-06-01T12:00:00Z"};
}

ReportOptions options_of(const ReportFlags& flags, const Files& files = {}) {
  Result<ReportOptions> options = to_report_options(flags, input_of(files));
  EXPECT_TRUE(options) << options.error().message();
  return options ? *std::move(options) : ReportOptions{};
}

Error refusal_of(const ReportFlags& flags, const Files& files = {}) {
  const Result<ReportOptions> options = to_report_options(flags, input_of(files));
  EXPECT_FALSE(options);
  return options ? Error(Errc::internal, "") : options.error();
}

std::vector<std::string> exceptions_of(const ReportFlags& flags, const Files& files) {
  std::vector<std::string> ids;
  for (const ignore::Rule& rule : options_of(flags, files).exceptions)
    ids.push_back(rule.id);
  return ids;
}

TEST(ToReportOptions, ShowsEverythingAndFailsOnNothingByDefault) {
  const ReportOptions options = options_of({});
  EXPECT_THAT(options.outputs, IsEmpty());
  EXPECT_TRUE(options.shown.all());
  EXPECT_TRUE(options.relevant.severities.all());
  EXPECT_FALSE(options.gate.least);
  EXPECT_FALSE(options.baseline);
  EXPECT_EQ(options.ending.gate_code, report::exit_code::gate);
  EXPECT_TRUE(options.headers);
}

TEST(ToReportOptions, SeparatesWhatIsShownFromWhatFails) {
  const ReportOptions options =
      options_of({.severity = "critical", .only_fixed = true, .fail_on = "low,eol"});
  EXPECT_TRUE(holds(options.shown, report::Severity::critical));
  EXPECT_FALSE(holds(options.shown, report::Severity::high));
  EXPECT_TRUE(holds(options.relevant.severities, report::Severity::high));
  EXPECT_TRUE(options.relevant.only_fixed);
  EXPECT_EQ(options.gate.least, report::Severity::low);
  EXPECT_TRUE(options.gate.end_of_life);
}

TEST(ToReportOptions, TakesSeveralOutputs) {
  const ReportOptions options = options_of({.outputs = {"json=a.json", "table", "html=a.html"}});
  ASSERT_THAT(options.outputs, SizeIs(3));
  EXPECT_EQ(options.outputs[2].file, "a.html");
  EXPECT_EQ(refusal_of({.outputs = {"json", "table=-"}}).message(),
            "only one --output can go to standard output");
}

TEST(ToReportOptions, ReadsTheUsualIgnoreFilesWhereTheyAre) {
  const Files files{{".trivyignore", "CVE-1\n"},
                    {".trivyignore.yaml", "vulnerabilities:\n- id: CVE-2\n"},
                    {"other", "CVE-3\n"}};
  EXPECT_THAT(exceptions_of({}, files), ElementsAre("CVE-2", "CVE-1"));
  EXPECT_THAT(exceptions_of({.ignore_files = {"other"}}, files), ElementsAre("CVE-3"));
  EXPECT_THAT(exceptions_of({.no_ignore_file = true}, files), IsEmpty());
}

TEST(ToReportOptions, RefusesToGoOnWithoutAFileOfExceptions) {
  EXPECT_EQ(refusal_of({.ignore_files = {"none"}}).message(),
            "reading --ignore-file: open none: no such file or directory");
  EXPECT_EQ(refusal_of({.vex = {"none"}}).message(),
            "reading --vex: open none: no such file or directory");
  EXPECT_EQ(refusal_of({}, {{".trivyignore", "unreadable"}}).message(),
            "reading --ignore-file: open .trivyignore: permission denied");
  EXPECT_THAT(refusal_of({.vex = {"a.json"}}, {{"a.json", "{}"}}).message(),
              HasSubstr("a.json: it is not an OpenVEX document"));
  EXPECT_EQ(refusal_of({.ignore_files = {"a"}, .no_ignore_file = true}).code(), Errc::usage);
}

TEST(ToReportOptions, WarnsOfExceptionsThatEnded) {
  EXPECT_THAT(options_of({}, {{".trivyignore", "CVE-1 exp:2026-01-01"}}).warnings,
              ElementsAre(".trivyignore: the exception for CVE-1 ended on 2026-01-01"));
}

TEST(ToReportOptions, ReadsTheBaseline) {
  const ReportOptions options = options_of({.baseline = "old.json", .fail_on = "new:high"});
  ASSERT_TRUE(options.baseline);
  EXPECT_EQ(options.baseline->ns, "old");
  EXPECT_TRUE(options.gate.only_new);
  EXPECT_EQ(refusal_of({.baseline = "none"}).message(), "open none: no such file");
}

/// Else it would never fail.
TEST(ToReportOptions, AGateForWhatIsNewNeedsABaseline) {
  const Error error = refusal_of({.fail_on = "new:high"});
  EXPECT_EQ(error.code(), Errc::usage);
  EXPECT_EQ(error.message(), "--fail-on new:high needs a --baseline");
}

struct Refused {
  const char* name;
  ReportFlags flags;
  const char* message;
  friend void PrintTo(const Refused& value, std::ostream* out) { *out << value.name; }
};
class ReportFlagsRefused : public testing::TestWithParam<Refused> {};

TEST_P(ReportFlagsRefused, AsUsage) {
  const Error error = refusal_of(GetParam().flags);
  EXPECT_EQ(error.code(), Errc::usage);
  EXPECT_THAT(error.message(), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All,
    ReportFlagsRefused,
    testing::Values(
        Refused{"Format", {.outputs = {"xml"}}, "suitable for the output format \"xml\""},
        Refused{"Template", {.outputs = {"jsonpath={.items"}}, "unclosed action"},
        Refused{"Severity", {.severity = "hihg"}, "invalid severity \"hihg\""},
        Refused{"Gate", {.fail_on = "hihg"}, "invalid --fail-on \"hihg\""},
        Refused{"Color",
                {.color = "red"},
                R"(invalid value for --color: "red" is none of "auto", "always" and "never")"},
        Refused{"ExitCode",
                {.exit_code = "256"},
                R"(invalid value for --exit-code: "256" is no number from 0 to 255)"},
        Refused{"ExitCodeWithWords", {.exit_code = "2x"}, "\"2x\" is no number"},
        Refused{"NegativeExitCode", {.exit_code = "-1"}, "\"-1\" is no number"},
        Refused{"NoExitCode", {.exit_code = ""}, "\"\" is no number"}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace kscan::cmd
