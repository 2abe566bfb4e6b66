#include "handoff/credentials_report.hpp"
#include "handoff/handoff.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::handoff {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(CredentialsTask, SurvivesItsJson) {
  const CredentialsTask task{.run_id = "abc",
                             .ns = "shop",
                             .pull_secrets = {"first", "second.with.dots"},
                             .images = {{"docker.io/library/nginx@sha256:00", "kscan-abc-0"},
                                        {.reference = "r.io/a", .mirror = "m.io/a"}},
                             .insecure_registries = {"m.io"}};
  const Result<CredentialsTask> back = parse_credentials_task(to_json(task));
  ASSERT_TRUE(back) << back.error().what();
  EXPECT_EQ(back->run_id, "abc");
  EXPECT_EQ(back->ns, "shop");
  EXPECT_THAT(back->pull_secrets, ElementsAre("first", "second.with.dots"));
  ASSERT_EQ(back->images.size(), 2U);
  EXPECT_EQ(back->images[0].reference, "docker.io/library/nginx@sha256:00");
  EXPECT_EQ(back->images[0].secret_name, "kscan-abc-0");
  EXPECT_EQ(back->images[0].mirror, "");
  EXPECT_EQ(back->images[1].secret_name, "");
  EXPECT_EQ(back->images[1].mirror, "m.io/a");
  EXPECT_THAT(back->insecure_registries, ElementsAre("m.io"));
}

TEST(ShimTask, SurvivesItsJson) {
  const ShimTask task{.run_id = "abc",
                      .commands = {{"trivy", "--flag", "a b\n\"c"}, {"second"}},
                      .registry = "registry.example.com:5000",
                      .login_in_memory = true,
                      .pull_secret = {"db", {"r.io/db:2", "r.io/java:1"}},
                      .report = true,
                      .empty_java_db_dir = "/kscan/database/java-db"};
  const Result<ShimTask> back = parse_shim_task(to_json(task));
  ASSERT_TRUE(back) << back.error().what();
  EXPECT_EQ(back->run_id, "abc");
  EXPECT_THAT(back->commands,
              ElementsAre(ElementsAre("trivy", "--flag", "a b\n\"c"), ElementsAre("second")));
  EXPECT_EQ(back->registry, "registry.example.com:5000");
  EXPECT_TRUE(back->login_in_memory);
  EXPECT_EQ(back->pull_secret.name, "db");
  EXPECT_THAT(back->pull_secret.references, ElementsAre("r.io/db:2", "r.io/java:1"));
  EXPECT_TRUE(back->report);
  EXPECT_EQ(back->empty_java_db_dir, "/kscan/database/java-db");
}

TEST(ShimTask, HasDefaultsForWhatIsOptional) {
  const Result<ShimTask> task = parse_shim_task(R"({"runID":"r","commands":[["true"]]})");
  ASSERT_TRUE(task) << task.error().what();
  EXPECT_THAT(task->registry, IsEmpty());
  EXPECT_FALSE(task->login_in_memory);
  EXPECT_THAT(task->pull_secret.name, IsEmpty());
  EXPECT_FALSE(task->report);
  EXPECT_THAT(task->empty_java_db_dir, IsEmpty());
}

TEST(ShimTask, IgnoresUnknownMembers) {
  EXPECT_TRUE(parse_shim_task(R"({"runID":"r","commands":[],"later":{"x":[1]}})"));
}

TEST(CredentialsReport, SurvivesItsJson) {
  const CredentialsReport report{
      .images = {{.reference = "ghcr.io/a/b:1",
                  .pull_secret = "second",
                  .key = "ghcr.io",
                  .candidates = 2,
                  .attempts = {{"first", "ghcr.io/a", Answer::unauthorized, "HTTP 401"},
                               {"second", "ghcr.io"}}},
                 {.reference = "nginx", .pull_secret = "", .key = ""}},
      .bad_secrets = {{"broken", "illegal base64 data at input byte 0"}}};
  const Result<CredentialsReport> back = parse_credentials_report(to_json(report));
  ASSERT_TRUE(back) << back.error().what();
  ASSERT_EQ(back->images.size(), 2U);
  EXPECT_EQ(back->images[0].pull_secret, "second");
  EXPECT_EQ(back->images[0].key, "ghcr.io");
  EXPECT_EQ(back->images[0].candidates, 2);
  ASSERT_EQ(back->images[0].attempts.size(), 2U);
  EXPECT_EQ(back->images[0].attempts[0].answer, Answer::unauthorized);
  EXPECT_EQ(back->images[0].attempts[0].text, "HTTP 401");
  EXPECT_EQ(back->images[0].attempts[1].answer, Answer::accepted);
  EXPECT_EQ(back->images[0].attempts[1].text, "");
  EXPECT_THAT(back->images[1].attempts, IsEmpty());
  ASSERT_EQ(back->bad_secrets.size(), 1U);
  EXPECT_EQ(back->bad_secrets[0].problem, "illegal base64 data at input byte 0");
}

