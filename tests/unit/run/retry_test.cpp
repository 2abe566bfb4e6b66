// What is tried again, how, and how often.
#include "run/machine.hpp"
#include "support/scan_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <csignal>
#include <numeric>
#include <set>
#include <utility>

namespace kscan::run {
namespace {

using Phase = ContainerState::Phase;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* run_id = "run";
constexpr const char* clean_report = R"({"SchemaVersion": 2, "Results": []})";

plan::Plan plan_of(const std::vector<std::size_t>& groups) {
  plan::Plan plan;
  int image = 0;
  for (const std::size_t scans : groups) {
    plan::Group group{"shop", {}, {}};
    for (std::size_t i = 0; i < scans; ++i)
      group.scans.push_back({*image::parse("r.io/app:" + std::to_string(image++)), true, {}});
    plan.groups.push_back(group);
  }
  return plan;
}

template<typename What> std::vector<What> all_of(const std::vector<Effect>& effects) {
  std::vector<What> result;
  for (const Effect& effect : effects)
    if (const auto* what = std::get_if<What>(&effect)) result.push_back(*what);
  return result;
}

/// A cluster that answers everything at once and well; pods do what the test says.
class Cluster {
public:
  explicit Cluster(plan::Plan plan, Limits limits = {}, bool keep = false)
      : machine(std::move(plan),
                {.run_id = run_id,
                 .keep = keep,
                 .limits = limits,
                 .service_account = {},
                 .memory = {}}) {
    on(Begin{});
  }

  void on(const Input& input) {
    for (const Effect& effect : machine.on(input)) {
      all.push_back(effect);
      std::visit([this](const auto& what) { answer(what); }, effect);
    }
  }

  void pod(Group group, PodState state) {
    state.name = "pod";
    on(PodChanged{group, std::move(state)});
  }

  void container(Group group, const std::string& name, const test::ScanLog& log, int code = 0) {
    PodState state;
    state.containers.push_back({name, Phase::terminated, {}, log.termination, code});
    pod(group, state);
    for (const std::string& line : log.lines)
      on(LogLine{group, name, line});
    on(LogEnded{group, name, {}});
  }
  void scanned(Group group, std::size_t scan) {
    container(group, "scan-" + std::to_string(scan), test::scan_log(run_id, clean_report));
  }
  void failed(Group group, std::size_t scan, const std::string& words) {
    container(group,
              "scan-" + std::to_string(scan),
              test::scan_log(run_id, "", 1, {"t\tFATAL\tFatal error\t" + words}),
              1);
  }
  void ran_out_of_memory(Group group, const std::string& name) {
    PodState state;
    state.containers.push_back({name, Phase::terminated, "OOMKilled", {}, 137});
    pod(group, state);
    on(LogEnded{group, name, {}});
  }
  void turns(Group group, int count) {
    for (int i = 0; i < count; ++i)
      on(TimerFired{Timer::pod_watch, group, {}});
  }
  void retry(Group group) { on(TimerFired{Timer::retry, group, {}}); }

  [[nodiscard]] std::vector<Group> jobs() const {
    std::vector<Group> result;
    for (const CreateJob& create : all_of<CreateJob>(all))
      result.push_back(create.group);
    return result;
  }
  [[nodiscard]] bool finished() const { return !all_of<Finish>(all).empty(); }
  [[nodiscard]] std::string told() const {
    std::string text;
    for (const Tell& tell : all_of<Tell>(all))
      text += tell.image + ": " + tell.text + "\n";
    return text;
  }
  [[nodiscard]] std::vector<std::string> images_of(Group group) const {
    std::vector<std::string> result;
    for (const plan::Scan& scan : machine.plan().groups[group].scans)
      result.push_back(image::familiar(scan.image));
    return result;
  }

