#include "kubectl-scan/attach.hpp"
#include "kubectl-scan/leftovers.hpp"
#include "kubectl-scan/runs.hpp"
#include "support/fake_loop.hpp"
#include "support/fake_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace kscan::cmd {
namespace {

using manifest::OwnJob;
using testing::ElementsAre;
using namespace std::chrono_literals;

SystemTime at(const char* time) {
  return parse_rfc3339(std::string("2026-11-23T") + time + "Z").value();
}

OwnJob job(const std::string& run,
           std::size_t group,
           const char* created = "11:00:00",
           OwnJob::State state = OwnJob::State::running) {
  plan::Scan scan;
  scan.image = *image::parse("nginx:" + std::to_string(group));
  scan.targets = {{"shop", "Deployment", "web", "app", "container", "web-1"}};
  return {.ns = "shop",
          .name = "kubectl-scan-" + run + "-" + std::to_string(group),
          .uid = run + std::to_string(group),
          .run_id = run,
          .group = group,
          .created = at(created),
          .deadline = at(created) + 1860s,
          .state = state,
          .scanner = "trivy",
          .scanner_image = "mirror.test/trivy:0.70.0",
          .scans =
              manifest::ReadGroup{.group = {.ns = "shop", .pull_secrets = {}, .scans = {scan}}}};
}

std::vector<std::string> names(const std::vector<OwnJob>& jobs) {
  std::vector<std::string> result;
  for (const OwnJob& each : jobs)
    result.push_back(each.run_id + "/" + std::to_string(each.group));
  return result;
}

TEST(Runs, AreTheirJobsByAge) {
  const auto runs = group_by_run({job("young", 1, "12:00:00"), job("old", 0), job("young", 0)});
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].id, "old");
  EXPECT_THAT(names(runs[1].jobs), ElementsAre("young/0", "young/1"));
}

TEST(Runs, OfOneIdInTwoNamespacesAreTwo) {
  OwnJob elsewhere = job("run", 1);
  elsewhere.ns = "till";
  EXPECT_EQ(group_by_run({job("run", 0), elsewhere}).size(), 2U);
}

TEST(Runs, AreAsFarAsTheirSlowestJob) {
  using State = OwnJob::State;
  const auto status = [](State one, State other) {
    return cmd::Run{
        "run", "shop", {job("run", 0, "11:00:00", one), job("run", 1, "11:00:00", other)}}
        .status();
  };
  EXPECT_EQ(status(State::complete, State::complete), "Complete");
  EXPECT_EQ(status(State::complete, State::failed), "Failed");
  EXPECT_EQ(status(State::failed, State::waiting), "Waiting");
  EXPECT_EQ(status(State::running, State::waiting), "Running");
  EXPECT_EQ(status(State::suspended, State::complete), "Suspended");
}

std::string shown(RunsView view, std::vector<OwnJob> jobs) {
  std::ostringstream out;
  write_runs(group_by_run(std::move(jobs)), view, out);
  return out.str();
}

TEST(Runs, AreATable) {
  EXPECT_EQ(shown({.now = at("11:05:10")}, {job("x7k2p9qa", 0), job("x7k2p9qa", 1)}),
            "RUN        STATUS    IMAGES   AGE     TARGET\n"
            "x7k2p9qa   Running   2        5m10s   Deployment/web\n");
}

TEST(Runs, PastTheirDeadlineAreLeftovers) {
  EXPECT_THAT(shown({.now = at("11:31:01")}, {job("x7k2p9qa", 0)}),
              testing::HasSubstr("x7k2p9qa   Leftover"));
}

TEST(Runs, HaveNoAgeWithoutTheServersTime) {
  EXPECT_THAT(shown({}, {job("x7k2p9qa", 0)}), testing::HasSubstr("<unknown>"));
}

TEST(Runs, AreJobsByName) {
  EXPECT_EQ(shown({.format = RunsFormat::name}, {job("a", 0), job("b", 2)}),
            "job.batch/kubectl-scan-a-0\njob.batch/kubectl-scan-b-2\n");
}

