#include "manifest/manifest.hpp"
#include "manifest/own_job.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include <functional>

namespace kscan::manifest {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr const char* created = "2026-11-23T11:00:00Z";

SystemTime at(const char* text) {
  return parse_rfc3339(text).value();
}

plan::Group group() {
  plan::Scan pinned;
  pinned.image = *image::parse("registry.test:5000/team/web:1@sha256:" + std::string(64, 'a'));
  pinned.pinned = true;
  pinned.mirror = *image::parse("mirror.test/team/web:1");
  pinned.notes = {"the kubelet pulls it in vain"};
  pinned.targets = {{"shop", "Deployment", "web", "app", "container", "web-7d9c-x"}};
  plan::Scan tagged;
  tagged.image = *image::parse("nginx");
  return {.ns = "shop",
          .pull_secrets = {"regcred"},
          .scans = {pinned, tagged},
          .handoff = plan::Handoff::memory};
}

Settings settings() {
  Settings result;
  result.run_id = "x7k2p9qa";
  result.scanner_image = "mirror.test/trivy:0.70.0";
  result.payload = {"BOOT", "XZ", "0123abcd"};
  return result;
}

/// As the API server keeps it.
json stored(const Settings& with = settings()) {
  json object = json::parse(job(group(), 3, with).dump());
  object["metadata"]["uid"] = "u-1";
  object["metadata"]["creationTimestamp"] = created;
  return object;
}

TEST(OwnJob, TellsWhatItsRunPutIntoIt) {
  const auto job = own_job(stored());
  ASSERT_TRUE(job);
  EXPECT_EQ(job->run_id, "x7k2p9qa");
  EXPECT_EQ(job->group, 3U);
  EXPECT_EQ(job->ns, "shop");
  EXPECT_EQ(job->uid, "u-1");
  EXPECT_EQ(job->scanner, "trivy");
  EXPECT_EQ(job->scanner_image, "mirror.test/trivy:0.70.0");
  EXPECT_EQ(job->memory_limit, "2Gi");
  EXPECT_EQ(job->ttl, 600s);
  EXPECT_FALSE(job->detached);
  EXPECT_EQ(job->state, OwnJob::State::waiting);
}

TEST(OwnJob, TellsItsGroupAsItWasPlanned) {
  const auto job = own_job(stored());
  ASSERT_TRUE(job && job->scans);
  const plan::Group& read = job->scans->group;
  const plan::Group planned = group();
  EXPECT_EQ(read.ns, planned.ns);
  EXPECT_EQ(read.handoff, planned.handoff);
  EXPECT_EQ(read.pull_secrets, planned.pull_secrets);
  ASSERT_EQ(read.scans.size(), planned.scans.size());
  for (std::size_t i = 0; i < read.scans.size(); ++i) {
    EXPECT_EQ(read.scans[i].image, planned.scans[i].image);
    EXPECT_EQ(read.scans[i].mirror, planned.scans[i].mirror);
    EXPECT_EQ(read.scans[i].pinned, planned.scans[i].pinned);
    EXPECT_EQ(read.scans[i].notes, planned.scans[i].notes);
    EXPECT_EQ(read.scans[i].targets, planned.scans[i].targets);
  }
  EXPECT_EQ(job->scans->targets_left_out, 0U);
}

TEST(OwnJob, SaysHowManyItsRunHas) {
  Settings with = settings();
  with.jobs = {{"shop", 2}, {"till", 3}};
  with.replaces = {0, 4};
  const auto job = own_job(stored(with));
  EXPECT_EQ(job->jobs_of_run, 5U);
  EXPECT_EQ(job->jobs_in_namespace, 2U);
  EXPECT_EQ(job->replaces, (std::set<std::size_t>{0, 4}));
}

TEST(OwnJob, HasNoNumbersWhereThereIsSomethingElse) {
  for (const char* text : {"", "x", "-1 2", " 5 2", "99999999999999999999 1"}) {
    json object = stored();
    object["metadata"]["annotations"][std::string(annotation_jobs)] = text;
    EXPECT_EQ(own_job(object)->jobs_of_run, 0U) << text;
  }
}

TEST(OwnJob, SaysThatItIsDetached) {
  Settings detached = settings();
  detached.detached = true;
  EXPECT_TRUE(own_job(stored(detached))->detached);
}

struct StateCase {
  const char* name;
  std::function<void(json&)> change;
  OwnJob::State state;
};
void PrintTo(const StateCase& c, std::ostream* out) {
  *out << c.name;
}
class StateOf : public testing::TestWithParam<StateCase> {};
TEST_P(StateOf, AJobIsTold) {
  json object = stored();
  GetParam().change(object);
  EXPECT_EQ(own_job(object)->state, GetParam().state);
}
json condition(const char* type, const char* status = "True") {
  return {{"type", type}, {"status", status}, {"reason", "R"}, {"message", "m"}};
}
INSTANTIATE_TEST_SUITE_P(
    Jobs,
    StateOf,
    testing::Values(
        StateCase{"new", [](json&) {}, OwnJob::State::waiting},
        StateCase{
            "released", [](json& job) { job["spec"]["suspend"] = false; }, OwnJob::State::running},
        StateCase{"heldBackByAQueue",
                  [](json& job) {
                    job["metadata"]["annotations"][std::string(annotation_released)] = "true";
                  },
                  OwnJob::State::suspended},
        StateCase{"complete",
                  [](json& job) { job["status"]["conditions"] = {condition("Complete")}; },
                  OwnJob::State::complete},
        StateCase{"failed",
                  [](json& job) { job["status"]["conditions"] = {condition("Failed")}; },
                  OwnJob::State::failed},
        StateCase{"notFailed",
                  [](json& job) { job["status"]["conditions"] = {condition("Failed", "False")}; },
                  OwnJob::State::waiting}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(OwnJob, SaysHowItFailed) {
  json object = stored();
  object["status"]["conditions"] = {condition("Failed")};
  EXPECT_EQ(own_job(object)->ending, "R: m");
}

TEST(Leftover, IsWhatIsPastItsDeadlineByTheServersClock) {
  const auto job = own_job(stored()).value();
  // The pod may start for 300 s and run for 900 s, the Job has 60 s more and 600 s to live.
  EXPECT_FALSE(is_leftover(job, at("2026-11-23T11:36:00Z")));
  EXPECT_TRUE(is_leftover(job, at("2026-11-23T11:36:01Z")));
}

/// A Job that a queue has let go two hours after its creation.
json released() {
  json object = stored();
  object["spec"]["suspend"] = false;
  object["status"]["startTime"] = "2026-11-23T13:00:00Z";
  return object;
}

TEST(Leftover, HasItsTimeFromItsStart) {
  const auto job = own_job(released()).value();
  EXPECT_FALSE(is_leftover(job, at("2026-11-23T13:36:00Z")));
  EXPECT_TRUE(is_leftover(job, at("2026-11-23T13:36:01Z")));
}

TEST(Leftover, IsNothingThatIsAboutToStart) {
  json object = released();
  object["status"].erase("startTime");
  EXPECT_FALSE(is_leftover(*own_job(object), at("2026-11-24T13:00:00Z")));
}

TEST(Leftover, HasItsTimeToLiveAfterItsEnd) {
  json object = released();
  json complete = condition("Complete");
  complete["lastTransitionTime"] = "2026-11-23T14:00:00Z";
  object["status"]["conditions"].push_back(std::move(complete));
  const auto job = own_job(object).value();
  EXPECT_FALSE(is_leftover(job, at("2026-11-23T14:15:00Z")));
  EXPECT_TRUE(is_leftover(job, at("2026-11-23T14:15:01Z")));
}

TEST(Leftover, IsNothingThatSomebodyElseHoldsBack) {
  json object = stored();
  object["metadata"]["annotations"][std::string(annotation_released)] = "true";
  EXPECT_FALSE(is_leftover(*own_job(object), at("2027-01-01T00:00:00Z")));
}

struct ForeignCase {
  const char* name;
  std::function<void(json&)> change;
};
void PrintTo(const ForeignCase& c, std::ostream* out) {
  *out << c.name;
}
class Foreign : public testing::TestWithParam<ForeignCase> {};
TEST_P(Foreign, JobsAreNotOurs) {
  json object = stored();
  GetParam().change(object);
  EXPECT_FALSE(own_job(object));
}
INSTANTIATE_TEST_SUITE_P(
    Jobs,
    Foreign,
    testing::Values(
        ForeignCase{"nothing", [](json& job) { job = nullptr; }},
        ForeignCase{
            "otherManager",
            [](json& job) { job["metadata"]["labels"]["app.kubernetes.io/managed-by"] = "Helm"; }},
        ForeignCase{"otherName", [](json& job) { job["metadata"]["name"] = "backup"; }},
        ForeignCase{"noDeadline",
                    [](json& job) { job["metadata"]["annotations"] = json::object(); }},
        ForeignCase{"deadlineIsNoNumber",
                    [](json& job) {
                      job["metadata"]["annotations"][std::string(annotation_deadline)] = "9s";
                    }},
        ForeignCase{"deadlineBeyondAllClocks",
                    [](json& job) {
                      job["metadata"]["annotations"][std::string(annotation_deadline)] =
                          "9223372036854775807";
                    }},
        ForeignCase{"groupTooHigh",
                    [](json& job) {
                      job["metadata"]["labels"][std::string(label_group)] = "4294967295";
                      job["metadata"]["name"] = "kubectl-scan-x7k2p9qa-4294967295";
                    }},
        ForeignCase{"noTime", [](json& job) { job["metadata"].erase("creationTimestamp"); }}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(GroupText, LeavesOutTargetsRatherThanGrow) {
  plan::Group crowded = group();
  for (int i = 0; i < 5000; ++i)
    crowded.scans[0].targets.push_back(
        {"shop", "Pod", "pod-" + std::to_string(i), "app", "container", "pod"});
  const std::string text = group_text(crowded);
  EXPECT_LE(text.size(), max_group_text);
  const auto read = read_group(text, "shop");
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->group.scans[0].targets.empty());
  EXPECT_EQ(read->group.scans[0].targets.size() + read->targets_left_out, 5001U);
}

TEST(GroupText, OfSomebodyElseIsAnError) {
  for (const char* text : {"",
                           "null",
                           "[]",
                           R"({"handoff": "secret"})",
                           R"({"handoff": "fax", "scans": [{"image": "nginx"}]})",
                           R"({"handoff": "secret", "scans": [{"image": "not an image"}]})",
                           R"({"handoff": "secret", "scans": [7]})"})
    EXPECT_FALSE(read_group(text, "shop")) << text;
}

RC_GTEST_PROP(GroupText, NeverCrashesWhateverIsInIt, (const std::string& noise)) {
  std::string text = group_text(group());
  const std::size_t at = noise.size() % text.size();
  text.replace(at, std::min<std::size_t>(noise.size(), 20), noise);
  static_cast<void>(read_group(text, "shop"));
}

}  // namespace
}  // namespace kscan::manifest
