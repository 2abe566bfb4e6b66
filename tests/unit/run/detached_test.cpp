// A run whose plugin leaves, and one whose plugin comes later.
#include "run/machine.hpp"
#include "support/scan_log.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <csignal>
#include <set>

namespace kscan::run {
namespace {

constexpr const char* run_id = "run";
constexpr const char* clean_report = R"({"SchemaVersion": 2, "Results": []})";

plan::Plan plan_of(std::size_t groups, plan::Handoff handoff = plan::Handoff::memory) {
  plan::Plan plan;
  for (std::size_t i = 0; i < groups; ++i) {
    plan::Scan scan;
    scan.image = *image::parse("r.io/app:" + std::to_string(i));
    plan.groups.push_back(
        {.ns = "shop", .pull_secrets = {"regcred"}, .scans = {scan}, .handoff = handoff});
  }
  return plan;
}

ContainerState state(std::string name, ContainerState::Phase phase, std::string message = {}) {
  return {.name = std::move(name), .phase = phase, .reason = {}, .message = std::move(message)};
}

PodState pod_that(std::string phase, std::vector<ContainerState> containers = {}) {
  PodState pod;
  pod.name = "scan-pod";
  pod.phase = std::move(phase);
  pod.containers = std::move(containers);
  return pod;
}

class Trial {
public:
  Trial(plan::Plan plan, Machine::Options options)
      : machine(std::move(plan), std::move(options)) {}

  void on(const Input& input) {
    for (Effect& effect : machine.on(input))
      all.push_back(std::move(effect));
  }
  void to_running(Group group) {
    on(JobCreated{group});
    on(OwnedCreated{group});
    on(Unsuspended{group});
  }
  /// The container has run and told everything.
  void container_done(Group group, const std::string& name, const test::ScanLog& log) {
    pod.name = "scan-pod";
    pod.containers.push_back(state(name, ContainerState::Phase::terminated, log.termination));
    on(PodChanged{group, pod});
    for (const std::string& line : log.lines)
      on(LogLine{group, name, line});
    on(LogEnded{group, name, {}});
  }
  void all_done(Group group) {
    container_done(group, "database", test::scan_log(run_id, {}));
    container_done(group, "credentials", test::scan_log(run_id, {}));
    container_done(group, "scan-0", test::scan_log(run_id, clean_report));
    pod.containers.clear();
  }
  template<typename What> [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        all, [](const Effect& effect) { return std::holds_alternative<What>(effect); }));
  }
  [[nodiscard]] bool finished() const { return count<Finish>() == 1; }

  Machine machine;
  PodState pod;
  std::vector<Effect> all;
};

Machine::Options detaching(std::size_t parallel = 4) {
  return {.run_id = run_id, .keep = false, .limits = {.parallel = parallel}, .mode = Mode::detach};
}

TEST(Detaching, EndsWhenThePodIsThereAndDeletesNothing) {
  Trial run(plan_of(1), detaching());
  run.on(Begin{});
  run.to_running(0);
  EXPECT_FALSE(run.finished());
  run.on(PodChanged{0, pod_that("Pending")});
  EXPECT_TRUE(run.finished());
  EXPECT_EQ(run.count<DeleteJob>(), 0U);
  EXPECT_EQ(run.machine.away(), std::vector<Group>{0});
  EXPECT_TRUE(run.machine.leftovers().empty());
  EXPECT_TRUE(run.machine.take_report().images.empty());
}

TEST(Detaching, FollowsNoLog) {
  Trial run(plan_of(2), detaching());
  run.on(Begin{});
  run.to_running(0);
  run.to_running(1);
  run.on(PodChanged{0, pod_that("Running", {state("database", ContainerState::Phase::running)})});
  EXPECT_EQ(run.count<FollowLog>(), 0U);
}

TEST(Detaching, TakesNoPodForSilentWhoseLogItDoesNotRead) {
  Trial run(plan_of(1, plan::Handoff::secret), detaching());
  run.on(Begin{});
  run.to_running(0);
  run.on(PodChanged{0, pod_that("Pending", {state("database", ContainerState::Phase::running)})});
  for (int turn = 0; turn < 7; ++turn)
    run.on(TimerFired{Timer::pod_watch, 0, {}});
  EXPECT_EQ(run.count<DeleteJob>(), 0U);
  EXPECT_FALSE(run.finished());
}