TEST(Runs, AreJson) {
  const auto item = runs_json(group_by_run({job("a", 0)}), {.now = at("11:00:10")})["items"][0];
  EXPECT_EQ(item["run"], "a");
  EXPECT_EQ(item["status"], "Running");
  EXPECT_EQ(item["created"], "2026-11-23T11:00:00Z");
  EXPECT_EQ(item["targets"][0], "Deployment/web");
  EXPECT_EQ(item["images"][0], "docker.io/library/nginx:0");
  EXPECT_EQ(item["jobs"][0]["name"], "kubectl-scan-a-0");
}

TEST(Runs, ThatDoNotSayWhatTheyScanAreListed) {
  OwnJob silent = job("a", 0);
  silent.scans = fail(Errc::protocol, "it does not say what it scans");
  EXPECT_THAT(shown({}, {silent}), testing::HasSubstr("<unknown>"));
}

struct AgeCase {
  std::chrono::seconds age;
  const char* text;
};
class Age : public testing::TestWithParam<AgeCase> {};
TEST_P(Age, IsWrittenAsKubectlDoes) {
  EXPECT_EQ(age_text(GetParam().age), GetParam().text);
}
INSTANTIATE_TEST_SUITE_P(Ages,
                         Age,
                         testing::Values(AgeCase{-5s, "0s"},
                                         AgeCase{119s, "119s"},
                                         AgeCase{120s, "2m"},
                                         AgeCase{310s, "5m10s"},
                                         AgeCase{601s, "10m"},
                                         AgeCase{179min, "179m"},
                                         AgeCase{3h + 5min, "3h5m"},
                                         AgeCase{8h + 5min, "8h"},
                                         AgeCase{47h, "47h"},
                                         AgeCase{50h, "2d2h"},
                                         AgeCase{240h, "10d"}));

std::vector<OwnJob> some() {
  return {job("dead", 0),
          job("held", 0, "11:00:00", OwnJob::State::suspended),
          job("live", 0, "12:00:00")};
}

TEST(Cleanup, IsOfLeftoversUnlessOtherwiseTold) {
  EXPECT_THAT(names(chosen({}, some(), at("12:10:00")).value()), ElementsAre("dead/0"));
}

TEST(Cleanup, IsOfWhatIsNamedByRunOrJob) {
  EXPECT_THAT(names(chosen({.runs = {"live"}}, some(), {}).value()), ElementsAre("live/0"));
  EXPECT_THAT(names(chosen({.runs = {"kubectl-scan-held-0"}}, some(), {}).value()),
              ElementsAre("held/0"));
}

TEST(Cleanup, IsOfWhatIsOld) {
  EXPECT_THAT(names(chosen({.older_than = 30min}, some(), at("12:10:00")).value()),
              ElementsAre("dead/0", "held/0"));
  EXPECT_THAT(
      names(
          chosen({.runs = {"dead", "live"}, .older_than = 30min}, some(), at("12:10:00")).value()),
      ElementsAre("dead/0"));
}

TEST(Cleanup, IsOfAllWhereAllIsSaid) {
  EXPECT_EQ(chosen({.all = true}, some(), {}).value().size(), 3U);
}

TEST(Cleanup, OfARunThatIsNotThereIsAnErrorAndOfTheOthersNone) {
  const Cleanup cleanup{.runs = {"dead", "nope"}};
  const auto errors = missing(cleanup, some());
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].message(), "run \"nope\" not found");
  EXPECT_THAT(names(chosen(cleanup, some(), {}).value()), ElementsAre("dead/0"));
}

TEST(Cleanup, OfNothingThatIsThereIsNotOfLeftovers) {
  EXPECT_TRUE(chosen({.runs = {"nope"}}, some(), at("12:10:00")).value().empty());
}

TEST(Cleanup, TakesNamesAsKubectlPrintsThem) {
  for (const char* name :
       {"kubectl-scan-held-0", "job.batch/kubectl-scan-held-0", "job/kubectl-scan-held-0"})
    EXPECT_THAT(names(chosen({.runs = {name}}, some(), {}).value()), ElementsAre("held/0")) << name;
  EXPECT_TRUE(chosen({.runs = {"job/held"}}, some(), {}).value().empty());
}