  Machine machine;
  std::vector<Effect> all;
  bool answers = true;

private:
  void answer(const CreateJob& what) { reply(JobCreated{what.group}); }
  void answer(const CreateOwned& what) { reply(OwnedCreated{what.group}); }
  void answer(const Unsuspend& what) { reply(Unsuspended{what.group}); }
  void answer(const DeleteJob& what) { reply(JobDeleted{what.group}); }
  template<typename Other> void answer(const Other& /*what*/) {}
  void reply(const Input& input) {
    if (answers) on(input);
  }
};

TEST(Retry, ScansOnlyTheFailedImagesAgainAfterAPause) {
  Cluster cluster(plan_of({2}));
  cluster.scanned(0, 0);
  cluster.failed(0, 1, "TOOMANYREQUESTS: slow down");
  EXPECT_THAT(cluster.jobs(), ElementsAre(0)) << "not before the pause is over";
  cluster.retry(1);
  EXPECT_THAT(cluster.jobs(), ElementsAre(0, 1));
  EXPECT_THAT(cluster.images_of(1), ElementsAre("r.io/app:1"));
  EXPECT_THAT(cluster.told(), HasSubstr("trying again in 5 s: "));
  cluster.scanned(1, 0);
  EXPECT_TRUE(cluster.finished());
  const report::Report report = cluster.machine.take_report();
  ASSERT_EQ(report.images.size(), 2U);
  EXPECT_TRUE(report.images[0].scanned());
  EXPECT_TRUE(report.images[1].scanned());
  EXPECT_EQ(image::familiar(report.images[1].image), "r.io/app:1") << "in the plan's order";
}

TEST(Retry, EndsAfterAsManyAttemptsAsAllowed) {
  Cluster cluster(plan_of({1}), {.retries = 2});
  for (Group group = 0; group < 3; ++group) {
    cluster.retry(group);
    cluster.failed(group, 0, "503 Service Unavailable");
  }
  EXPECT_THAT(cluster.jobs(), ElementsAre(0, 1, 2));
  EXPECT_THAT(cluster.told(), HasSubstr("trying again in 10 s: "));
  EXPECT_TRUE(cluster.finished());
  EXPECT_FALSE(cluster.machine.take_report().images[0].scanned());
}

TEST(Retry, LeavesAloneWhatWouldFailAgain) {
  Cluster cluster(plan_of({1}));
  cluster.failed(0, 0, "MANIFEST_UNKNOWN: no such tag");
  EXPECT_THAT(cluster.jobs(), ElementsAre(0));
  EXPECT_TRUE(cluster.finished());
}

TEST(Retry, GivesOnceMoreMemoryAndNamesTheLimits) {
  Cluster cluster(plan_of({2}));
  cluster.ran_out_of_memory(0, "scan-1");
  cluster.scanned(0, 0);
  ASSERT_THAT(cluster.jobs(), ElementsAre(0, 1));
  EXPECT_EQ(all_of<CreateJob>(cluster.all)[0].memory_limit, "");
  EXPECT_EQ(all_of<CreateJob>(cluster.all)[1].memory_limit, "4Gi");
  EXPECT_THAT(cluster.images_of(1), ElementsAre("r.io/app:1"));
  cluster.ran_out_of_memory(1, "scan-0");
  EXPECT_TRUE(cluster.finished());
  const report::Report report = cluster.machine.take_report();
  EXPECT_EQ(report.images[1].failure->message(),
            "scan of r.io/app:1 was killed: out of memory, its limit is 4Gi");
  EXPECT_EQ(report.images[1].failure->hint(), "give it more: --limits memory=8Gi");
}

TEST(Retry, GivesADatabaseDownloadMoreMemoryToo) {
  Cluster cluster(plan_of({2}));
  cluster.ran_out_of_memory(0, "database");
  EXPECT_THAT(cluster.jobs(), ElementsAre(0, 1));
  EXPECT_EQ(cluster.images_of(1).size(), 2U);
}

TEST(Retry, TakesAKilledScannerInALivingShimForOutOfMemory) {
  Cluster cluster(plan_of({1}));
  handoff::Ending killed;
  killed.signal = SIGKILL;
  killed.exit_code = 137;
  killed.sha256 = "x";
  PodState state;
  state.containers.push_back({"scan-0", Phase::terminated, "Error", handoff::to_json(killed), 137});
  cluster.pod(0, state);
  cluster.on(LogEnded{0, "scan-0", {}});
  EXPECT_THAT(cluster.told(), HasSubstr("out of memory, its limit is 2Gi"));
}

TEST(Retry, HalvesAGroupThatAQuotaRefuses) {
  Cluster cluster(plan_of({3}));
  cluster.on(PodRefusals{0,
                         {"exceeded quota: q, requested: limits.memory=8Gi, used: "
                          "limits.memory=0, limited: limits.memory=4Gi"}});
  EXPECT_THAT(cluster.jobs(), ElementsAre(0, 1, 2));
  EXPECT_THAT(cluster.images_of(1), ElementsAre("r.io/app:0"));
  EXPECT_THAT(cluster.images_of(2), ElementsAre("r.io/app:1", "r.io/app:2"));
}

TEST(Retry, NamesTheJobsThatItReplaces) {
  Cluster cluster(plan_of({2}));
  cluster.scanned(0, 0);
  cluster.failed(0, 1, "TOOMANYREQUESTS: slow down");
  cluster.retry(1);
  const auto created = all_of<CreateJob>(cluster.all);
  ASSERT_EQ(created.size(), 2U);
  EXPECT_TRUE(created[0].replaces.empty());
  EXPECT_THAT(created[1].replaces, ElementsAre(0U));
}

TEST(Retry, HalvesNoGroupWhereTheQuotaCountsPods) {
  Cluster cluster(plan_of({3}));
  cluster.on(
      PodRefusals{0, {"exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0"}});
  EXPECT_THAT(cluster.jobs(), ElementsAre(0));
  const report::Report report = cluster.machine.take_report();
  EXPECT_THAT(report.images[0].failure->hint(), HasSubstr("resourcequota -n shop"));
}

TEST(Retry, WaitsForTheOtherJobsOfTheRunWhereAQuotaHasRoomForOne) {
  Cluster cluster(plan_of({1, 1}));
  cluster.on(
      PodRefusals{1, {"exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1"}});
  EXPECT_THAT(cluster.jobs(), ElementsAre(0, 1)) << "the other one is not done yet";
  cluster.scanned(0, 0);
  EXPECT_THAT(cluster.jobs(), ElementsAre(0, 1, 2));
  cluster.scanned(2, 0);
  EXPECT_TRUE(cluster.finished());
  EXPECT_TRUE(cluster.machine.take_report().images[1].scanned());
}

TEST(Retry, HalvesAGroupThatNoNodeHasRoomFor) {
  Cluster cluster(plan_of({2}));
  PodState state;
  state.unschedulable = "0/1 nodes are available: 1 Insufficient memory.";
  cluster.pod(0, state);
  cluster.turns(0, 2);
  EXPECT_THAT(cluster.jobs(), ElementsAre(0)) << "the cluster may be about to grow";
  cluster.turns(0, 1);
  EXPECT_THAT(cluster.jobs(), ElementsAre(0, 1, 2));
  cluster.pod(1, state);
  cluster.turns(1, 20);
  EXPECT_THAT(cluster.jobs(), ElementsAre(0, 1, 2)) << "a single image waits for its time";
}

TEST(Retry, ScansTheTagWhereTheDigestIsAnotherRepositorys) {
  plan::Plan plan = plan_of({2});
  for (plan::Scan& scan : plan.groups[0].scans) {
    scan.image.digest = "sha256:" + std::string(64, 'a');
    scan.digest_from_elsewhere = true;
  }
  Cluster cluster(std::move(plan));
  cluster.scanned(0, 0);
  cluster.failed(0, 1, "MANIFEST_UNKNOWN: manifest unknown");
  EXPECT_THAT(cluster.images_of(1), ElementsAre("r.io/app:1"));
  cluster.scanned(1, 0);
  EXPECT_TRUE(cluster.finished());
  const report::Report report = cluster.machine.take_report();
  EXPECT_TRUE(report.images.at(0).pinned);
  EXPECT_TRUE(report.images.at(1).scanned());
  EXPECT_FALSE(report.images.at(1).pinned) << "that is not known to be what runs";
}

TEST(Retry, ScansNoTagWhereTheDigestShouldBe) {
  plan::Plan plan = plan_of({1});
  plan.groups[0].scans[0].image.digest = "sha256:" + std::string(64, 'a');
  Cluster cluster(std::move(plan));
  cluster.failed(0, 0, "MANIFEST_UNKNOWN: manifest unknown");
  EXPECT_TRUE(cluster.finished());
  EXPECT_FALSE(cluster.machine.take_report().images.at(0).scanned());
}

TEST(Retry, StartsNothingAfterAnInterruption) {
  Cluster cluster(plan_of({1}));
  cluster.failed(0, 0, "TOOMANYREQUESTS");
  cluster.on(Interrupted{SIGINT});
  EXPECT_THAT(cluster.jobs(), ElementsAre(0));
  EXPECT_TRUE(cluster.finished());
  EXPECT_EQ(cluster.machine.take_report().images[0].failure->code(), Errc::interrupted);
}

TEST(LostPod, IsNoticedByItsSilence) {
  Cluster cluster(plan_of({1}), {.retries = 0});
  PodState state;
  state.phase = "Running";
  state.node = "node-1";
  state.containers = {{"scan-0", Phase::running, {}, {}, 0}};
  cluster.pod(0, state);
  cluster.turns(0, 5);
  cluster.on(LogLine{0, "scan-0", "heartbeat"});
  cluster.turns(0, 5);
  EXPECT_FALSE(cluster.finished());
  cluster.turns(0, 1);
  EXPECT_TRUE(cluster.finished());
  const report::Report report = cluster.machine.take_report();
  EXPECT_THAT(report.images[0].failure->message(), HasSubstr("pod on node node-1 was lost"));
  EXPECT_THAT(report.images[0].failure->hint(), HasSubstr("kubectl get nodes"));
}

TEST(LostPod, IsNamedAtOnceWhereTheClusterSaysSo) {
  Cluster cluster(plan_of({1}), {.retries = 0});
  PodState state;
  state.phase = "Running";
  state.lost = "node node-1 is not ready";
  cluster.pod(0, state);
  EXPECT_TRUE(cluster.finished());
  EXPECT_THAT(cluster.machine.take_report().images[0].failure->message(),
              HasSubstr("was lost: node node-1 is not ready"));
}

TEST(LostPod, ThatNeverGoesAwayIsGivenUp) {
  Cluster cluster(plan_of({1}), {.retries = 0});
  PodState state;
  state.deleting = true;
  cluster.pod(0, state);
  cluster.turns(0, 3);
  EXPECT_TRUE(cluster.finished());
}

TEST(StuckPod, FailsLongBeforeItsDeadline) {
  Cluster cluster(plan_of({1}));
  PodState state;
  state.containers = {
      {"scan-0", Phase::waiting, "CreateContainerConfigError", "secret \"x\" not found", 0}};
  cluster.pod(0, state);
  cluster.turns(0, 5);
  EXPECT_FALSE(cluster.finished()) << "the kubelet may see the secret with its next try";
  cluster.turns(0, 1);
  EXPECT_TRUE(cluster.finished());
  EXPECT_THAT(cluster.machine.take_report().images[0].failure->message(),
              HasSubstr("scan-0: CreateContainerConfigError: secret \"x\" not found"));
}

TEST(StuckPod, ThatCanNeverStartFailsAtOnce) {
  for (const auto& [reason, message] :
       {std::pair("CreateContainerConfigError",
                  "container has runAsNonRoot and image will run as root"),
        std::pair("InvalidImageName", "couldn't parse image name"),
        std::pair("ErrImageNeverPull", "not present with pull policy of Never")}) {
    Cluster cluster(plan_of({1}));
    PodState state;
    state.containers = {{"database", Phase::waiting, reason, message, 0}};
    cluster.pod(0, state);
    EXPECT_TRUE(cluster.finished()) << reason;
    EXPECT_FALSE(cluster.machine.take_report().images[0].failure->hint().empty()) << reason;
  }
}

TEST(RunTimeout, EndsTheRunWithWhatIsKnown) {
  Cluster cluster(plan_of({2, 1}), {.parallel = 1, .run = std::chrono::seconds(60)});
  cluster.scanned(0, 0);
  cluster.on(TimerFired{Timer::run_deadline, 0, {}});
  EXPECT_TRUE(cluster.finished());
  EXPECT_THAT(cluster.jobs(), ElementsAre(0));
  EXPECT_EQ(cluster.machine.signal(), 0);
  const report::Report report = cluster.machine.take_report();
  EXPECT_TRUE(report.images[0].scanned());
  for (const std::size_t image : {1U, 2U}) {
    EXPECT_EQ(report.images[image].failure->code(), Errc::timeout);
    EXPECT_THAT(report.images[image].failure->hint(), HasSubstr("--timeout"));
  }
}

TEST(RunTimeout, DoesNotWaitForEverForTheCleanup) {
  Cluster cluster(plan_of({1}), {.run = std::chrono::seconds(60)});
  cluster.answers = false;
  cluster.on(TimerFired{Timer::run_deadline, 0, {}});
  EXPECT_FALSE(cluster.finished());
  cluster.on(TimerFired{Timer::cleanup_grace, 0, {}});
  EXPECT_TRUE(cluster.finished());
  EXPECT_THAT(cluster.machine.leftovers(), ElementsAre(0));
}

TEST(Heartbeat, SpeaksOnlyIntoASilence) {
  Cluster cluster(plan_of({2}));
  cluster.scanned(0, 0);
  cluster.on(TimerFired{Timer::heartbeat, 0, {}});
  EXPECT_EQ(cluster.told().find("still scanning"), std::string::npos);
  cluster.on(TimerFired{Timer::heartbeat, 0, {}});
  EXPECT_THAT(cluster.told(), HasSubstr("still scanning, 1 of 2 images done"));
  cluster.on(TimerFired{Timer::heartbeat, 0, {}});
  cluster.on(TimerFired{Timer::heartbeat, 0, {}});
  const std::string told = cluster.told();
  EXPECT_NE(told.rfind("still scanning"), told.find("still scanning")) << "it goes on";
}

TEST(ImageDone, ComesAsSoonAsAnImageIsScanned) {
  Cluster cluster(plan_of({2}));
  cluster.scanned(0, 1);
  const auto done = all_of<ImageDone>(cluster.all);
  ASSERT_EQ(done.size(), 1U);
  const report::ImageReport image = cluster.machine.report_of(done[0].group, done[0].scan);
  EXPECT_TRUE(image.scanned());
  EXPECT_EQ(image::familiar(image.image), "r.io/app:1");
}

/// A world in which anything may fail at any time, but all that is asked is answered.
class Chaos {
public:
  Chaos(Machine& machine, std::size_t parallel)
      : m_machine(machine),
        m_parallel(parallel) {}

