#include "ignore/ignore.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kscan::ignore {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* now = "2026-06-01T12:00:00Z";
constexpr const char* digest =
    "sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

report::Finding finding(std::string id, std::string package, std::string path = "") {
  report::Finding result;
  result.id = std::move(id);
  result.package = std::move(package);
  result.path = std::move(path);
  result.purl = (result.path.empty() ? "pkg:deb/debian/" : "pkg:npm/") + result.package + "@1.0";
  return result;
}

/// nginx with two packages, in two workloads of two namespaces.
report::Report sample() {
  report::Report report;
  report::ImageReport& image = report.images.emplace_back();
  image.image = {"docker.io", "library/nginx", "1.25", digest};
  image.targets = {{"shop", "Deployment", "web", "nginx", "container"},
                   {"prod", "Deployment", "web", "nginx", "container"}};
  image.scan.findings = {finding("CVE-1", "openssl"),
                         finding("CVE-2", "lodash", "app/node_modules/lodash/package.json")};
  image.scan.findings[1].aliases = {"GHSA-x"};
  return report;
}

Rules parsed(std::string_view file, std::string_view text) {
  Result<Rules> rules = parse(file, text, now);
  EXPECT_TRUE(rules) << rules.error().message();
  return rules ? *rules : Rules{};
}

std::vector<std::string> suppressed_by(std::string_view file, std::string_view text) {
  report::Report report = sample();
  ignore::apply(parsed(file, text).rules, report);
  std::vector<std::string> ids;
  for (const report::Finding& one : report.images[0].scan.suppressed)
    ids.push_back(one.id);
  EXPECT_EQ(ids.size() + report.images[0].scan.findings.size(), 2U) << "nothing is lost";
  return ids;
}

std::vector<std::string> by_yaml(const std::string& rule) {
  return suppressed_by("x.yaml", "vulnerabilities:\n- id: CVE-1\n" + rule);
}

std::string refusal(std::string_view file, std::string_view text) {
  const Result<Rules> rules = parse(file, text, now);
  if (rules) return {};
  EXPECT_EQ(rules.error().code(), Errc::config);
  return rules.error().message();
}

TEST(IgnoreLines, NameVulnerabilitiesByAnyName) {
  EXPECT_THAT(suppressed_by(".trivyignore", "# why\n\n  CVE-1 \r\nGHSA-x exp:2026-12-31\n"),
              ElementsAre("CVE-1", "CVE-2"));
}

TEST(IgnoreLines, EndOnTheirDate) {
  const Rules rules = parsed(".trivyignore", "CVE-1 exp:2026-06-01\nCVE-2 exp:2026-06-02");
  ASSERT_THAT(rules.rules, SizeIs(1));
  EXPECT_EQ(rules.rules[0].id, "CVE-2");
  EXPECT_THAT(rules.warnings,
              ElementsAre(".trivyignore: the exception for CVE-1 ended on 2026-06-01"));
}

TEST(IgnoreLines, WithABadDateAreLeftOut) {
  const Rules rules = parsed(".trivyignore", "CVE-1 exp:soon\n");
  EXPECT_THAT(rules.rules, IsEmpty());
  EXPECT_THAT(rules.warnings, ElementsAre(HasSubstr("\"soon\" is no date")));
}

TEST(Suppression, KeepsTheReasonInTheReport) {
  report::Report report = sample();
  ignore::apply(parsed(".trivyignore.yaml",
                       "vulnerabilities:\n- id: CVE-1\n  statement: not reachable\n"
                       "  expired_at: 2026-12-31\n")
                    .rules,
                report);
  ASSERT_THAT(report.images[0].scan.suppressed, SizeIs(1));
  const auto& why = report.images[0].scan.suppressed[0].suppression;
  ASSERT_TRUE(why);
  EXPECT_EQ(why->by, ".trivyignore.yaml");
  EXPECT_EQ(why->reason, "not reachable");
  EXPECT_EQ(why->until, "2026-12-31");
  EXPECT_EQ(why->status, "ignored");
  EXPECT_EQ(totals(report).suppressed, 1U);
  EXPECT_EQ(totals(report).all(), 1U);
}

struct YamlCase {
  const char* name;
  const char* rule;
  bool applies;
  friend void PrintTo(const YamlCase& value, std::ostream* out) { *out << value.name; }
};
class IgnoreYaml : public testing::TestWithParam<YamlCase> {};