TEST(Clocks, AgreeWithinFiveMinutes) {
  EXPECT_TRUE(clocks_agree(at("11:00:00"), at("11:05:00")));
  EXPECT_FALSE(clocks_agree(at("11:00:00"), at("11:05:01")));
  EXPECT_FALSE(clocks_agree(at("11:05:01"), at("11:00:00")));
}

TEST(Removal, IsOfTheVeryJobsThatWereRead) {
  test::FakeLoop loop;
  test::FakeTransport api(loop);
  std::vector<std::string> bodies;
  api.otherwise([&](const test::Sent& sent, test::FakeTransport::Script script) {
    bodies.push_back(sent.body);
    script.reply(409, R"({"kind": "Status", "reason": "Conflict", "message": "it has changed"})");
  });
  kube::Client client(api, loop, {.retry = {.attempts = 1}});
  std::vector<OwnJob> jobs{job("dead", 0)};
  jobs[0].version = "17";
  EXPECT_TRUE(remove_jobs(jobs, client, loop)[0]) << "another one of that name is none of ours";
  const auto kept = remove_jobs(jobs, client, loop, Only::unchanged);
  ASSERT_FALSE(kept[0]);
  EXPECT_EQ(kept[0].error().code(), Errc::conflict);
  const auto first = nlohmann::json::parse(bodies.front())["preconditions"];
  const auto last = nlohmann::json::parse(bodies.back())["preconditions"];
  EXPECT_EQ(first, (nlohmann::json{{"uid", "dead0"}}));
  EXPECT_EQ(last, (nlohmann::json{{"uid", "dead0"}, {"resourceVersion", "17"}}));
}

TEST(Cleanup, GuessesNoTime) {
  EXPECT_FALSE(chosen({}, some(), {}));
  EXPECT_FALSE(chosen({.older_than = 1s}, some(), {}));
}

AttachOptions attaching() {
  AttachOptions options;
  options.run = "run";
  return options;
}

TEST(Recovered, RunsHaveEachGroupWhereItWas) {
  const std::vector<OwnJob> jobs{job("run", 0), job("run", 2)};
  const auto run = recover(jobs, attaching(), at("11:01:00")).value();
  ASSERT_EQ(run.plan.groups.size(), 3U);
  EXPECT_EQ(run.plan.groups[0].scans[0].image.tag, "0");
  EXPECT_TRUE(run.plan.groups[1].scans.empty());
  EXPECT_EQ(run.plan.groups[2].scans[0].image.tag, "2");
  EXPECT_EQ(run.options.mode, run::Mode::attach);
}

TEST(Recovered, RunsAreDeletedOnlyIfNobodyElseWaitsForThem) {
  std::vector<OwnJob> jobs{job("run", 0)};
  EXPECT_FALSE(recover(jobs, attaching(), at("11:01:00"))->deletable);
  jobs[0].detached = true;
  EXPECT_TRUE(recover(jobs, attaching(), at("11:01:00"))->deletable);
  AttachOptions keeping = attaching();
  keeping.keep = true;
  EXPECT_FALSE(recover(jobs, keeping, at("11:01:00"))->deletable);
}

