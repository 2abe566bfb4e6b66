#include "kubectl-scan/output.hpp"
#include "render/format.hpp"
#include "unit/cmd/delivery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace kscan::cmd {
namespace {

namespace fs = std::filesystem;
using render::Format;
using testing::HasSubstr;
using testing::StartsWith;

/// What a delivery left behind.
struct Seen {
  int exit = -1;
  std::string out;
  std::string err;
};

class Output : public testing::Test {
protected:
  Output()
      : m_dir(fs::temp_directory_path() / ("kscan-output-" + std::to_string(::getpid()))) {
    fs::create_directories(m_dir);
  }
  ~Output() override { fs::remove_all(m_dir); }

  Seen delivered(const report::Report& report,
                 const ReportOptions& options,
                 const Delivery& delivery = {}) {
    const kubeconfig::System system{
        .env = [this](const std::string& name) -> std::optional<std::string> {
          const auto found = m_env.find(name);
          return found == m_env.end() ? std::nullopt : std::optional(found->second);
        },
        .read_file = {}};
    std::ostringstream out;
    std::ostringstream err;
    Surroundings around{system, out, err};
    const int exit = deliver(report, options, around, delivery);
    return {exit, out.str(), err.str()};
  }
  [[nodiscard]] std::string path(const std::string& name) const { return m_dir / name; }
  [[nodiscard]] std::string text_of(const std::string& name) const {
    std::ifstream in(m_dir / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::map<std::string, std::string> m_env;
  fs::path m_dir;
};

TEST_F(Output, OfOneImageIsATableAndOfSeveralASummary) {
  EXPECT_THAT(delivered(one_image(), options_of()).out, HasSubstr("SEVERITY"));
  EXPECT_THAT(delivered(render::full_report(), options_of()).out, StartsWith("NAMESPACE"));
}

TEST_F(Output, GoesToAllItsPlaces) {
  const Seen seen = delivered(
      one_image(),
      options_of({{Format::json, path("a.json")}, {Format::name}, {Format::csv, path("a.csv")}}));
  EXPECT_EQ(seen.exit, 0);
  EXPECT_THAT(seen.out, StartsWith("image/docker.io/library/nginx@sha256:"));
  EXPECT_THAT(text_of("a.json"), StartsWith("{\n"));
  EXPECT_THAT(text_of("a.csv"), HasSubstr("CVE-2023-38545"));
}

TEST_F(Output, OnlyToFilesLeavesStandardOutputEmpty) {
  EXPECT_EQ(delivered(one_image(), options_of({{Format::json, path("a.json")}})).out, "");
}

TEST_F(Output, ThatCannotBeWrittenDoesNotHideTheRest) {
  const Seen seen = delivered(
      one_image(),
      options_of({{Format::json, path("none/a")}, {Format::name}, {Format::csv, path("a.csv")}},
                 "low"));
  EXPECT_EQ(seen.exit, 1);
  EXPECT_THAT(seen.out, StartsWith("image/"));
  EXPECT_THAT(text_of("a.csv"), HasSubstr("CVE-2023-38545"));
  EXPECT_THAT(seen.err, HasSubstr("error: open " + path("none/a") + ": no such file or directory"));
}

TEST_F(Output, HasNoColorInFiles) {
  ReportOptions options = options_of({{Format::table, path("a.txt")}, {Format::table}});
  options.color = Color::always;
  const Seen seen = delivered(one_image(), options);
  EXPECT_THAT(seen.out, HasSubstr("\x1b["));
  EXPECT_THAT(text_of("a.txt"), testing::Not(HasSubstr("\x1b[")));
}

TEST_F(Output, SaysOnStandardErrorWhyAMachineGetsAnExitCode) {
  const Seen machine = delivered(render::full_report(), options_of({{Format::json}}, "high"));
  EXPECT_THAT(machine.err,
              HasSubstr("scan: 4 images, 5 containers, 4 workloads; 1 not scanned\n"
                        "scan: gate high: failed, 3 vulnerabilities\n"));
  const Seen person = delivered(render::full_report(), options_of({}, "high"));
  EXPECT_THAT(person.err, testing::Not(HasSubstr("gate")));
  EXPECT_THAT(person.out, HasSubstr("gate high: failed"));
}

TEST_F(Output, PrintsWarningsToStandardErrorOnly) {
  const Seen seen = delivered(render::full_report(), options_of());
  EXPECT_THAT(seen.err, HasSubstr("Warning: pod \"web-2\" has not started"));
  EXPECT_THAT(seen.out, testing::Not(HasSubstr("has not started")));
}

TEST_F(Output, OfGithubAppendsToTheStepSummary) {
  m_env["GITHUB_STEP_SUMMARY"] = path("summary.md");
  std::ofstream(m_dir / "summary.md") << "before\n";
  (void)delivered(one_image(), options_of({{Format::json}}));
  EXPECT_EQ(text_of("summary.md"), "before\n");
  (void)delivered(one_image(), options_of({{Format::github}}));
  EXPECT_THAT(text_of("summary.md"), StartsWith("before\n### kubectl scan\n"));
}

TEST_F(Output, OfATemplateThatDoesNotFitIsAnError) {
  const Seen seen =
      delivered(one_image(), options_of({{Format::jsonpath, "", "{.items[99]}"}}, "low"));
  EXPECT_EQ(seen.exit, 1);
  EXPECT_THAT(seen.err, StartsWith("error: "));
}

/// Standard output as a pipe whose reader has gone.
class Deaf : public std::streambuf {
  int sync() override {
    errno = EPIPE;
    return -1;
  }
  int overflow(int) override { return sync(); }
};

TEST_F(Output, IsSilentWhenItsReaderHasGone) {
  Deaf deaf;
  std::ostream out(&deaf);
  std::ostringstream err;
  const kubeconfig::System system{.env = [](const std::string&) { return std::nullopt; },
                                  .read_file = {}};
  Surroundings around{system, out, err};
  EXPECT_EQ(deliver(one_image(), options_of(), around), 141);
  EXPECT_EQ(err.str(), "");
}

/// Every format with every gate and every kind of report: the same exit code.
struct Ended {
  const char* name;
  report::Report (*report)();
  const char* gate;
  int signal;
  int exit;
};

report::Report timed_out() {
  report::Report report = render::report_of({render::vulnerable_image(), render::failed_image()});
  report.images[1].failure = Error(Errc::timeout, "no answer");
  return report;
}
report::Report incomplete() {
  return render::report_of({render::vulnerable_image(), render::failed_image()});
}
report::Report clean() {
  return render::report_of({render::clean_image()});
}
report::Report nothing() {
  return render::report_of({});
}

const Ended endings[] = {
    {"clean", clean, "low", 0, 0},
    {"no gate", one_image, "none", 0, 0},
    {"gate passed", one_image, "new:low", 0, 0},
    {"gate failed", one_image, "critical", 0, 2},
    {"end of life", one_image, "eol", 0, 2},
    {"incomplete", incomplete, "none", 0, 3},
    {"incomplete, gate failed", incomplete, "high", 0, 2},
    {"timeout", timed_out, "none", 0, 4},
    {"timeout, gate failed", timed_out, "high", 0, 4},
    {"nothing", nothing, "low", 0, 5},
    {"interrupted", timed_out, "high", 2, 130},
    {"terminated", one_image, "none", 15, 143},
};

class OutputInFormat : public Output, public testing::WithParamInterface<std::string_view> {};

TEST_P(OutputInFormat, HasTheSameExitCodeOnStandardOutputAndInAFile) {
  render::Output output{render::parse_format(GetParam()).value()};
  if (output.format == Format::jsonpath) output.argument = "{.kind}";
  if (output.format == Format::custom_columns) output.argument = "ID:.id";
  for (const Ended& ended : endings)
    for (const std::string& file : {std::string(), path("report")}) {
      output.file = file;
      ReportOptions options = options_of({output}, ended.gate);
      options.ending.fail_if_empty = true;
      EXPECT_EQ(delivered(ended.report(), options, {.signal = ended.signal}).exit, ended.exit)
          << ended.name << " to " << (file.empty() ? "standard output" : "a file");
    }
}

INSTANTIATE_TEST_SUITE_P(All,
                         OutputInFormat,
                         testing::ValuesIn(render::format_names()),
                         [](const auto& test) {
                           std::string name(test.param);
                           std::erase(name, '-');
                           return name;
                         });

TEST_F(Output, ByDefaultHasTheSameExitCodes) {
  for (const Ended& ended : endings) {
    ReportOptions options = options_of({}, ended.gate);
    options.ending.fail_if_empty = true;
    EXPECT_EQ(delivered(ended.report(), options, {.signal = ended.signal}).exit, ended.exit)
        << ended.name;
  }
}

}  // namespace
}  // namespace kscan::cmd