TEST(Detaching, WaitsUntilEachJobMayBegin) {
  Trial run(plan_of(2), detaching(1));
  run.on(Begin{});
  run.to_running(0);
  run.on(PodChanged{0, pod_that("Running")});
  EXPECT_FALSE(run.finished());
  EXPECT_EQ(run.count<CreateJob>(), 1U);
  run.on(PodChanged{0, pod_that("Succeeded")});
  EXPECT_EQ(run.count<CreateJob>(), 2U);
  run.to_running(1);
  run.on(PodChanged{1, pod_that("Pending")});
  EXPECT_TRUE(run.finished());
  EXPECT_EQ(run.machine.away(), (std::vector<Group>{0, 1}));
}

TEST(Detaching, StaysUntilEveryTemporarySecretIsDeleted) {
  Trial run(plan_of(1, plan::Handoff::secret), detaching());
  run.on(Begin{});
  run.to_running(0);
  run.on(PodChanged{0, pod_that("Pending", {state("scan-0", ContainerState::Phase::waiting)})});
  EXPECT_FALSE(run.finished());
  run.on(PodChanged{0, pod_that("Running", {state("scan-0", ContainerState::Phase::running)})});
  EXPECT_EQ(run.count<DeleteSecret>(), 1U);
  EXPECT_FALSE(run.finished());
  run.on(SecretDeleted{0});
  EXPECT_TRUE(run.finished());
}

TEST(Detaching, DeletesTheSecretOfAScannerThatNeverRan) {
  Trial run(plan_of(1, plan::Handoff::secret), detaching());
  run.on(Begin{});
  run.to_running(0);
  run.on(PodChanged{0, pod_that("Failed", {state("scan-0", ContainerState::Phase::waiting)})});
  EXPECT_EQ(run.count<DeleteSecret>(), 1U);
  run.on(CallFailed{0, Call::delete_secret, Error(Errc::not_found, "gone")});
  EXPECT_TRUE(run.finished());
}

TEST(Detaching, SaysWhyAPodIsRefusedAndDeletesItsJob) {
  Trial run(plan_of(1), detaching());
  run.on(Begin{});
  run.to_running(0);
  run.on(PodRefusals{0, {"pods \"x\" is forbidden: violates PodSecurity \"restricted\""}});
  EXPECT_EQ(run.count<DeleteJob>(), 1U);
  run.on(JobDeleted{0});
  EXPECT_TRUE(run.finished());
  const report::Report report = run.machine.take_report();
  ASSERT_EQ(report.images.size(), 1U);
  EXPECT_NE(report.images[0].failure->message().find("PodSecurity"), std::string::npos);
}

TEST(Detaching, IsNoRefusalWhereOneOfTheJobsRuns) {
  Trial run(plan_of(2), detaching());
  run.on(Begin{});
  run.to_running(0);
  run.on(CallFailed{1, Call::create_job, Error(Errc::forbidden, "no")});
  run.on(PodChanged{0, pod_that("Pending")});
  EXPECT_TRUE(run.finished());
  EXPECT_FALSE(run.machine.refusal());
}

TEST(Detaching, DeletesEverythingWhenItIsInterrupted) {
  Trial run(plan_of(2), detaching());
  run.on(Begin{});
  run.to_running(0);
  run.on(PodChanged{0, pod_that("Running")});
  run.to_running(1);
  run.on(Interrupted{SIGINT});
  EXPECT_EQ(run.count<DeleteJob>(), 2U);
  run.on(JobDeleted{0});
  run.on(JobDeleted{1});
  EXPECT_TRUE(run.finished());
  EXPECT_TRUE(run.machine.away().empty());
}

Machine::Options attaching() {
  return {.run_id = run_id, .limits = {.retries = 0}, .mode = Mode::attach};
}

TEST(Attaching, CreatesNothingReadsTheReportAndDeletesNothing) {
  Trial run(plan_of(1), attaching());
  run.on(Begin{});
  EXPECT_EQ(run.count<CreateJob>(), 0U);
  run.all_done(0);
  EXPECT_EQ(run.count<DeleteJob>(), 0U);
  EXPECT_TRUE(run.finished());
  EXPECT_TRUE(run.machine.unread().empty());
  const report::Report report = run.machine.take_report();
  ASSERT_EQ(report.images.size(), 1U);
  EXPECT_TRUE(report.images[0].scanned());
}