TEST(Recovered, RunsRefuseTheJobsThatDoNotSayWhatTheyScan) {
  std::vector<OwnJob> jobs{job("run", 0), job("run", 1), job("run", 99'999)};
  for (OwnJob& each : jobs)
    each.detached = true;
  jobs[1].scans = fail(Errc::protocol, "it does not say what it scans");
  const auto run = recover(jobs, attaching(), at("11:01:00")).value();
  ASSERT_EQ(run.plan.refused.size(), 2U);
  EXPECT_EQ(run.plan.refused[0].image, "job kubectl-scan-run-1");
  EXPECT_EQ(run.plan.refused[0].error.message(), "it does not say what it scans");
  EXPECT_EQ(run.plan.refused[0].error.hint(), "to delete it: kubectl scan cleanup run");
  EXPECT_EQ(run.plan.groups.size(), 1U);
  EXPECT_FALSE(run.deletable);
}

std::vector<OwnJob> two_of(std::size_t in_namespace, std::size_t in_all) {
  std::vector<OwnJob> jobs{job("run", 0), job("run", 2)};
  for (OwnJob& each : jobs) {
    each.jobs_in_namespace = in_namespace;
    each.jobs_of_run = in_all;
  }
  return jobs;
}

TEST(Recovered, RunsRefuseTheJobsThatAreNotThere) {
  std::vector<OwnJob> jobs = two_of(3, 3);
  jobs[0].detached = jobs[1].detached = true;
  const auto run = recover(jobs, attaching(), at("11:01:00")).value();
  EXPECT_FALSE(run.deletable);
  ASSERT_EQ(run.plan.refused.size(), 1U);
  EXPECT_EQ(run.plan.refused[0].image, "run run");
  EXPECT_EQ(run.plan.refused[0].error.message(),
            "1 of its 3 jobs missing: deleted, or not begun yet");
}

TEST(Recovered, RunsMissNoJobsOfOtherNamespacesUnlessAllAreAsked) {
  EXPECT_TRUE(recover(two_of(2, 3), attaching(), at("11:01:00"))->plan.refused.empty());
  AttachOptions everywhere = attaching();
  everywhere.all_namespaces = true;
  EXPECT_EQ(recover(two_of(2, 3), everywhere, at("11:01:00"))->plan.refused.size(), 1U);
}

TEST(Recovered, RunsMissNoJobsThatAnotherOneReplaces) {
  std::vector<OwnJob> jobs = two_of(2, 2);
  jobs[1].replaces = {1};
  EXPECT_TRUE(recover(jobs, attaching(), at("11:01:00"))->plan.refused.empty());
}

TEST(Recovered, RunsOfOneIdAreTwo) {
  std::vector<OwnJob> jobs{job("run", 0), job("run", 0)};
  jobs[1].ns = "till";
  const auto result = recover(jobs, attaching(), at("11:01:00"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(), "run \"run\" is in several namespaces: use -n");
}

TEST(Recovered, RunsAreSetUpBefore) {
  const std::vector<OwnJob> jobs{job("run", 0, "11:00:00", OwnJob::State::waiting)};
  const auto result = recover(jobs, attaching(), at("11:01:00"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(), "run \"run\" is still being set up");
  EXPECT_TRUE(recover(jobs, attaching(), at("12:00:00"))) << "its plugin has died";
}

TEST(Recovered, RunsWaitForWhoHoldsTheirJobsBack) {
  const std::vector<OwnJob> jobs{job("run", 0, "11:00:00", OwnJob::State::suspended)};
  const auto run = recover(jobs, attaching(), at("12:00:00")).value();
  EXPECT_THAT(run.options.suspended, ElementsAre(0U));
  EXPECT_EQ(run.options.limits.group_deadline, 24h);
}

TEST(Recovered, RunsSayHowTheirJobsEnded) {
  std::vector<OwnJob> jobs{job("run", 0, "11:00:00", OwnJob::State::failed), job("run", 1)};
  jobs[0].ending = "DeadlineExceeded: too long";
  const auto run = recover(jobs, attaching(), at("11:01:00")).value();
  EXPECT_THAT(run.options.ended,
              ElementsAre(testing::Pair(0U, "the job has failed: DeadlineExceeded: too long")));
}

TEST(Recovered, RunsNameTheLimitTheyReallyHave) {
  std::vector<OwnJob> jobs{job("run", 0)};
  jobs[0].memory_limit = "512Mi";
  EXPECT_EQ(recover(jobs, attaching(), at("11:01:00"))->options.memory.second, "1024Mi");
  jobs[0].memory_limit = "lots";
  EXPECT_EQ(recover(jobs, attaching(), at("11:01:00"))->options.memory.first, "2Gi");
}

TEST(Recovered, RunsThatSayNothingAreAnError) {
  std::vector<OwnJob> jobs{job("run", 0)};
  jobs[0].scans = fail(Errc::protocol, "it does not say what it scans");
  EXPECT_FALSE(recover(jobs, attaching(), at("11:01:00")));
}

TEST(Recovered, RunsSayWhatTheirJobsHadNoRoomFor) {
  std::vector<OwnJob> jobs{job("run", 0)};
  jobs[0].scans->targets_left_out = 12;
  EXPECT_THAT(recover(jobs, attaching(), at("11:01:00"))->warnings,
              ElementsAre("12 more containers run these images than the jobs could note"));
}

}  // namespace
}  // namespace kscan::cmd