TEST(CredentialsReport, ReplacesBytesThatAreNotUtf8) {
  const CredentialsReport report{.images = {}, .bad_secrets = {{"x", "\xff"}}};
  const Result<CredentialsReport> back = parse_credentials_report(to_json(report));
  ASSERT_TRUE(back) << back.error().what();
  EXPECT_EQ(back->bad_secrets.at(0).problem, "\xEF\xBF\xBD");
}

TEST(Answer, SurvivesItsWord) {
  for (int value = 0; value <= static_cast<int>(Answer::other); ++value)
    EXPECT_EQ(parse_answer(to_string(static_cast<Answer>(value))), static_cast<Answer>(value));
}

TEST(Answer, OfAnUnknownWordIsOther) {
  EXPECT_EQ(parse_answer("moved"), Answer::other);
}

TEST(Ending, SurvivesItsJson) {
  const Ending ending{.exit_code = -3,
                      .signal = 9,
                      .error = "no such program",
                      .data_frames = 12,
                      .raw_bytes = 5'000'000'000,
                      .sha256 = "ab"};
  const Result<Ending> back = parse_ending(to_json(ending));
  ASSERT_TRUE(back) << back.error().what();
  EXPECT_EQ(*back, ending);
}

struct Bad {
  std::string name, json, error;
};
class BadShimTask : public testing::TestWithParam<Bad> {};

TEST_P(BadShimTask, IsRefusedByName) {
  const Result<ShimTask> task = parse_shim_task(GetParam().json);
  ASSERT_FALSE(task);
  EXPECT_EQ(task.error().code(), Errc::protocol);
  EXPECT_THAT(task.error().message(), HasSubstr(GetParam().error));
}

INSTANTIATE_TEST_SUITE_P(
    All,
    BadShimTask,
    testing::Values(
        Bad{"Nothing", "", "task is not JSON"},
        Bad{"Rest", R"({"runID":"r","commands":[]}x)", "task is not JSON"},
        Bad{"Array", "[]", "task is not an object"},
        Bad{"NoRun", R"({"commands":[]})", "task.runID is missing"},
        Bad{"RunNumber", R"({"runID":1,"commands":[]})", "task.runID is not a string"},
        Bad{"NoCommands", R"({"runID":"r"})", "task.commands is missing"},
        Bad{"CommandsText", R"({"runID":"r","commands":"x"})", "task.commands is not an array"},
        Bad{"CommandText", R"({"runID":"r","commands":["x"]})", "not an array"},
        Bad{"WordNull", R"({"runID":"r","commands":[["x",null]]})", "not a string"},
        Bad{"EmptyCommand", R"({"runID":"r","commands":[[]]})", "an empty command"},
        Bad{"ReportText", R"({"runID":"r","commands":[],"report":"yes"})", "not a boolean"}),
    [](const auto& test) { return test.param.name; });

class BadEnding : public testing::TestWithParam<Bad> {};

TEST_P(BadEnding, IsRefusedByName) {
  const Result<Ending> ending = parse_ending(GetParam().json);
  ASSERT_FALSE(ending);
  EXPECT_THAT(ending.error().message(), HasSubstr(GetParam().error));
}

INSTANTIATE_TEST_SUITE_P(
    All,
    BadEnding,
    testing::Values(
        Bad{"NoHash", "{}", "ending.sha256 is missing"},
        Bad{"Negative", R"({"sha256":"","rawBytes":-1})", "rawBytes is not a natural number"},
        Bad{"Fraction", R"({"sha256":"","exitCode":1.5})", "exitCode is not an integer"},
        Bad{"Large", R"({"sha256":"","exitCode":2147483648})", "exitCode is out of range"},
        Bad{"Huge", R"({"sha256":"","exitCode":18446744073709551615})", "exitCode is out of range"},
        Bad{"Small", R"({"sha256":"","signal":-2147483649})", "signal is out of range"}),
    [](const auto& test) { return test.param.name; });

TEST(CredentialsTask, NamesTheMemberOfAnInnerObject) {
  const Result<CredentialsTask> task = parse_credentials_task(
      R"({"runID":"r","namespace":"n","pullSecrets":[],"images":[{"secretName":"x"}]})");
  ASSERT_FALSE(task);
  EXPECT_EQ(task.error().message(), "task.images[].reference is missing");
}

TEST(CredentialsReport, NamesTheMemberOfAnAttempt) {
  const Result<CredentialsReport> report = parse_credentials_report(
      R"({"images":[{"reference":"x","attempts":[{"pullSecret":"s","key":"k"}]}],"badSecrets":[]})");
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().message(), "report.images[].attempts[].answer is missing");
}

TEST(ParseEnding, OutlivesDeepNesting) {
  EXPECT_FALSE(parse_ending(std::string(200'000, '[')));
}

}  // namespace
}  // namespace kscan::handoff
