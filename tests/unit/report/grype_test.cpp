#include "report/scanners.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace kscan::report {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

std::string fixture() {
  std::ifstream in(KSCAN_TESTS_DIR "/golden/report/grype-0.110.json", std::ios::binary);
  EXPECT_TRUE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

Scan parsed(const std::string& json) {
  const Result<Scan> scan = decode_grype(whole(json));
  EXPECT_TRUE(scan) << scan.error().message();
  return scan ? *scan : Scan{};
}

std::string with_match(const std::string& vulnerability, const std::string& artifact) {
  return R"({"matches":[{"vulnerability":)" + vulnerability + R"(,"artifact":)" + artifact
         + R"(}],"descriptor":{"name":"grype"}})";
}

TEST(DecodeGrype, ReadsTheImage) {
  const Scan scan = parsed(fixture());
  EXPECT_EQ(scan.os.family, "debian");
  EXPECT_EQ(scan.os.name, "10.13");
  EXPECT_TRUE(scan.os.end_of_life);
  EXPECT_EQ(scan.platform, "linux/amd64");
  EXPECT_EQ(scan.artifact, "registry.example:5000/shop/web:1");
  EXPECT_EQ(scan.digest, "sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0");
  EXPECT_EQ(scan.scanner.name, "grype");
  EXPECT_EQ(scan.scanner.version, "0.110.0");
  EXPECT_EQ(scan.scanner.database, "2026-01-01T06:00:00Z");
}

TEST(DecodeGrype, ReadsAPackageOfTheSystem) {
  const Scan scan = parsed(fixture());
  ASSERT_EQ(scan.findings.size(), 2U);
  const Finding& curl = scan.findings[0];
  EXPECT_EQ(curl.id, "CVE-2023-38545");
  EXPECT_EQ(curl.severity, Severity::critical);
  EXPECT_EQ(curl.package, "libcurl4");
  EXPECT_EQ(curl.package_type, "deb");
  EXPECT_EQ(curl.installed, "7.64.0-4");
  EXPECT_EQ(curl.fixed, "7.64.0-4+deb10u7");
  EXPECT_EQ(curl.status, "fixed");
  EXPECT_EQ(curl.path, "");
  EXPECT_THAT(curl.layer, StartsWith("sha256:cc00"));
  ASSERT_TRUE(curl.cvss);
  EXPECT_EQ(curl.cvss->score, 9.8) << "version 3 goes before 2";
  EXPECT_EQ(curl.title,
            "This flaw makes curl overflow a heap based buffer in the SOCKS5 proxy handshake");
}

TEST(DecodeGrype, ReadsAPackageOfALanguage) {
  const Finding lodash = parsed(fixture()).findings.at(1);
  EXPECT_EQ(lodash.id, "GHSA-jf85-cpcp-j695");
  EXPECT_THAT(lodash.aliases, ElementsAre("CVE-2019-10744"));
  EXPECT_EQ(lodash.severity, Severity::low) << "negligible is low";
  EXPECT_EQ(lodash.path, "/app/node_modules/lodash/package.json");
  EXPECT_EQ(lodash.fixed, "4.17.12, 5.0.0");
  EXPECT_EQ(lodash.cvss->score, 9.1) << "that of the related vulnerability";
  EXPECT_EQ(lodash.title,
            "Versions of lodash lower than 4.17.12 are vulnerable to Prototype Pollution");
}

TEST(DecodeGrype, WhatItIgnoresIsSuppressed) {
  const Scan scan = parsed(fixture());
  ASSERT_EQ(scan.suppressed.size(), 1U);
  EXPECT_EQ(scan.suppressed[0].status, "will_not_fix");
  ASSERT_TRUE(scan.suppressed[0].suppression);
  EXPECT_EQ(scan.suppressed[0].suppression->by, "grype");
  EXPECT_EQ(scan.suppressed[0].suppression->status, "not_affected");
  EXPECT_EQ(scan.suppressed[0].suppression->reason, "vulnerable_code_not_present");
}

TEST(DecodeGrype, DigestIsTheManifestsWhereThereIsNoOther) {
  const std::string other = "sha256:" + std::string(64, 'e');
  EXPECT_EQ(parsed(R"({"source":{"target":{"manifestDigest":")" + other + R"("}},
                       "descriptor":{"name":"grype"}})")
                .digest,
            other);
}

TEST(DecodeGrype, FindsNothingInAnEmptyReport) {
  const Scan scan = parsed(R"({"matches":[],"source":null,"descriptor":{"name":"grype"}})");
  EXPECT_THAT(scan.findings, IsEmpty());
  EXPECT_EQ(scan.os.family, "");
}

TEST(DecodeGrype, LeavesNothingOfOneMatchInTheNext) {
  const std::string first = R"({"vulnerability":{"id":"A","fix":{"versions":["1"],"state":"fixed"},
      "cvss":[{"metrics":{"baseScore":5}}]},"artifact":{"name":"a","locations":[{"path":"/a"}]}})";
  const Scan scan =
      parsed(R"({"matches":[)" + first + R"(,{"vulnerability":{"id":"B"},"artifact":{"name":"b"}}],
                              "descriptor":{"name":"grype"}})");
  ASSERT_EQ(scan.findings.size(), 2U);
  EXPECT_EQ(scan.findings[1].fixed, "");
  EXPECT_EQ(scan.findings[1].path, "");
  EXPECT_FALSE(scan.findings[1].cvss);
}

TEST(DecodeGrype, RefusalsNameThePlace) {
  const auto refusal = [](const std::string& json) {
    const Result<Scan> scan = decode_grype(whole(json));
    return scan ? std::string() : scan.error().message();
  };
  EXPECT_EQ(refusal(with_match("{}", "{}")),
            "cannot use the scanner's report: matches[0] has no vulnerability.id");
  EXPECT_EQ(refusal(with_match(R"({"id":7})", "{}")),
            "cannot use the scanner's report: matches[0].vulnerability.id is a number, not a "
            "string");
  EXPECT_EQ(refusal("{}"), "cannot use the scanner's report: it is not Grype's");
}

TEST(DecodeGrype, SurvivesTruncation) {
  const std::string json = fixture();
  for (std::size_t size = 0; size + 2 < json.size(); size += 13)
    EXPECT_FALSE(decode_grype(whole(std::string_view(json).substr(0, size)))) << size;
}

TEST(Scanners, AreFoundByName) {
  for (const ScannerProfile& profile : scanner_profiles())
    EXPECT_EQ(find_scanner(profile.name), &profile);
  EXPECT_EQ(find_scanner("clair"), nullptr);
}

}  // namespace
}  // namespace kscan::report
