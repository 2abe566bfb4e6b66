#include "base/encoding.hpp"
#include "report/scanners.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <tuple>
#include <vector>

namespace kscan::report {
namespace {

Result<Scan> parse_trivy(std::string_view json) {
  return decode_trivy(whole(json));
}

using testing::AnyOf;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* refusal = "cannot use the scanner's report: ";
constexpr const char* digest =
    "sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

std::string fixture(const std::string& name) {
  std::ifstream in(std::string(KSCAN_TESTS_DIR "/golden/report/") + name, std::ios::binary);
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

Scan parsed(const std::string& json) {
  const Result<Scan> scan = parse_trivy(json);
  EXPECT_TRUE(scan) << scan.error().message();
  return scan ? *scan : Scan{};
}

std::string with_results(const std::string& results) {
  return R"({"SchemaVersion":2,"Results":[)" + results + "]}";
}

std::string with_vulnerabilities(const std::string& list) {
  return with_results(R"({"Target":"t","Class":"os-pkgs","Vulnerabilities":[)" + list + "]}");
}

std::vector<std::string> ids(const Scan& scan) {
  std::vector<std::string> result;
  for (const Finding& finding : scan.findings)
    result.push_back(finding.id);
  return result;
}

TEST(ParseTrivy, ReadsAnOperatingSystemAndItsPackages) {
  const Scan scan = parsed(fixture("debian.json"));
  EXPECT_EQ(scan.os.family, "debian");
  EXPECT_EQ(scan.os.name, "10.13");
  EXPECT_TRUE(scan.os.end_of_life);
  EXPECT_TRUE(scan.has_packages);
  EXPECT_EQ(scan.digest, digest);
  ASSERT_EQ(scan.findings.size(), 4U);
  const Finding& curl = scan.findings[1];
  EXPECT_EQ(curl.id, "CVE-2023-38545");
  EXPECT_EQ(curl.severity, Severity::critical);
  EXPECT_EQ(curl.package, "libcurl4");
  EXPECT_EQ(curl.purl, "pkg:deb/debian/libcurl4@7.64.0-4?arch=amd64&distro=debian-10.13");
  EXPECT_EQ(curl.path, "");
  EXPECT_EQ(curl.installed, "7.64.0-4");
  EXPECT_EQ(curl.fixed, "7.64.0-4+deb10u7");
  EXPECT_EQ(curl.title, "curl: heap based buffer overflow in the SOCKS5 proxy handshake");
  EXPECT_EQ(curl.url, "https://avd.aquasec.com/nvd/cve-2023-38545");
}

TEST(ParseTrivy, OrdersFindingsWorstFirst) {
  EXPECT_THAT(
      ids(parsed(fixture("debian.json"))),
      ElementsAre("CVE-2019-10744", "CVE-2023-38545", "CVE-2021-23337", "TEMP-0841856-B18BAF"));
}

TEST(ParseTrivy, OrderDoesNotDependOnTheOrderInTheReport) {
  std::vector<std::string> items = {
      R"({"VulnerabilityID":"B","Severity":"LOW","PkgName":"x"})",
      R"({"VulnerabilityID":"A","Severity":"LOW","PkgName":"y","PkgPath":"2"})",
      R"({"VulnerabilityID":"A","Severity":"LOW","PkgName":"y","PkgPath":"1"})",
      R"({"VulnerabilityID":"A","Severity":"LOW","PkgName":"x"})",
  };
  do {
    std::string list;
    for (const std::string& item : items)
      list += (list.empty() ? "" : ",") + item;
    std::vector<std::tuple<std::string, std::string, std::string>> order;
    for (const Finding& f : parsed(with_vulnerabilities(list)).findings)
      order.emplace_back(f.id, f.package, f.path);
    EXPECT_TRUE(std::ranges::is_sorted(order)) << list;
    EXPECT_EQ(order.size(), items.size());
  } while (std::ranges::next_permutation(items).found);
}

TEST(ParseTrivy, PathOfALanguagePackageIsItsOwnOrElseTheFileItWasFoundIn) {
  const Scan scan = parsed(with_results(
      R"({"Target":"app/package-lock.json","Class":"lang-pkgs","Vulnerabilities":[
            {"VulnerabilityID":"A"},{"VulnerabilityID":"B","PkgPath":"app/node_modules/b"}]},
         {"Target":"web","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"C"}]})"));
  ASSERT_THAT(ids(scan), ElementsAre("A", "B", "C"));
  EXPECT_EQ(scan.findings[0].path, "app/package-lock.json");
  EXPECT_EQ(scan.findings[1].path, "app/node_modules/b");
  EXPECT_EQ(scan.findings[2].path, "");
}

TEST(ParseTrivy, ClassAndTargetMayComeAfterTheVulnerabilities) {
  const Scan scan = parsed(with_results(
      R"({"Vulnerabilities":[{"VulnerabilityID":"A"}],"Target":"go.mod","Class":"lang-pkgs"})"));
  EXPECT_EQ(scan.findings.at(0).path, "go.mod");
}

TEST(ParseTrivy, NothingFoundIsNullOrAbsent) {
  for (const char* result : {R"({"Target":"t","Class":"os-pkgs","Vulnerabilities":null})",
                             R"({"Target":"t","Class":"os-pkgs"})",
                             R"({"Target":"t","Class":"os-pkgs","Vulnerabilities":[]})"}) {
    const Scan scan = parsed(with_results(result));
    EXPECT_THAT(scan.findings, IsEmpty()) << result;
    EXPECT_TRUE(scan.has_packages) << result;
  }
}

TEST(ParseTrivy, AnImageWithoutPackagesHasNoResults) {
  const Scan scan = parsed(fixture("scratch.json"));
  EXPECT_EQ(scan.os.family, "");
  EXPECT_FALSE(scan.has_packages);
  EXPECT_THAT(scan.findings, IsEmpty());
}

TEST(ParseTrivy, AFamilyOfNoneIsNoOperatingSystem) {
  EXPECT_EQ(
      parsed(R"({"SchemaVersion":2,"Metadata":{"OS":{"Family":"none","Name":""}}})").os.family, "");
}

TEST(ParseTrivy, SecretsAndLicensesAreNoPackages) {
  EXPECT_FALSE(
      parsed(with_results(R"({"Target":"t","Class":"secret","Secrets":[{}]})")).has_packages);
}

TEST(ParseTrivy, KnowsWhetherThereAreJars) {
  EXPECT_TRUE(
      parsed(with_results(R"({"Target":"Java","Class":"lang-pkgs","Type":"jar"})")).has_jars);
  EXPECT_FALSE(
      parsed(with_results(R"({"Target":"Node","Class":"lang-pkgs","Type":"npm"})")).has_jars);
}

TEST(ParseTrivy, MembersMayBeNull) {
  const Scan scan = parsed(R"({"SchemaVersion":2,"Metadata":null,"Results":null})");
  EXPECT_EQ(scan.digest, "");
  EXPECT_EQ(parsed(with_vulnerabilities(R"({"VulnerabilityID":"A","Title":null})")).findings.size(),
            1U);
}

TEST(ParseTrivy, LeavesNothingOfOneVulnerabilityInTheNext) {
  const Scan scan = parsed(with_vulnerabilities(
      R"({"VulnerabilityID":"A","Severity":"HIGH","FixedVersion":"2","PkgIdentifier":{"PURL":"p"}},
         {"VulnerabilityID":"B"})"));
  ASSERT_THAT(ids(scan), ElementsAre("A", "B"));
  EXPECT_EQ(scan.findings[1].severity, Severity::unknown);
  EXPECT_EQ(scan.findings[1].fixed, "");
  EXPECT_EQ(scan.findings[1].purl, "");
}

TEST(ParseTrivy, DigestIsTheFirstUsableOne) {
  const std::string text = R"({"SchemaVersion":2,"Metadata":{"RepoDigests":
      ["web","web@sha256:12","web@sha256:ZZ","r.example:5000/a/web@)"
                           + std::string(digest) + R"("]}})";
  EXPECT_EQ(parsed(text).digest, digest);
}