struct UnreadCase {
  const char* name;
  std::vector<Input> inputs;
};
void PrintTo(const UnreadCase& c, std::ostream* out) {
  *out << c.name;
}
class Unread : public testing::TestWithParam<UnreadCase> {};
TEST_P(Unread, JobsStay) {
  Trial run(plan_of(1, plan::Handoff::secret), attaching());
  run.on(Begin{});
  for (const Input& input : GetParam().inputs)
    run.on(input);
  EXPECT_TRUE(run.finished());
  EXPECT_EQ(run.count<DeleteJob>(), 0U);
  EXPECT_EQ(run.count<DeleteSecret>(), 0U);
  EXPECT_EQ(run.machine.unread(), std::vector<Group>{0});
}
INSTANTIATE_TEST_SUITE_P(
    Jobs,
    Unread,
    testing::Values(
        UnreadCase{"interrupted", {PodChanged{0, pod_that("Pending")}, Interrupted{SIGINT}}},
        UnreadCase{"timeIsUp", {TimerFired{Timer::run_deadline, 0, {}}}},
        UnreadCase{"jobTakesTooLong",
                   {PodChanged{0, pod_that("Running")}, TimerFired{Timer::group_deadline, 0, {}}}},
        UnreadCase{"podIsPreempted", {PodChanged{0, pod_that("Pending")}, PodDeleted{0}}},
        UnreadCase{"podIsRefusedForNow", {PodRefusals{0, {"exceeded quota"}}}},
        UnreadCase{
            "logMayNotBeRead",
            {PodChanged{0,
                        pod_that("Running", {state("database", ContainerState::Phase::running)})},
             LogEnded{0, "database", fail(Errc::forbidden, "no")}}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Attaching, LooksForAPodThatIsMissingOnlyOnceItKnowsWhichThereAre) {
  const auto asks = [](const Trial& run) {
    return std::ranges::any_of(run.all, [](const Effect& effect) {
      const auto* timer = std::get_if<StartTimer>(&effect);
      return timer != nullptr && timer->timer == Timer::pod_check;
    });
  };
  Trial run(plan_of(1), attaching());
  run.on(Begin{});
  EXPECT_FALSE(asks(run));
  run.on(PodsListed{0});
  EXPECT_TRUE(asks(run));
}

TEST(Attaching, WaitsForAJobThatIsHeldBack) {
  Machine::Options options = attaching();
  options.suspended.insert(0);
  Trial run(plan_of(1), std::move(options));
  run.on(Begin{});
  run.on(PodsListed{0});
  for (const Effect& effect : run.all)
    if (const auto* timer = std::get_if<StartTimer>(&effect)) {
      EXPECT_NE(timer->timer, Timer::pod_check);
      EXPECT_NE(timer->timer, Timer::pod_start);
    }
  EXPECT_FALSE(run.finished());
}

TEST(Attaching, WaitsForRoomAsLongAsTheJob) {
  plan::Plan plan = plan_of(1);
  plan.groups[0].scans.push_back(plan.groups[0].scans[0]);
  Trial run(std::move(plan), attaching());
  run.on(Begin{});
  PodState pod = pod_that("Pending");
  pod.unschedulable = "0/3 nodes are available: 3 Insufficient memory.";
  run.on(PodChanged{0, pod});
  for (int turn = 0; turn < 9; ++turn)
    run.on(TimerFired{Timer::pod_watch, 0, {}});
  EXPECT_FALSE(run.finished());
}

TEST(Attaching, WithoutTheRightToWatchIsRefused) {
  Trial run(plan_of(2), attaching());
  run.on(Begin{});
  for (Group group = 0; group < 2; ++group)
    run.on(CallFailed{group, Call::watch_pods, Error(Errc::forbidden, "pods is forbidden")});
  EXPECT_TRUE(run.finished());
  ASSERT_TRUE(run.machine.refusal());
  EXPECT_EQ(run.machine.refusal()->message(), "pods is forbidden");
}

TEST(Attaching, WatchesNoNamespaceOfANumberThatHasNoJob) {
  plan::Plan plan = plan_of(2);
  plan.groups[0] = {};
  Trial run(std::move(plan), attaching());
  run.on(Begin{});
  EXPECT_EQ(run.count<WatchPods>(), 1U);
}

TEST(Attaching, SkipsNumbersThatHaveNoJob) {
  plan::Plan plan = plan_of(3);
  plan.groups[1].scans.clear();
  Trial run(std::move(plan), attaching());
  run.on(Begin{});
  run.all_done(0);
  run.all_done(2);
  EXPECT_TRUE(run.finished());
  EXPECT_EQ(run.machine.take_report().images.size(), 2U);
}

TEST(Attaching, NamesTheEndOfAJobThatHasNoPodAnyMore) {
  Machine::Options options = attaching();
  options.ended[0] = "the job has failed: DeadlineExceeded: it was active longer than specified";
  Trial run(plan_of(1), std::move(options));
  run.on(Begin{});
  run.on(TimerFired{Timer::pod_check, 0, {}});
  EXPECT_TRUE(run.finished());
  EXPECT_TRUE(run.machine.unread().empty());
  const report::Report report = run.machine.take_report();
  EXPECT_NE(report.images[0].failure->message().find("DeadlineExceeded"), std::string::npos);
}

TEST(Attaching, LeavesTheRunAloneWhenItIsInterrupted) {
  Trial run(plan_of(1, plan::Handoff::secret), attaching());
  run.on(Begin{});
  run.on(PodChanged{0, pod_that("Pending", {state("scan-0", ContainerState::Phase::waiting)})});
  run.on(Interrupted{SIGINT});
  EXPECT_TRUE(run.finished());
  EXPECT_EQ(run.count<DeleteJob>(), 0U);
  EXPECT_EQ(run.count<DeleteSecret>(), 0U);
  EXPECT_EQ(run.machine.kept(), std::vector<Group>{0});
}

TEST(Attaching, TriesNothingAgain) {
  Machine::Options options = attaching();
  options.limits.retries = 3;
  Trial run(plan_of(1), std::move(options));
  run.on(Begin{});
  run.on(PodChanged{0, pod_that("Pending")});
  run.on(PodDeleted{0});
  EXPECT_TRUE(run.finished());
  EXPECT_EQ(run.count<CreateJob>(), 0U);
}

Input random_input(Group group) {
  const auto phase = *rc::gen::element<std::string>("Pending", "Running", "Succeeded", "Failed");
  const auto container =
      *rc::gen::element(ContainerState::Phase::waiting, ContainerState::Phase::running);
  switch (*rc::gen::inRange(0, 10)) {
  case 0:
    return JobCreated{group};
  case 1:
    return OwnedCreated{group};
  case 2:
    return Unsuspended{group};
  case 3:
  case 4:
    return PodChanged{group, pod_that(phase, {state("scan-0", container)})};
  case 5:
    return PodDeleted{group};
  case 6:
    return JobDeleted{group};
  case 8:
    return SecretDeleted{group};
  case 7:
    return PodRefusals{group, {"exceeded quota"}};
  default:
    return TimerFired{Timer::group_deadline, group, {}};
  }
}

template<typename What> std::set<Group> groups_of(const std::vector<Effect>& effects) {
  std::set<Group> groups;
  for (const Effect& effect : effects)
    if (const auto* what = std::get_if<What>(&effect)) groups.insert(what->group);
  return groups;
}

RC_GTEST_PROP(Detaching, EndsWithEachJobEitherDeletedOrGoingOn, ()) {
  const auto handoff = *rc::gen::element(plan::Handoff::memory, plan::Handoff::secret);
  Trial run(plan_of(3, handoff), detaching(2));
  run.on(Begin{});
  for (int i = 0; i < 60; ++i)
    run.on(random_input(*rc::gen::inRange<Group>(0, 4)));
  if (!run.finished()) run.on(Interrupted{SIGTERM});
  for (Group group = 0; group < run.machine.plan().groups.size(); ++group) {
    run.on(JobCreated{group});
    run.on(JobDeleted{group});
  }
  RC_ASSERT(run.finished());
  const std::set<Group> deleted = groups_of<DeleteJob>(run.all);
  RC_ASSERT(run.count<DeleteJob>() == deleted.size());
  for (const Group group : groups_of<CreateJob>(run.all)) {
    const auto away = run.machine.away();
    const bool goes_on = std::ranges::find(away, group) != away.end();
    RC_ASSERT(goes_on != deleted.contains(group));
  }
}

}  // namespace
}  // namespace kscan::run
