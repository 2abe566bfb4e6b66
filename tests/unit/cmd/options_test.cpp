#include "kubectl-scan/exit_code.hpp"
#include "kubectl-scan/options.hpp"

#include <gtest/gtest.h>

#include <map>

namespace kscan::cmd {
namespace {

constexpr const char* certificate =
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

Result<Options> options_of(const ScanFlags& flags) {
  const std::map<std::string, std::string> files{
      {"/ca.pem", certificate},
      {"/key.pem", std::string(certificate) + "-----BEGIN PRIVATE KEY-----\n"},
      {"/text", "no certificate"}};
  return to_options(flags, [&](const std::filesystem::path& path) -> Result<std::string> {
    const auto found = files.find(path);
    if (found == files.end())
      return fail(Errc::not_found, "open " + path.string() + ": no such file");
    return found->second;
  });
}

ScanFlags pod() {
  ScanFlags flags;
  flags.names = {"web-0"};
  return flags;
}

TEST(ToOptions, TakesDefaultsThatWorkOnAnOrdinaryCluster) {
  const auto options = options_of(pod());
  ASSERT_TRUE(options);
  EXPECT_EQ(options->manifest.scanner_image, "ghcr.io/aquasecurity/trivy:0.70.0");
  EXPECT_EQ(options->manifest.db_repository, "ghcr.io/aquasecurity/trivy-db:2");
  EXPECT_EQ(options->manifest.java_db_repository, "");
  EXPECT_EQ(options->format, render::Format::table);
}

TEST(ToOptions, ReadsTheRegistryCa) {
  ScanFlags flags = pod();
  flags.registry_ca = "/ca.pem";
  const auto options = options_of(flags);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->manifest.registry_ca, certificate);
}

TEST(ToOptions, SendsNothingButCertificatesIntoTheCluster) {
  ScanFlags flags = pod();
  flags.registry_ca = "/key.pem";
  const auto options = options_of(flags);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->manifest.registry_ca, certificate);
}

struct Bad {
  const char* name;
  void (*change)(ScanFlags&);
  const char* says;
};

class ToOptionsRefuses : public ::testing::TestWithParam<Bad> {};

TEST_P(ToOptionsRefuses, WithAClearError) {
  ScanFlags flags = pod();
  GetParam().change(flags);
  const auto options = options_of(flags);
  ASSERT_FALSE(options);
  EXPECT_NE(options.error().message().find(GetParam().says), std::string::npos)
      << options.error().message();
}

INSTANTIATE_TEST_SUITE_P(
    Flags,
    ToOptionsRefuses,
    ::testing::Values(
        Bad{"NoName", [](ScanFlags& f) { f.names.clear(); }, "no name was specified"},
        Bad{"SlashInName", [](ScanFlags& f) { f.names = {"deploy/web"}; }, "\"deploy/web\""},
        Bad{"Format", [](ScanFlags& f) { f.output = "xml"; }, "xml"},
        Bad{"ScannerImage",
            [](ScanFlags& f) { f.scanner_image = "Not:An:Image"; },
            "--scanner-image"},
        Bad{"DbRepository", [](ScanFlags& f) { f.db_repository = ""; }, "--db-repository"},
        Bad{"JavaDb", [](ScanFlags& f) { f.java_db_repository = "a b"; }, "--java-db-repository"},
        Bad{"CaMissing",
            [](ScanFlags& f) { f.registry_ca = "/no"; },
            "reading --registry-ca: open /no"},
        Bad{"CaIsText", [](ScanFlags& f) { f.registry_ca = "/text"; }, "no PEM certificate"}),
    [](const auto& test) { return test.param.name; });

report::ImageReport failed(Errc code) {
  report::ImageReport image;
  image.failure = Error(code, "x");
  return image;
}

TEST(ExitCode, TellsTheWorstThatHappened) {
  report::Report report;
  report.images.emplace_back();
  EXPECT_EQ(exit_code(report, 0), 0);
  report.images.push_back(failed(Errc::unavailable));
  EXPECT_EQ(exit_code(report, 0), 3);
  report.images.push_back(failed(Errc::timeout));
  EXPECT_EQ(exit_code(report, 0), 4);
  EXPECT_EQ(exit_code(report, 2), 130);
}

}  // namespace
}  // namespace kscan::cmd
