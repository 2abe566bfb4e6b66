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
  const auto read_file = [&](const std::filesystem::path& path) -> Result<std::string> {
    const auto found = files.find(path);
    if (found == files.end())
      return fail(Errc::not_found, "open " + path.string() + ": no such file");
    return found->second;
  };
  return to_options(flags,
                    {.read_file = read_file, .read_report = {}, .now = "2026-01-01T00:00:00Z"});
}

ScanFlags pod() {
  ScanFlags flags;
  flags.targets.words = {"pod", "web-0"};
  return flags;
}

TEST(ToOptions, TakesDefaultsThatWorkOnAnOrdinaryCluster) {
  const auto options = options_of(pod());
  ASSERT_TRUE(options);
  EXPECT_EQ(options->manifest.scanner_image, "ghcr.io/aquasecurity/trivy:0.70.0");
  EXPECT_EQ(options->manifest.db_repository, "ghcr.io/aquasecurity/trivy-db:2");
  EXPECT_EQ(options->manifest.java_db_repository, "");
  EXPECT_TRUE(options->report.outputs.empty());
  EXPECT_EQ(options->dry_run.mode, DryRun::none);
}

TEST(ToOptions, CutsTheWorkAsAsked) {
  ScanFlags flags = pod();
  flags.plan = {.images_per_job = "8", .parallel = "12"};
  flags.targets.excluded_images = {"*/pause*"};
  const auto options = options_of(flags);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->plan.images_per_job, 8U);
  EXPECT_EQ(options->plan.excluded_images, std::vector<std::string>{"*/pause*"});
  EXPECT_EQ(options->run.limits.parallel, 12U);
}

TEST(ToOptions, PullsRequestedImagesAsTheServiceAccountThatScans) {
  ScanFlags flags;
  flags.targets.words = {"image", "nginx"};
  flags.credentials.service_account = "puller";
  const auto options = options_of(flags);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->targets.query.service_account, "puller");
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
        Bad{"NoTarget",
            [](ScanFlags& f) { f.targets.words.clear(); },
            "You must provide one or more resources"},
        Bad{"ImagesPerJob", [](ScanFlags& f) { f.plan.images_per_job = "9"; }, "--images-per-job"},
        Bad{"NoImagesPerJob", [](ScanFlags& f) { f.plan.images_per_job = "0"; }, "from 1 to 8"},
        Bad{"Parallel", [](ScanFlags& f) { f.plan.parallel = "4x"; }, "--parallel"},
        Bad{"Format", [](ScanFlags& f) { f.report.outputs = {"xml"}; }, "xml"},
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

TEST(ToOptions, OfADryRunNamesObjectsNotAReport) {
  ScanFlags flags = pod();
  flags.dry_run = "server";
  flags.report.outputs = {"yaml"};
  const auto options = options_of(flags);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->dry_run.mode, DryRun::server);
  EXPECT_EQ(options->dry_run.format, ObjectFormat::yaml);
  flags.report.outputs = {"sarif"};
  EXPECT_FALSE(options_of(flags));
}

}  // namespace
}  // namespace kscan::cmd
