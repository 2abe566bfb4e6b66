#include "kubectl-scan/exit_code.hpp"
#include "kubectl-scan/options.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

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

TEST(ToOptions, LetsTheRightsDecideHowCredentialsTravel) {
  const auto options = options_of(pod());
  ASSERT_TRUE(options);
  EXPECT_EQ(options->credentials, std::nullopt);
}

TEST(ToOptions, TakesEveryWayACredentialMayTravel) {
  for (const auto& [word, handoff] : std::map<std::string, plan::Handoff>{
           {"secret", plan::Handoff::secret},
           {"memory", plan::Handoff::memory},
           {"none", plan::Handoff::none},
       }) {
    ScanFlags flags = pod();
    flags.credentials.credentials = word;
    const auto options = options_of(flags);
    ASSERT_TRUE(options) << word;
    EXPECT_EQ(options->credentials, handoff) << word;
  }
}

TEST(ToOptions, KeepsTheCredentialsOfImageScannerAndDatabaseApart) {
  ScanFlags flags = pod();
  flags.credentials.pull_secrets = {"extra", "more"};
  flags.credentials.scanner_pull_secrets = {"for-scanner"};
  flags.credentials.db_pull_secret = "for-db";
  flags.credentials.service_account = "cloudy";
  flags.credentials.insecure_registries = {"registry.test:5000"};
  flags.credentials.registry_mirrors = {"docker.io=mirror.test/hub"};
  const auto options = options_of(flags);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->plan.extra_pull_secrets, (std::vector<std::string>{"extra", "more"}));
  EXPECT_EQ(options->manifest.scanner_pull_secrets, std::vector<std::string>{"for-scanner"});
  EXPECT_EQ(options->manifest.db_pull_secret, "for-db");
  EXPECT_EQ(options->manifest.service_account, "cloudy");
  EXPECT_EQ(options->manifest.insecure_registries, std::vector<std::string>{"registry.test:5000"});
  EXPECT_EQ(options->plan.mirrors, (std::vector<plan::Mirror>{{"docker.io", "mirror.test/hub"}}));
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
        Bad{"CaIsText", [](ScanFlags& f) { f.registry_ca = "/text"; }, "no PEM certificate"},
        Bad{"Credentials",
            [](ScanFlags& f) { f.credentials.credentials = "disk"; },
            "invalid value for --credentials: \"disk\" is none of"},
        Bad{"PullSecret",
            [](ScanFlags& f) { f.credentials.pull_secrets = {"a/b"}; },
            "--pull-secret"},
        Bad{"EmptyPullSecret",
            [](ScanFlags& f) { f.credentials.pull_secrets = {""}; },
            "--pull-secret"},
        Bad{"ServiceAccount",
            [](ScanFlags& f) { f.credentials.service_account = "a/b"; },
            "--service-account"},
        Bad{"ScannerPullSecret",
            [](ScanFlags& f) { f.credentials.scanner_pull_secrets = {".."}; },
            "--scanner-pull-secret"},
        Bad{"DbPullSecret",
            [](ScanFlags& f) { f.credentials.db_pull_secret = "%"; },
            "--db-pull-secret"},
        Bad{"InsecureUrl",
            [](ScanFlags& f) { f.credentials.insecure_registries = {"http://a.test"}; },
            "\"http://a.test\" is not a registry's HOST[:PORT]"},
        Bad{"InsecureWord",
            [](ScanFlags& f) { f.credentials.insecure_registries = {"registry"}; },
            "--insecure-registry"},
        Bad{"Mirror",
            [](ScanFlags& f) { f.credentials.registry_mirrors = {"a.test"}; },
            "--registry-mirror"}),
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