  void feed(const Input& input) {
    for (const Effect& effect : m_machine.on(input)) {
      RC_ASSERT(!finished);
      std::visit([this](const auto& what) { note(what); }, effect);
    }
  }

  /// What the API server owes for the group.
  void answer(Group group) {
    if (deleted.contains(group))
      answer_once(group, JobDeleted{group});
    else if (created.contains(group))
      for (const Input& input :
           {Input(JobCreated{group}), Input(OwnedCreated{group}), Input(Unsuspended{group})})
        answer_once(group, input);
  }

  std::set<Group> created;
  std::set<Group> deleted;
  std::size_t done = 0;
  bool finished = false;

private:
  void answer_once(Group group, const Input& input) {
    if (!m_answered.insert({group, input.index()}).second) return;
    if (std::holds_alternative<JobDeleted>(input)) m_open.erase(group);
    feed(input);
  }

  void note(const CreateJob& what) {
    RC_ASSERT(created.insert(what.group).second);
    m_open.insert(what.group);
    RC_ASSERT(m_open.size() <= m_parallel);
  }
  void note(const DeleteJob& what) {
    RC_ASSERT(created.contains(what.group));
    RC_ASSERT(deleted.insert(what.group).second);
  }
  void note(const ImageDone& /*what*/) { ++done; }
  void note(const Finish& /*what*/) { finished = true; }
  template<typename Other> void note(const Other& /*what*/) {}