TEST(ParseTrivy, IgnoresTypesOfWhatItDoesNotRead) {
  EXPECT_EQ(parsed(R"({"SchemaVersion":2,"ArtifactType":[1],"Trivy":{"SchemaVersion":"x"},
                       "Metadata":{"ImageConfig":{"OS":7,"Results":[{"Vulnerabilities":3}]}}})")
                .findings.size(),
            0U);
}

struct Refusal {
  const char* name;
  std::string json;
  std::string says;
  friend void PrintTo(const Refusal& value, std::ostream* out) { *out << value.name; }
};

class ParseTrivyRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(ParseTrivyRefuses, AndNamesThePlace) {
  const Result<Scan> scan = parse_trivy(GetParam().json);
  ASSERT_FALSE(scan);
  EXPECT_EQ(scan.error().code(), Errc::protocol);
  EXPECT_EQ(scan.error().message(), refusal + GetParam().says);
}

INSTANTIATE_TEST_SUITE_P(
    All,
    ParseTrivyRefuses,
    testing::Values(
        Refusal{"Nothing", "", "it is not JSON at byte 1"},
        Refusal{"Text", "FATAL: no space left", "it is not JSON at byte 1"},
        Refusal{"HalfOfIt", R"({"SchemaVersion":2,"Results":[{"Tar)", "it is not JSON at byte 36"},
        Refusal{"MoreThanIt", R"({"SchemaVersion":2}{})", "it is not JSON at byte 20"},
        Refusal{"BadUtf8", "{\"ArtifactName\":\"\xff\"}", "it is not JSON at byte 18"},
        Refusal{"HugeNumber", R"({"SchemaVersion":1e999})", "it is not JSON at byte 22"},
        Refusal{"AnArray", "[]", "the document is an array, not an object"},
        Refusal{"Null", "null", "the document is null, not an object"},
        Refusal{"NoSchema", "{}", "it is not Trivy's of schema version 2"},
        Refusal{"AnOlderSchema", R"({"SchemaVersion":1})", "it is not Trivy's of schema version 2"},
        Refusal{"AFraction", R"({"SchemaVersion":2.5})", "it is not Trivy's of schema version 2"},
        Refusal{
            "TextForSchema", R"({"SchemaVersion":"2"})", "SchemaVersion is a string, not a number"},
        Refusal{"ObjectForResults", R"({"Results":{}})", "Results is an object, not an array"},
        Refusal{"NullResult", with_results("null"), "Results[0] is null, not an object"},
        Refusal{"TextForFlag",
                R"({"Metadata":{"OS":{"EOSL":"yes"}}})",
                "Metadata.OS.EOSL is a string, not a boolean"},
        Refusal{"NumberForText",
                with_vulnerabilities(R"({"VulnerabilityID":"A"},{"Severity":3})"),
                "Results[0].Vulnerabilities[1].Severity is a number, not a string"},
        Refusal{"BooleanForText",
                with_vulnerabilities(R"({"PkgIdentifier":{"PURL":true}})"),
                "Results[0].Vulnerabilities[0].PkgIdentifier.PURL is a boolean, not a string"},
        Refusal{"NoIdentifier",
                with_vulnerabilities(R"({"Severity":"LOW"})"),
                "Results[0].Vulnerabilities[0] has no VulnerabilityID"},
        Refusal{"Depth", R"({"x":)" + std::string(100'000, '['), "it is nested too deeply"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(ParseTrivy, ReadsARealReport) {
  const Scan scan = parsed(fixture("trivy-0.70.json"));
  EXPECT_EQ(scan.platform, "linux/amd64");
  EXPECT_EQ(scan.artifact, "registry.example:5000/team/os:1");
  EXPECT_EQ(scan.id, "sha256:2f8c85c3fb9a09eac0714f9148eab89dff82677cb69fd5b0845fe1badf0c4db7");
  EXPECT_EQ(scan.scanner.name, "trivy");
  EXPECT_EQ(scan.scanner.version, "0.70.0");
  EXPECT_EQ(scan.created, "2026-01-02T03:04:05.678901234Z");
  ASSERT_THAT(ids(scan), ElementsAre("CVE-2019-1549", "CVE-2019-1549", "CVE-2019-1551"));
  const Finding& first = scan.findings[0];
  EXPECT_EQ(first.severity_source, "nvd");
  ASSERT_TRUE(first.cvss);
  EXPECT_EQ(first.cvss->score, 5.3);
  EXPECT_EQ(first.cvss->vector, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N");
  EXPECT_EQ(first.package_type, "alpine");
  EXPECT_EQ(first.status, "fixed");
  EXPECT_THAT(first.layer, StartsWith("sha256:e6d7c8c6"));
  EXPECT_THAT(first.description, StartsWith("OpenSSL 1.1.1 introduced"));
  EXPECT_THAT(first.published, StartsWith("2019-"));
}

TEST(ParseTrivy, WhatTrivyItselfLeftOutIsSuppressed) {
  const Scan scan = parsed(fixture("trivy-0.70.json"));
  ASSERT_EQ(scan.suppressed.size(), 1U);
  EXPECT_EQ(scan.suppressed[0].package_type, "alpine");
  ASSERT_TRUE(scan.suppressed[0].suppression);
  EXPECT_EQ(scan.suppressed[0].suppression->by, ".trivyignore.yaml");
  EXPECT_EQ(scan.suppressed[0].suppression->status, "ignored");
  EXPECT_EQ(scan.suppressed[0].suppression->reason, "accepted until the next release");
}

TEST(ParseTrivy, LeavesOutOtherFindingsThatTrivyLeftOut) {
  EXPECT_THAT(parsed(with_results(R"({"Class":"secret","ExperimentalModifiedFindings":[
      {"Type":"secret","Finding":{"RuleID":"x","Title":"t","Severity":"HIGH"}}]})"))
                  .suppressed,
              IsEmpty());
}

TEST(ParseTrivy, ScoreIsThatOfWhoeverSaidHowSevereItIs) {
  const auto score = [](const std::string& source, const std::string& ratings) {
    const Scan scan = parsed(with_vulnerabilities(R"({"VulnerabilityID":"A","SeveritySource":")"
                                                  + source + R"(","CVSS":)" + ratings + "}"));
    return scan.findings.at(0).cvss.value_or(Cvss{});
  };
  const std::string three =
      R"({"ghsa":{"V3Score":1},"nvd":{"V2Score":2,"V3Score":3,"V40Score":4},"x":{"V2Score":5}})";
  EXPECT_EQ(score("ghsa", three).score, 1);
  EXPECT_EQ(score("nvd", three).score, 3);
  EXPECT_EQ(score("redhat", three).source, "nvd");
  EXPECT_EQ(score("x", three).score, 5);
  EXPECT_EQ(score("y", R"({"b":{"V40Score":4}})").score, 4);
  EXPECT_EQ(score("y", R"({"b":{}})").source, "");
}

TEST(ParseTrivy, CutsALongDescriptionAtACharacter) {
  std::string text;
  for (int i = 0; i < 600; ++i)
    text += "\u00e9";
  const Scan scan =
      parsed(with_vulnerabilities(R"({"VulnerabilityID":"A","Description":")" + text + "\"}"));
  EXPECT_LE(scan.findings.at(0).description.size(), longest_description);
  EXPECT_TRUE(is_utf8(scan.findings.at(0).description));
  EXPECT_THAT(scan.findings.at(0).description, testing::EndsWith("\u00e9\u2026"));
}

TEST(ParseTrivy, ReadsPieceByPiece) {
  const std::string json = fixture("trivy-0.70.json");
  for (const std::size_t size : {1U, 7U, 4096U}) {
    std::size_t at = 0;
    const Result<Scan> scan = decode_trivy([&]() -> std::string_view {
      const std::string_view piece = std::string_view(json).substr(std::min(at, json.size()), size);
      at += piece.size();
      return piece;
    });
    ASSERT_TRUE(scan);
    EXPECT_EQ(scan->findings.size(), 3U);
  }
}

TEST(ParseTrivy, SurvivesTruncation) {
  const std::string whole = fixture("debian.json");
  for (std::size_t size = 0; size + 2 < whole.size(); size += 7)
    EXPECT_FALSE(parse_trivy(std::string_view(whole).substr(0, size))) << size;
}

TEST(ParseTrivy, SurvivesEveryReplacedByte) {
  const std::string whole = fixture("scratch.json");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const char byte : {'\0', '[', '{', '"', '9', '\xff'}) {
      std::string text = whole;
      text[i] = byte;
      const auto scan = parse_trivy(text);
      EXPECT_THAT(scan ? std::string() : scan.error().message(), AnyOf("", StartsWith(refusal)));
    }
  }
}

}  // namespace
}  // namespace kscan::report
