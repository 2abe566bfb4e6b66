#include "kubectl-scan/scanner_options.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>

namespace kscan::cmd {
namespace {

struct Named {
  const char* name;
  const char* scanner;
  const char* command;
  const char* image;
  const char* expected;
  friend void PrintTo(const Named& value, std::ostream* out) { *out << value.name; }
};

class ScannerKind : public testing::TestWithParam<Named> {};

TEST_P(ScannerKind, IsTold) {
  const Named& one = GetParam();
  ScanFlags flags;
  flags.run.scanner = one.scanner;
  flags.run.scanner_command = one.command;
  flags.scanner_image = one.image;
  manifest::Settings settings;
  const auto taken = take_scanner_kind(flags, settings);
  ASSERT_TRUE(taken) << taken.error().message();
  EXPECT_EQ(settings.scanner.profile->name, one.expected);
  EXPECT_EQ(settings.scanner_image, one.image);
}

INSTANTIATE_TEST_SUITE_P(
    Names,
    ScannerKind,
    testing::Values(Named{"ByTheImage", "", "", "mirror.test:5000/tools/grype:0.110.0", "grype"},
                    Named{"ByAVariantOfTheImage", "", "", "anchore/grype-debug", "grype"},
                    Named{"ByTheCommand", "", "/usr/bin/grype", "mirror.test/scanner", "grype"},
                    Named{"ByTheFlagFirst", "trivy", "grype", "mirror.test/grype", "trivy"},
                    Named{"NotByADirectory", "", "", "mirror.test/grype/trivy:1", "trivy"},
                    Named{"OtherwiseTrivy", "", "", "mirror.test/scanner:1", "trivy"}),
    [](const auto& test) { return std::string(test.param.name); });

ScanFlags with_grype() {
  ScanFlags flags;
  flags.scanner_image = "anchore/grype:v0.110.0";
  return flags;
}

std::string database_of(const std::string& repository) {
  ScanFlags flags = with_grype();
  flags.db_repository = repository;
  manifest::Settings settings;
  const auto taken = take_scanner_kind(flags, settings);
  return taken ? settings.db_repository : taken.error().message();
}

TEST(GrypesDatabase, IsWhatAnchorePublishesOrAnArchive) {
  EXPECT_EQ(database_of(std::string(default_db_repository)), "");
  EXPECT_EQ(database_of("https://mirror.test/db.tar.zst"), "https://mirror.test/db.tar.zst");
  EXPECT_EQ(database_of("/database.tar.gz"), "/database.tar.gz");
}

struct Bad {
  const char* name;
  std::function<void(ScanFlags&)> change;
  const char* message;
  friend void PrintTo(const Bad& value, std::ostream* out) { *out << value.name; }
};

class GrypeRefuses : public testing::TestWithParam<Bad> {};

TEST_P(GrypeRefuses, WhatIsNotForIt) {
  ScanFlags flags = with_grype();
  GetParam().change(flags);
  manifest::Settings settings;
  const auto taken = take_scanner_kind(flags, settings);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code(), Errc::usage);
  EXPECT_NE(taken.error().message().find(GetParam().message), std::string::npos)
      << taken.error().message();
}

INSTANTIATE_TEST_SUITE_P(
    Flags,
    GrypeRefuses,
    testing::Values(
        Bad{"Unknown", [](ScanFlags& f) { f.run.scanner = "clair"; }, "one of trivy, grype"},
        Bad{"Artifact",
            [](ScanFlags& f) { f.db_repository = "mirror.test/trivy-db:2"; },
            "a URL is expected"},
        Bad{"Login",
            [](ScanFlags& f) { f.db_repository = "https://a:b@mirror.test/db.tar.gz"; },
            "must not hold a login"},
        Bad{"JavaDb", [](ScanFlags& f) { f.run.java_db = true; }, "--java-db is not for grype"},
        Bad{"JavaDbRepository",
            [](ScanFlags& f) { f.java_db_repository = "r.test/java-db:1"; },
            "--java-db-repository is not for grype"},
        Bad{"Server",
            [](ScanFlags& f) { f.run.server_url = "http://trivy:4954"; },
            "--server-url is not for grype"},
        Bad{"DbPullSecret",
            [](ScanFlags& f) { f.credentials.db_pull_secret = "regcred"; },
            "--db-pull-secret is not for grype"}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace kscan::cmd
