#include "kubectl-scan/run_options.hpp"

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>

namespace kscan::cmd {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Outcome {
  Result<RunOptions> options;
  manifest::Settings settings;
};
Outcome options_of(const std::function<void(RunFlags&)>& change = [](RunFlags&) {}) {
  RunFlags flags;
  change(flags);
  manifest::Settings settings;
  auto options = to_run_options(flags, settings);
  return {std::move(options), std::move(settings)};
}

TEST(RunOptions, HaveDefaultsThatSuitAnOrdinaryCluster) {
  const auto [options, settings] = options_of();
  ASSERT_TRUE(options);
  EXPECT_EQ(options->limits.run, seconds(900));
  EXPECT_EQ(options->limits.pod_start, seconds(300));
  EXPECT_EQ(options->limits.retries, 1U);
  EXPECT_EQ(settings.deadline, seconds(900));
  EXPECT_EQ(settings.ttl, seconds(600));
  EXPECT_EQ(options->memory.second, "4Gi");
  EXPECT_EQ(settings.java_db_repository, "");
}

TEST(RunOptions, LetTheMachineOutwaitTheServersDeadlines) {
  const auto [options, settings] = options_of([](RunFlags& flags) {
    flags.pod_timeout = "30m";
    flags.image_timeout = "1h";
  });
  const auto job_deadline = settings.pod_start + settings.deadline + seconds(60);
  EXPECT_GT(settings.deadline, seconds(3600));
  EXPECT_GT(options->limits.group_deadline, job_deadline);
}

TEST(RunOptions, ReadWhatKubectlReads) {
  const auto [options, settings] = options_of([](RunFlags& flags) {
    flags.tolerations = {"dedicated=ci:NoSchedule", "spot:NoExecute", "a/b=c", "any"};
    flags.labels = {"team=sec", "example.com/empty="};
    flags.annotations = {"note=a, b=c"};
    flags.run_as_user = "1000";
    flags.timeout = "0";
    flags.ttl = "5s";
    flags.java_db = true;
  });
  ASSERT_TRUE(options) << options.error().message();
  const manifest::PodKnobs& pod = settings.pod;
  EXPECT_THAT(
      pod.tolerations,
      ElementsAre(manifest::Toleration{"dedicated", false, "ci", "NoSchedule"},
                  manifest::Toleration{.key = "spot", .exists = true, .effect = "NoExecute"},
                  manifest::Toleration{.key = "a/b", .value = "c"},
                  manifest::Toleration{.key = "any", .exists = true}));
  EXPECT_EQ(pod.labels.at("example.com/empty"), "");
  EXPECT_EQ(pod.annotations.at("note"), "a, b=c");
  EXPECT_EQ(pod.run_as_user, 1000);
  EXPECT_EQ(options->limits.run, seconds(0));
  EXPECT_EQ(settings.ttl, seconds(5));
  EXPECT_EQ(settings.java_db_repository, default_java_db_repository);
}

TEST(Resources, AreAddedToTheDefaults) {
  const auto [options, settings] =
      options_of([](RunFlags& flags) { flags.limits = {"cpu=2", "memory=3Gi"}; });
  ASSERT_TRUE(options);
  EXPECT_EQ(settings.pod.limits.at("ephemeral-storage"), "4Gi");
  EXPECT_EQ(settings.pod.limits.at("cpu"), "2");
  EXPECT_EQ(options->memory.first, "3Gi");
  EXPECT_EQ(options->memory.advised, "12Gi");
}

TEST(Resources, AreReconciledWhereOnlyOneWasAskedFor) {
  const auto low = options_of([](RunFlags& flags) { flags.limits = {"memory=128Mi"}; });
  EXPECT_EQ(low.settings.pod.requests.at("memory"), "128Mi");
  const auto high = options_of([](RunFlags& flags) { flags.requests = {"memory=3Gi"}; });
  EXPECT_EQ(high.settings.pod.limits.at("memory"), "3Gi");
  EXPECT_EQ(high.options->memory.second, "6Gi");
}

struct Wrong {
  const char* name;
  void (*change)(RunFlags&);
  const char* message;  ///< a part of it
};
class WrongFlag : public ::testing::TestWithParam<Wrong> {};
TEST_P(WrongFlag, IsNamed) {
  const auto outcome = options_of(GetParam().change);
  ASSERT_FALSE(outcome.options);
  EXPECT_EQ(outcome.options.error().code(), Errc::usage);
  EXPECT_THAT(outcome.options.error().message(), HasSubstr(GetParam().message));
}
INSTANTIATE_TEST_SUITE_P(
    Each,
    WrongFlag,
    ::testing::Values(
        Wrong{"Toleration",
              [](RunFlags& f) { f.tolerations = {"a=b:Never"}; },
              "invalid argument \"a=b:Never\" for \"--toleration\" flag: invalid taint effect"},
        Wrong{"TolerationKey", [](RunFlags& f) { f.tolerations = {"=x"}; }, "--toleration"},
        Wrong{"Selector", [](RunFlags& f) { f.node_selector = {"pool"}; }, "--node-selector"},
        Wrong{"Label", [](RunFlags& f) { f.labels = {"a=b c"}; }, "a valid label must be"},
        Wrong{"OwnLabel",
              [](RunFlags& f) { f.labels = {"kubectl-scan.dev/run=x"}; },
              "kubectl-scan sets that one itself"},
        Wrong{"Annotation", [](RunFlags& f) { f.annotations = {"a b=c"}; }, "--annotation"},
        Wrong{"Quantity", [](RunFlags& f) { f.limits = {"memory=2GB"}; }, "quantities must match"},
        Wrong{"NoQuantity", [](RunFlags& f) { f.requests = {"cpu=0"}; }, "greater than zero"},
        Wrong{"RequestAboveLimit",
              [](RunFlags& f) {
                f.requests = {"memory=2Gi"};
                f.limits = {"memory=1Gi"};
              },
              "must be less than or equal to memory limit of 1Gi"},
        Wrong{"User", [](RunFlags& f) { f.run_as_user = "root"; }, "--run-as-user"},
        Wrong{"Overrides", [](RunFlags& f) { f.overrides = "{"; }, "that is not valid JSON"},
        Wrong{"Policy", [](RunFlags& f) { f.image_pull_policy = "always"; }, "must be one of"},
        Wrong{"Claim", [](RunFlags& f) { f.db_cache_pvc = "a/b"; }, "--db-cache-pvc"},
        Wrong{"Variable", [](RunFlags& f) { f.username_env = "A-B"; }, "--username-env"},
        Wrong{"OwnVariable",
              [](RunFlags& f) { f.password_env = "KSCAN_PASSWORD"; },
              "kubectl-scan sets that one itself"},
        Wrong{"Proxy", [](RunFlags& f) { f.http_proxy = "proxy:3128"; }, "a URL is expected"},
        Wrong{"NoProxy", [](RunFlags& f) { f.no_proxy = "x"; }, "it needs --http-proxy"},
        Wrong{"Timeout", [](RunFlags& f) { f.timeout = "soon"; }, "a duration is expected"},
        Wrong{"Ttl", [](RunFlags& f) { f.ttl = "0"; }, "must be from 1s to 720h"},
        Wrong{"Retries", [](RunFlags& f) { f.retries = "11"; }, "a number from 0 to 10"},
        Wrong{"TwoDatabases",
              [](RunFlags& f) {
                f.server_url = "http://x";
                f.db_cache_pvc = "y";
              },
              "--server-url and --db-cache-pvc may not be used together"},
        Wrong{"JavaElsewhere",
              [](RunFlags& f) {
                f.server_url = "http://x";
                f.java_db = true;
              },
              "--java-db and --server-url"},
        Wrong{"OfflineNowhere", [](RunFlags& f) { f.offline = true; }, "--offline needs a place"}),
    [](const ::testing::TestParamInfo<Wrong>& test) { return test.param.name; });

TEST(ProxyLogin, IsRefusedAndNotRepeated) {
  const auto outcome =
      options_of([](RunFlags& flags) { flags.http_proxy = "http://me:hunter2@proxy"; });
  ASSERT_FALSE(outcome.options);
  EXPECT_EQ(outcome.options.error().message().find("hunter2"), std::string::npos);
  EXPECT_THAT(outcome.options.error().hint(), HasSubstr("--overrides"));
}

TEST(RunFlags, AreAcceptedAsTyped) {
  CLI::App app;
  RunFlags flags;
  add_run_flags(app, flags);
  app.parse("--scanner-arg=--pkg-types=os,library --scanner-arg -d --limits cpu=1,memory=2Gi "
            "--annotation a=b,c --offline",
            false);
  EXPECT_THAT(flags.scanner_arguments, ElementsAre("--pkg-types=os,library", "-d"));
  EXPECT_THAT(flags.limits, ElementsAre("cpu=1", "memory=2Gi"));
  EXPECT_THAT(flags.annotations, ElementsAre("a=b,c"));
  EXPECT_TRUE(flags.offline);
}

}  // namespace
}  // namespace kscan::cmd