TEST_P(IgnoreYaml, AppliesOnlyWhereAllOfItFits) {
  EXPECT_THAT(by_yaml(GetParam().rule), SizeIs(GetParam().applies ? 1 : 0));
}

INSTANTIATE_TEST_SUITE_P(
    All,
    IgnoreYaml,
    testing::Values(
        YamlCase{"Everywhere", "", true},
        YamlCase{"Ended", "  expired_at: 2026-05-31\n", false},
        YamlCase{"FarAway", "  expired_at: 9999-12-31\n", true},
        YamlCase{"NotEnded", "  expired_at: 2026-06-02T00:00:00Z\n", true},
        YamlCase{"Purl", "  purls: ['pkg:deb/debian/openssl']\n", true},
        YamlCase{"PurlOfAnotherVersion", "  purls: ['pkg:deb/debian/openssl@2.0']\n", false},
        YamlCase{"PurlOfAnotherPackage", "  purls: ['pkg:deb/debian/curl']\n", false},
        YamlCase{"PathOfSomethingElse", "  paths: ['app/*']\n", false},
        YamlCase{"OneOfSeveralPurls",
                 "  purls: ['pkg:deb/debian/curl', 'pkg:deb/debian/openssl']\n",
                 true},
        YamlCase{"Image", "  images: ['nginx:1.25']\n", true},
        YamlCase{"ImageByGlob", "  images: ['docker.io/library/*']\n", true},
        YamlCase{"ImageWithoutTag", "  images: [nginx]\n", true},
        YamlCase{"AnotherTag", "  images: ['nginx:1.26']\n", false},
        YamlCase{"OneNamespaceOfTwo", "  namespaces: [shop]\n", false},
        YamlCase{"BothNamespaces", "  namespaces: [shop, 'pr*']\n", true},
        YamlCase{"Workload", "  workloads: [Deployment/web]\n", true},
        YamlCase{"AnotherWorkload", "  workloads: ['*/db']\n", false},
        YamlCase{
            "NamespaceAndWorkload", "  namespaces: ['*']\n  workloads: [Deployment/db]\n", false}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(IgnoreYamlFile, MayHoldOtherScannersLists) {
  EXPECT_THAT(parsed("x.yml", "misconfigurations:\n- id: AVD-1\n").rules, IsEmpty());
  EXPECT_THAT(parsed("x.yml", "").rules, IsEmpty());
}

TEST(IgnoreYamlFile, IsRefusedRatherThanReadTooWide) {
  const auto with = [](const std::string& rule) {
    return refusal("x.yaml", "vulnerabilities:\n- " + rule);
  };
  EXPECT_EQ(with("statement: x"), "x.yaml: vulnerabilities[0] has no id");
  EXPECT_EQ(with("id: A\n  namespace: shop"),
            "x.yaml: vulnerabilities[0] has the unknown key \"namespace\"");
  EXPECT_EQ(with("id: A\n  expired_at: soon"),
            "x.yaml: vulnerabilities[0].expired_at is no date such as 2026-12-31");
  EXPECT_EQ(with("id: A\n  purls: [openssl]"),
            "x.yaml: vulnerabilities[0].purls holds what is no package URL");
  EXPECT_EQ(with("id: A\n  paths: lib"), "x.yaml: vulnerabilities[0].paths is not a list");
  EXPECT_EQ(with("id: A\n  paths: [{a: b}]"),
            "x.yaml: vulnerabilities[0].paths holds something else than text");
  EXPECT_EQ(refusal("x.yaml", "vulnerabilities: CVE-1"), "x.yaml: no list of vulnerabilities");
  EXPECT_THAT(refusal("x.yaml", "a: [b"), HasSubstr("x.yaml: error converting YAML to JSON"));
}

TEST(Scope, OfAnImageThatNobodyRunsIsUnknown) {
  report::Report report = sample();
  report.images[0].targets.clear();
  ignore::apply(parsed("x.yaml", "vulnerabilities:\n- {id: CVE-1, namespaces: ['*']}\n").rules,
                report);
  EXPECT_THAT(report.images[0].scan.suppressed, IsEmpty());
}

std::string vex(const std::string& statements) {
  return R"({"@context":"https://openvex.dev/ns/v0.2.0","timestamp":"2026-01-01T00:00:00Z",
             "statements":[)"
         + statements + "]}";
}

std::string vex_for(const std::string& product, const std::string& status = "not_affected") {
  return vex(R"({"vulnerability":{"name":"CVE-1"},"products":[)" + product + R"(],"status":")"
             + status + R"(","justification":"vulnerable_code_not_present"})");
}

