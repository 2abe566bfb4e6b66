#include "render/render.hpp"
#include "report/gate.hpp"
#include "unit/render/sample_reports.hpp"
#include "unit/render/written.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>
#include <string>

namespace kscan::render {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Openvex, SaysTheSameOnce) {
  report::ImageReport image = suppressed_image();
  image.scan.findings.push_back(image.scan.findings[0]);
  image.scan.findings[1].path = "elsewhere";
  EXPECT_EQ(count(written({Format::openvex}, report_of({image})), "under_investigation"), 1U);
}

TEST(Openvex, HasATimeEvenIfNobodyKnowsIt) {
  report::Report report = report_of({clean_image()});
  report.created.clear();
  EXPECT_THAT(written({Format::openvex}, report),
              HasSubstr(R"("timestamp": "1970-01-01T00:00:00Z")"));
}

TEST(Yaml, EscapesWhatItsReadersRefuse) {
  report::Report report = report_of({});
  report.ns = "a\ufffe\uffff\ufeff";
  EXPECT_THAT(written({Format::yaml}, report), HasSubstr(R"(namespace: "a\ufffe\uffff\ufeff")"));
  EXPECT_THAT(written({Format::json}, report), HasSubstr(R"("namespace": "a\ufffe\uffff\ufeff")"));
}

TEST(Csv, GuardsAgainstFormulas) {
  const std::string text = written({Format::csv}, report_of({hostile_image()}));
  EXPECT_THAT(text, HasSubstr(",'=cmd|' /C calc'!A1,"));
  EXPECT_THAT(text, HasSubstr(R"("a"",b\n::error::c%0A")"));
}

TEST(Html, LetsNothingIn) {
  const std::string text =
      written({Format::html}, report_of({hostile_image()}), {.show_suppressed = true});
  EXPECT_EQ(count(text, "<script"), 1U);
  EXPECT_EQ(count(text, "href="), 0U);
  EXPECT_THAT(text, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

TEST(Html, FetchesNothing) {
  const std::string text = written({Format::html}, full_report());
  for (const char* word : {"src=", "@import", "url(", "<link", "<img", "<iframe"})
    EXPECT_THAT(text, Not(HasSubstr(word)));
  EXPECT_THAT(text, HasSubstr("default-src 'none'"));
}

/// A zero would say that there is nothing to find.
TEST(Groups, OfWhatWasNotScannedHaveNoNumbers) {
  const report::Report report = report_of({vulnerable_image(), failed_image()});
  EXPECT_THAT(written({Format::markdown}, report),
              HasSubstr("| shop/CronJob/report | 1 | - | - | - | - | - | - |"));
  EXPECT_THAT(
      written({Format::html}, report),
      HasSubstr("<td>shop/CronJob/report</td><td class=\"n\">1</td><td class=\"n\">-</td>"));
}

TEST(Markdown, LetsNoMarkupIn) {
  const std::string text = written({Format::markdown}, report_of({hostile_image()}));
  EXPECT_THAT(text, Not(HasSubstr("<script")));
  EXPECT_THAT(text, Not(HasSubstr("](javascript")));
  EXPECT_THAT(text, Not(HasSubstr("@all")));
}

TEST(Markdown, IsShortEnoughForAComment) {
  report::ImageReport image = clean_image();
  for (int i = 0; i < 3000; ++i)
    image.scan.findings.push_back(finding(report::Severity::low, "CVE-2024-" + std::to_string(i)));
  const std::string text = written({Format::markdown}, report_of({image}));
  EXPECT_LE(text.size(), 65'536U);
  EXPECT_THAT(text, HasSubstr(" more\n\n</details>\n"));
}

TEST(Github, AnnotatesAsManyAsAreShown) {
  report::ImageReport image = clean_image();
  for (int i = 0; i < 30; ++i)
    image.scan.findings.push_back(finding(report::Severity::low, "CVE-2024-" + std::to_string(i)));
  const std::string text = written({Format::github}, report_of({image}));
  EXPECT_EQ(count(text, "::warning "), 10U);
  EXPECT_EQ(count(text, "CVE-2024-"), 40U);
}

TEST(Github, LetsNoCommandIn) {
  const std::string text = written({Format::github}, report_of({hostile_image()}));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    EXPECT_FALSE(line.starts_with("::error::c")) << line;
  EXPECT_THAT(text, Not(HasSubstr("%0A")));
}

/// Jenkins' schema knows no such attribute of all suites together.
TEST(Junit, CountsWhatIsSkippedInEachSuiteOnly) {
  const std::string text = written({Format::junit}, full_report());
  EXPECT_EQ(count(text, " skipped="), 4U);
  EXPECT_EQ(text.substr(0, text.find("<testsuite ")).find("skipped"), std::string::npos);
}

TEST(Junit, FailsOnlyWhatTheGateDoesNotTolerate) {
  report::Report report = report_of({vulnerable_image()});
  EXPECT_EQ(count(written({Format::junit}, report), "<failure "), 5U);
  report::evaluate(*report::parse_gate("critical"), report);
  const std::string text = written({Format::junit}, report);
  EXPECT_EQ(count(text, "<failure "), 1U);
  EXPECT_EQ(count(text, "<skipped "), 4U);
}

TEST(Sarif, FingerprintIsTheSameForAnotherTag) {
  report::Report report = report_of({vulnerable_image()});
  const auto fingerprint = [&] {
    return nlohmann::json::parse(written({Format::sarif}, report))
        .at("runs")[0]
        .at("results")[0]
        .at("partialFingerprints");
  };
  const auto before = fingerprint();
  report.images[0].image.tag = "1.26";
  report.images[0].image.digest = "sha256:" + std::string(64, '3');
  EXPECT_EQ(fingerprint(), before);
}

TEST(Summary, IsWorstFirst) {
  const std::string text = written({Format::summary}, full_report());
  const auto at = [&](const char* name) { return text.find(name); };
  EXPECT_LT(at("CronJob/report"), at("Pod/web-0   nginx")) << "what was not scanned is worst";
  EXPECT_LT(at("nginx:1.25"), at("redis:7"));
  EXPECT_LT(at("redis:7"), at("istio/proxyv2:1.22"));
}

TEST(Tables, MayHaveNoHeaders) {
  for (const Format format : {Format::table, Format::wide, Format::csv, Format::summary}) {
    const std::string text = written({format}, full_report(), {.headers = false});
    EXPECT_THAT(text, Not(HasSubstr("SEVERITY"))) << text;
    EXPECT_THAT(text, Not(HasSubstr("NAMESPACE"))) << text;
  }
}

}  // namespace
}  // namespace kscan::render