  Machine& m_machine;
  std::size_t m_parallel;
  std::set<Group> m_open;
  std::set<std::pair<Group, std::size_t>> m_answered;
};

PodState any_pod() {
  PodState pod;
  pod.name = "pod";
  pod.phase = *rc::gen::element<std::string>("Pending", "Running", "Failed", "Succeeded");
  pod.reason = *rc::gen::element<std::string>("", "", "Evicted", "DeadlineExceeded");
  pod.unschedulable = *rc::gen::element<std::string>("", "", "Insufficient cpu");
  pod.deleting = *rc::gen::inRange(0, 5) == 0;
  pod.lost = *rc::gen::inRange(0, 9) == 0 ? "node n is not ready" : "";
  const auto phase = *rc::gen::element(Phase::waiting, Phase::running, Phase::terminated);
  const auto reason = *rc::gen::element<std::string>("", "OOMKilled", "CreateContainerError");
  pod.containers = {{*rc::gen::element<std::string>("database", "scan-0", "scan-1"),
                     phase,
                     reason,
                     "",
                     phase == Phase::terminated ? 137 : 0}};
  return pod;
}

Input any_input(Group group) {
  const std::string container = *rc::gen::element<std::string>("database", "scan-0", "scan-1");
  const std::string quota =
      "exceeded quota: q, requested: " + *rc::gen::element<std::string>("limits.cpu=2", "pods=1")
      + ", used: x, limited: y";
  switch (*rc::gen::inRange(0, 9)) {
  case 0:
    return PodDeleted{group};
  case 1:
    return PodRefusals{group, {quota}};
  case 2:
    return CallFailed{group, Call::create_owned, Error(Errc::forbidden, quota)};
  case 3:
    return LogEnded{group, container, {}};
  case 4:
    return TimerFired{*rc::gen::element(Timer::pod_watch,
                                        Timer::pod_start,
                                        Timer::group_deadline,
                                        Timer::retry,
                                        Timer::heartbeat,
                                        Timer::log_retry),
                      group,
                      container};
  case 5:
    return LogLine{group, container, "noise"};
  default:
    return PodChanged{group, any_pod()};
  }
}

constexpr std::size_t wild_steps = 60;

/// First anything, then only what the machine's own clock brings about.
Input input_of(std::size_t step, Group group) {
  if (step < wild_steps) return any_input(group);
  return TimerFired{step % 2 == 0 ? Timer::retry : Timer::group_deadline, group, {}};
}

RC_GTEST_PROP(RetryProperty, EndsWithOneWordForEachImageAndNeverTooManyJobs, ()) {
  const auto sizes = *rc::gen::container<std::vector<std::size_t>>(
      *rc::gen::inRange<std::size_t>(1, 4), rc::gen::inRange<std::size_t>(1, 4));
  Limits limits;
  limits.parallel = *rc::gen::inRange<std::size_t>(1, 4);
  limits.retries = *rc::gen::inRange(0U, 3U);
  Machine machine(
      plan_of(sizes),
      {.run_id = run_id, .keep = false, .limits = limits, .service_account = {}, .memory = {}});
  Chaos chaos(machine, limits.parallel);
  chaos.feed(Begin{});
  for (std::size_t step = 0; step < 2000 && !chaos.finished; ++step) {
    const std::size_t groups = machine.plan().groups.size();
    const Group group =
        step < wild_steps ? *rc::gen::inRange<std::size_t>(0, groups) : step / 2 % groups;
    chaos.answer(group);
    chaos.feed(input_of(step, group));
  }
  RC_ASSERT(chaos.finished);
  const std::size_t images = std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
  RC_ASSERT(chaos.done == images);
  RC_ASSERT(chaos.created == chaos.deleted);
  const report::Report report = machine.take_report();
  RC_ASSERT(report.images.size() == images);
  for (std::size_t i = 0; i < images; ++i)
    RC_ASSERT(image::familiar(report.images[i].image) == "r.io/app:" + std::to_string(i));
}

}  // namespace
}  // namespace kscan::run