const std::string nginx = R"({"@id":"pkg:oci/nginx@sha256%3A)" + std::string(digest).substr(7)
                          + R"(?repository_url=docker.io/library/nginx")";

TEST(OpenVex, RulesOutAnImage) {
  EXPECT_THAT(suppressed_by("vex.json", vex_for(nginx + "}")), ElementsAre("CVE-1"));
  EXPECT_THAT(suppressed_by("vex.json", vex_for(R"({"@id":"pkg:oci/nginx"})")),
              ElementsAre("CVE-1"));
  EXPECT_THAT(suppressed_by("vex.json", vex_for(R"("nginx:1.25")")), ElementsAre("CVE-1"));
}

TEST(OpenVex, RulesOutAPackageOfAnImage) {
  const auto of = [](const std::string& package) {
    return suppressed_by("vex.json",
                         vex_for(nginx + R"(,"subcomponents":[{"@id":")" + package + R"("}]})"));
  };
  EXPECT_THAT(of("pkg:deb/debian/openssl"), ElementsAre("CVE-1"));
  EXPECT_THAT(of("pkg:deb/debian/curl"), IsEmpty());
}

TEST(OpenVex, RulesOutAPackageWhereverItIs) {
  EXPECT_THAT(suppressed_by("vex.json",
                            vex_for(R"({"identifiers":{"purl":"pkg:deb/debian/openssl@1.0"}})")),
              ElementsAre("CVE-1"));
}

TEST(OpenVex, OfAnotherImageDoesNotCount) {
  for (const char* product : {R"({"@id":"pkg:oci/nginx@sha256%3Affff"})",
                              R"({"@id":"pkg:oci/nginx?repository_url=ghcr.io/x/nginx"})",
                              R"({"@id":"pkg:oci/nginx?tag=1.26"})",
                              R"({"@id":"pkg:oci/httpd"})",
                              R"("nginx:1.26")"})
    EXPECT_THAT(suppressed_by("vex.json", vex_for(product)), IsEmpty()) << product;
}

TEST(OpenVex, OnlyNotAffectedAndFixedCount) {
  EXPECT_THAT(suppressed_by("vex.json", vex_for("\"nginx\"", "fixed")), SizeIs(1));
  EXPECT_THAT(suppressed_by("vex.json", vex_for("\"nginx\"", "affected")), IsEmpty());
  EXPECT_THAT(suppressed_by("vex.json", vex_for("\"nginx\"", "under_investigation")), IsEmpty());
}

TEST(OpenVex, TheLastStatementCounts) {
  const std::string first =
      R"({"vulnerability":"CVE-1","products":["nginx"],"status":"not_affected",
          "timestamp":"2026-02-01T00:00:00Z"})";
  const std::string second =
      R"({"vulnerability":"CVE-1","products":["nginx"],"status":"affected",
          "timestamp":"2026-03-01T00:00:00Z"})";
  EXPECT_THAT(suppressed_by("a.json", vex(first + "," + second)), IsEmpty());
  EXPECT_THAT(suppressed_by("a.json", vex(second + "," + first)), IsEmpty());
}

TEST(OpenVex, GivesItsReason) {
  report::Report report = sample();
  ignore::apply(parsed("vex.json", vex_for("\"nginx\"")).rules, report);
  const auto& why = report.images[0].scan.suppressed.at(0).suppression;
  EXPECT_EQ(why->by, "vex.json");
  EXPECT_EQ(why->status, "not_affected");
  EXPECT_EQ(why->reason, "vulnerable_code_not_present");
}

TEST(OpenVex, AStatementAboutNothingIsLeftOut) {
  const Rules rules = parsed("vex.json", vex(R"({"vulnerability":"CVE-1","status":"fixed"},
                                    {"products":["nginx"],"status":"fixed"},
                                    {"vulnerability":"CVE-1","products":["x"],"status":"odd"},7)"));
  EXPECT_THAT(rules.rules, IsEmpty());
  EXPECT_THAT(rules.warnings, SizeIs(4));
}

TEST(OpenVex, RefusesOtherJson) {
  EXPECT_EQ(refusal("a.json", "{}"), "a.json: it is not an OpenVEX document");
  EXPECT_EQ(refusal("a.json", "nginx"), "a.json: it is not JSON");
  EXPECT_EQ(refusal("a", "{\"@context\":7}"), "a: it is not an OpenVEX document");
}

}  // namespace
}  // namespace kscan::ignore
