#include "handoff/credentials_report.hpp"
#include "run/machine.hpp"
#include "support/scan_log.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <csignal>
#include <map>

namespace kscan::run {
namespace {

constexpr const char* run_id = "run";
constexpr const char* clean_report = R"({"SchemaVersion": 2, "Results": []})";

plan::Plan plan_of(std::size_t groups, std::vector<std::string> secrets = {"regcred"}) {
  plan::Plan plan;
  for (std::size_t i = 0; i < groups; ++i) {
    plan::Group group{"shop", secrets, {}};
    group.scans.push_back({*image::parse("r.io/app:" + std::to_string(i)), true, {}});
    plan.groups.push_back(group);
  }
  return plan;
}

template<typename What> std::size_t count(const std::vector<Effect>& effects) {
  return static_cast<std::size_t>(
      std::count_if(effects.begin(), effects.end(), [](const Effect& e) {
        return std::holds_alternative<What>(e);
      }));
}

ContainerState
state(std::string name, ContainerState::Phase phase, std::string message = {}, int exit_code = 0) {
  return {std::move(name), phase, {}, std::move(message), exit_code};
}

/// A machine with what a test needs to drive it, and everything it ever wanted.
class Trial {
public:
  explicit Trial(plan::Plan plan,
                 Machine::Options options = {.run_id = run_id, .keep = false, .limits = {}})
      : machine(std::move(plan), std::move(options)) {}

  std::vector<Effect> on(const Input& input) {
    std::vector<Effect> effects = machine.on(input);
    all.insert(all.end(), effects.begin(), effects.end());
    return effects;
  }

  void to_running(Group group) {
    on(JobCreated{group});
    on(OwnedCreated{group});
    on(Unsuspended{group});
  }

  /// The container has run and told everything.
  void container_done(Group group, const std::string& name, const test::ScanLog& log) {
    pod.name = "pod";
    pod.containers.push_back(state(name, ContainerState::Phase::terminated, log.termination));
    on(PodChanged{group, pod});
    for (const std::string& line : log.lines)
      on(LogLine{group, name, line});
    on(LogEnded{group, name, {}});
  }

  Machine machine;
  PodState pod;
  std::vector<Effect> all;
};

TEST(Machine, WatchesBeforeItCreates) {
  Trial run(plan_of(1));
  const auto effects = run.on(Begin{});
  EXPECT_TRUE(std::holds_alternative<WatchPods>(effects.front()));
  EXPECT_TRUE(std::holds_alternative<CreateJob>(effects.back()));
}

TEST(Machine, RunsAJobFromCreationToDeletion) {
  Trial run(plan_of(1));
  run.on(Begin{});
  EXPECT_EQ(count<CreateOwned>(run.on(JobCreated{0})), 1U);
  EXPECT_EQ(count<Unsuspend>(run.on(OwnedCreated{0})), 1U);
  run.on(Unsuspended{0});
  run.container_done(0, "database", test::scan_log(run_id, ""));
  run.container_done(0, "credentials", test::scan_log(run_id, "{}"));
  run.container_done(0, "scan-0", test::scan_log(run_id, clean_report));
  EXPECT_EQ(count<DeleteSecret>(run.all), 1U);
  EXPECT_EQ(count<DeleteJob>(run.all), 1U);
  EXPECT_EQ(count<Finish>(run.all), 0U);
  EXPECT_EQ(count<Finish>(run.on(JobDeleted{0})), 1U);
  EXPECT_TRUE(run.machine.leftovers().empty());
  const report::Report report = run.machine.take_report();
  ASSERT_EQ(report.images.size(), 1U);
  EXPECT_TRUE(report.images[0].scanned());
}

TEST(Machine, RemembersWhichScannerRan) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  Trial run(plan_of(1));
  run.on(Begin{});
  run.to_running(0);
  run.container_done(0, "database", test::scan_log(run_id, ""));
  run.container_done(0, "credentials", test::scan_log(run_id, "{}"));
  const test::ScanLog log = test::scan_log(run_id, clean_report);
  run.pod.containers.push_back(state("scan-0", ContainerState::Phase::terminated, log.termination));
  run.pod.containers.back().image_id = "mirror.test/trivy@" + digest;
  run.container_done(0, "scan-0", log);
  EXPECT_EQ(run.machine.take_report().images.at(0).scan.scanner.digest, digest);
}

TEST(Machine, DeletesTheSecretAsSoonAsItsScannerRuns) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.to_running(0);
  PodState pod;
  pod.name = "pod";
  pod.containers = {state("scan-0", ContainerState::Phase::waiting)};
  EXPECT_EQ(count<DeleteSecret>(run.on(PodChanged{0, pod})), 0U);
  pod.containers = {state("scan-0", ContainerState::Phase::running)};
  EXPECT_EQ(count<DeleteSecret>(run.on(PodChanged{0, pod})), 1U);
  EXPECT_EQ(count<DeleteSecret>(run.on(PodChanged{0, pod})), 0U);
}

TEST(Machine, HasNoSecretToDeleteWithoutPullSecrets) {
  Trial run(plan_of(1, {}));
  run.on(Begin{});
  run.to_running(0);
  run.container_done(0, "database", test::scan_log(run_id, ""));
  run.container_done(0, "scan-0", test::scan_log(run_id, clean_report));
  EXPECT_EQ(count<DeleteSecret>(run.all), 0U);
  EXPECT_EQ(count<DeleteJob>(run.all), 1U);
}

TEST(Machine, HasNoSecretToDeleteWhenCredentialsTravelInMemory) {
  plan::Plan plan = plan_of(1);
  plan.groups[0].handoff = plan::Handoff::memory;
  Trial run(plan);
  run.on(Begin{});
  run.to_running(0);
  run.container_done(0, "database", test::scan_log(run_id, ""));
  run.container_done(0, "credentials", test::scan_log(run_id, R"({"images":[],"badSecrets":[]})"));
  run.container_done(0, "scan-0", test::scan_log(run_id, clean_report));
  EXPECT_EQ(count<DeleteSecret>(run.all), 0U);
  EXPECT_EQ(count<DeleteJob>(run.all), 1U);
  EXPECT_TRUE(run.machine.take_report().images[0].scanned());
}

TEST(Machine, WaitsForNoCredentialsContainerWithoutAHandoff) {
  plan::Plan plan = plan_of(1);
  plan.groups[0].handoff = plan::Handoff::none;
  Trial run(plan, {.run_id = run_id, .keep = false, .limits = {}, .service_account = "scanner"});
  run.on(Begin{});
  run.to_running(0);
  run.container_done(0, "database", test::scan_log(run_id, ""));
  run.container_done(0, "scan-0", test::scan_log(run_id, "", 1, {"FATAL\tUNAUTHORIZED: no"}));
  EXPECT_EQ(count<DeleteSecret>(run.all), 0U);
  const report::Report report = run.machine.take_report();
  EXPECT_NE(report.images[0].failure->message().find("as serviceaccount \"scanner\""),
            std::string::npos);
}

TEST(Machine, NeverHasMoreJobsThanAllowed) {
  Trial run(plan_of(3), {.run_id = run_id, .keep = false, .limits = {.parallel = 2}});
  EXPECT_EQ(count<CreateJob>(run.on(Begin{})), 2U);
  run.on(CallFailed{0, Call::create_job, Error(Errc::forbidden, "no")});
  EXPECT_EQ(count<CreateJob>(run.all), 3U);
}

TEST(Machine, FailsAnImageWithTheScannersWords) {
  Trial run(plan_of(1, {}));
  run.on(Begin{});
  run.to_running(0);
  run.container_done(
      0,
      "scan-0",
      test::scan_log(run_id, "", 1, {"12:00\tINFO\tx", "12:00\tFATAL\tFatal error\tUNAUTHORIZED"}));
  const report::Report report = run.machine.take_report();
  ASSERT_FALSE(report.images[0].scanned());
  EXPECT_NE(report.images[0].failure->message().find("UNAUTHORIZED"), std::string::npos);
  EXPECT_FALSE(report.images[0].failure->hint().empty());
}

TEST(Machine, FailsAllImagesOfAJobWhoseDatabaseDoesNotArrive) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.to_running(0);
  run.container_done(0, "database", test::scan_log(run_id, "", 1, {"FATAL\tTOOMANYREQUESTS"}));
  EXPECT_EQ(count<DeleteJob>(run.all), 1U);
  const report::Report report = run.machine.take_report();
  EXPECT_NE(report.images[0].failure->message().find("database"), std::string::npos);
}

TEST(Machine, NamesTheReasonWhyNoPodAppears) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.to_running(0);
  EXPECT_EQ(count<ReadPodRefusals>(run.on(TimerFired{Timer::pod_check, 0, {}})), 1U);
  run.on(PodRefusals{0, {}});
  EXPECT_EQ(count<DeleteJob>(run.all), 0U);
  run.on(PodRefusals{0, {"old", "violates PodSecurity \"restricted:latest\""}});
  EXPECT_EQ(count<DeleteJob>(run.all), 1U);
  const report::Report report = run.machine.take_report();
  EXPECT_NE(report.images[0].failure->message().find("violates PodSecurity"), std::string::npos);
}

TEST(Machine, TimesOutAPodThatNeverStarts) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.to_running(0);
  PodState pod;
  pod.unschedulable = "0/1 nodes are available";
  run.on(PodChanged{0, pod});
  run.on(TimerFired{Timer::pod_start, 0, {}});
  const report::Report report = run.machine.take_report();
  EXPECT_EQ(report.images[0].failure->code(), Errc::timeout);
  EXPECT_NE(report.images[0].failure->message().find("0/1 nodes"), std::string::npos);
}

TEST(Machine, NamesAPodThatEndedBeforeItsScannersStarted) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.to_running(0);
  PodState pod;
  pod.name = "pod";
  pod.phase = "Failed";
  pod.reason = "Evicted";
  pod.message = "The node was low on resource: memory";
  run.on(PodChanged{0, pod});
  const report::Report report = run.machine.take_report();
  EXPECT_NE(report.images[0].failure->message().find("Evicted: The node was low"),
            std::string::npos);
}

TEST(Machine, TellsARefusalThatStopsEverything) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.on(CallFailed{0, Call::create_job, Error(Errc::forbidden, "jobs is forbidden")});
  EXPECT_EQ(count<Finish>(run.all), 1U);
  EXPECT_EQ(count<DeleteJob>(run.all), 0U) << "nothing was created";
  ASSERT_TRUE(run.machine.refusal());
  EXPECT_EQ(run.machine.refusal()->message(), "jobs is forbidden");
}

TEST(Machine, DeletesAJobThatMayHaveBeenCreatedUnseen) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.on(CallFailed{0, Call::create_job, Error(Errc::unavailable, "connection broke")});
  EXPECT_EQ(count<DeleteJob>(run.all), 1U);
  run.on(CallFailed{0, Call::delete_job, Error(Errc::not_found, "gone")});
  EXPECT_EQ(count<Finish>(run.all), 1U);
  EXPECT_TRUE(run.machine.leftovers().empty());
}

TEST(Machine, StopsAtOnceWhenItMayNotWatch) {
  Trial run(plan_of(2), {.run_id = run_id, .keep = false, .limits = {.parallel = 1}});
  run.on(Begin{});
  for (Group group = 0; group < 2; ++group)
    run.on(CallFailed{group, Call::watch_pods, Error(Errc::forbidden, "pods is forbidden")});
  EXPECT_EQ(count<CreateOwned>(run.on(JobCreated{0})), 0U) << "a blind run helps nobody";
  run.on(JobDeleted{0});
  EXPECT_EQ(count<CreateJob>(run.all), 1U);
  EXPECT_EQ(count<Finish>(run.all), 1U);
  ASSERT_TRUE(run.machine.refusal());
  EXPECT_TRUE(run.machine.leftovers().empty());
}

TEST(Machine, KeepsResultsWhenTheWatchIsLostLater) {
  plan::Plan two_images = plan_of(1, {});
  two_images.groups[0].scans.push_back({*image::parse("r.io/other"), true, {}});
  Trial run(two_images);
  run.on(Begin{});
  run.to_running(0);
  run.container_done(0, "scan-0", test::scan_log(run_id, clean_report));
  run.on(CallFailed{0, Call::watch_pods, Error(Errc::unauthorized, "token expired")});
  EXPECT_FALSE(run.machine.refusal());
  const report::Report report = run.machine.take_report();
  EXPECT_TRUE(report.images[0].scanned());
  EXPECT_EQ(report.images[1].failure->message(), "token expired");
}

TEST(Machine, BelievesThePodAboutItsEndRatherThanItsContainers) {
  Trial run(plan_of(1, {}));
  run.on(Begin{});
  run.to_running(0);
  run.pod.phase = "Failed";
  run.pod.reason = "DeadlineExceeded";
  run.pod.message = "Pod was active on the node longer than the specified deadline";
  run.container_done(0, "scan-0", test::scan_log(run_id, "", 143));
  const report::Report report = run.machine.take_report();
  EXPECT_EQ(report.images[0].failure->code(), Errc::timeout);
  EXPECT_NE(report.images[0].failure->message().find("DeadlineExceeded"), std::string::npos);
}

TEST(Machine, TellsWhichCredentialTheRegistryRefused) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.to_running(0);
  handoff::CredentialsReport chosen;
  chosen.images.push_back(
      {.reference = "r.io/app:0", .pull_secret = "regcred", .key = "r.io", .candidates = 1});
  run.container_done(0, "credentials", test::scan_log(run_id, handoff::to_json(chosen)));
  run.container_done(0, "scan-0", test::scan_log(run_id, "", 1, {"FATAL\tUNAUTHORIZED: no"}));
  const report::Report report = run.machine.take_report();
  EXPECT_NE(report.images[0].failure->message().find("used pull secret \"regcred\" (key \"r.io\")"),
            std::string::npos)
      << report.images[0].failure->message();
}

TEST(Machine, ReportsWhichCredentialWasUsed) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.to_running(0);
  handoff::CredentialsReport chosen;
  chosen.images.push_back({.reference = "r.io/app:0",
                           .pull_secret = "regcred",
                           .key = "https://r.io",
                           .candidates = 1});
  run.container_done(0, "credentials", test::scan_log(run_id, handoff::to_json(chosen)));
  run.container_done(0, "scan-0", test::scan_log(run_id, clean_report));
  const report::Report report = run.machine.take_report();
  EXPECT_EQ(report.images[0].credential.pull_secret, "regcred");
  EXPECT_EQ(report.images[0].credential.key, "https://r.io");
}

TEST(Machine, WarnsOnceOfSecretsItMayNotDelete) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.to_running(0);
  for (int i = 0; i < 3; ++i)
    run.on(CallFailed{0, Call::delete_secret, Error(Errc::forbidden, "no")});
  EXPECT_EQ(run.machine.take_report().warnings.size(), 1U);
}

TEST(Machine, KeepsTheJobWhenAskedTo) {
  Trial run(plan_of(1, {}), {.run_id = run_id, .keep = true, .limits = {}});
  run.on(Begin{});
  run.to_running(0);
  run.container_done(0, "scan-0", test::scan_log(run_id, clean_report));
  EXPECT_EQ(count<DeleteJob>(run.all), 0U);
  EXPECT_EQ(count<Finish>(run.all), 1U);
  EXPECT_EQ(run.machine.kept(), std::vector<Group>{0});
}

TEST(Machine, KeepsNoJobWhosePodMayStillCreateSecrets) {
  Trial run(plan_of(1), {.run_id = run_id, .keep = true, .limits = {.retries = 0}});
  run.on(Begin{});
  run.to_running(0);
  run.on(PodChanged{0, run.pod});
  run.on(TimerFired{Timer::group_deadline, 0, {}});
  EXPECT_EQ(count<DeleteJob>(run.all), 1U);
  EXPECT_TRUE(run.machine.kept().empty());
}

TEST(Machine, KeepsNoJobOfARunWhoseTimeIsUp) {
  Trial run(plan_of(1, {}),
            {.run_id = run_id, .keep = true, .limits = {.run = std::chrono::seconds(60)}});
  run.on(Begin{});
  run.to_running(0);
  run.on(PodChanged{0, run.pod});
  run.on(TimerFired{Timer::run_deadline, 0, {}});
  EXPECT_EQ(count<DeleteJob>(run.all), 1U);
  EXPECT_TRUE(run.machine.kept().empty());
}

TEST(Machine, KeepsNoJobThatWasNeverReleased) {
  Trial run(plan_of(1, {}), {.run_id = run_id, .keep = true, .limits = {}});
  run.on(Begin{});
  run.on(JobCreated{0});
  run.on(CallFailed{0, Call::create_owned, Error(Errc::forbidden, "no")});
  EXPECT_EQ(count<DeleteJob>(run.all), 1U);
  EXPECT_TRUE(run.machine.kept().empty());
}

TEST(Machine, DeletesTheSecretsThatNoScannerTookEvenOfAJobThatIsKept) {
  Trial run(plan_of(1), {.run_id = run_id, .keep = true, .limits = {.retries = 0}});
  run.on(Begin{});
  run.to_running(0);
  run.on(PodChanged{0, run.pod});
  EXPECT_EQ(count<DeleteSecret>(run.all), 0U);
  run.on(PodDeleted{0});
  EXPECT_EQ(count<DeleteSecret>(run.all), 1U);
}

TEST(Machine, SaysWhichPullSecretsDidNotHelp) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.to_running(0);
  handoff::CredentialsReport chosen;
  chosen.missing_secrets = {"gone"};
  chosen.images.push_back({.reference = "r.io/app:0",
                           .pull_secret = "new",
                           .key = "r.io",
                           .candidates = 2,
                           .attempts = {{"old", "r.io", handoff::Answer::unauthorized, "HTTP 401"},
                                        {"new", "r.io", handoff::Answer::accepted, ""}}});
  run.container_done(0, "credentials", test::scan_log(run_id, handoff::to_json(chosen)));
  run.container_done(0, "scan-0", test::scan_log(run_id, clean_report));
  const report::Report report = run.machine.take_report();
  EXPECT_EQ(report.warnings,
            (std::vector<std::string>{
                "pull secret \"gone\" is not in namespace \"shop\", or has neither "
                ".dockerconfigjson nor .dockercfg",
                "tried pull secret \"old\" (key \"r.io\"): HTTP 401; pull secret \"new\" (key "
                "\"r.io\"): accepted, for r.io/app:0"}));
}

TEST(Interruption, KeepsNothing) {
  Trial run(plan_of(1), {.run_id = run_id, .keep = true, .limits = {}});
  run.on(Begin{});
  run.to_running(0);
  EXPECT_EQ(count<DeleteJob>(run.on(Interrupted{SIGINT})), 1U);
  EXPECT_TRUE(run.machine.kept().empty());
}

TEST(Interruption, NamesAJobWhoseCreationWasNeverAnswered) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.on(Interrupted{SIGINT});
  run.on(TimerFired{Timer::signal_echo, 0, {}});
  run.on(Interrupted{SIGINT});
  EXPECT_EQ(run.machine.leftovers(), std::vector<Group>{0});
}

TEST(Interruption, DeletesWhatIsThereAndStartsNothingNew) {
  Trial run(plan_of(2), {.run_id = run_id, .keep = false, .limits = {.parallel = 1}});
  run.on(Begin{});
  run.to_running(0);
  const auto effects = run.on(Interrupted{SIGINT});
  EXPECT_EQ(count<DeleteJob>(effects), 1U);
  EXPECT_EQ(count<CreateJob>(effects), 0U);
  EXPECT_EQ(count<Finish>(run.on(JobDeleted{0})), 1U);
  EXPECT_EQ(run.machine.signal(), SIGINT);
  const report::Report report = run.machine.take_report();
  EXPECT_EQ(report.images[1].failure->code(), Errc::interrupted);
}

TEST(Interruption, WaitsForAJobWhoseCreationIsUnderWay) {
  Trial run(plan_of(1));
  run.on(Begin{});
  EXPECT_EQ(count<DeleteJob>(run.on(Interrupted{SIGTERM})), 0U);
  EXPECT_EQ(count<DeleteJob>(run.on(JobCreated{0})), 1U);
}

TEST(Interruption, LeavesAtOnceTheSecondTime) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.to_running(0);
  run.on(Interrupted{SIGINT});
  run.on(TimerFired{Timer::signal_echo, 0, {}});
  EXPECT_EQ(count<Finish>(run.on(Interrupted{SIGINT})), 1U);
  EXPECT_EQ(run.machine.leftovers(), std::vector<Group>{0});
}

TEST(Interruption, TakesAnEchoOfTheFirstSignalForNoSecond) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.to_running(0);
  run.on(Interrupted{SIGINT});
  EXPECT_EQ(count<Finish>(run.on(Interrupted{SIGINT})), 0U);
  EXPECT_EQ(count<Finish>(run.on(JobDeleted{0})), 1U);
  EXPECT_TRUE(run.machine.leftovers().empty());
}

TEST(Interruption, DoesNotWaitForEverForTheCleanup) {
  Trial run(plan_of(1));
  run.on(Begin{});
  run.to_running(0);
  run.on(Interrupted{SIGINT});
  EXPECT_EQ(count<Finish>(run.on(TimerFired{Timer::cleanup_grace, 0, {}})), 1U);
  EXPECT_EQ(run.machine.leftovers(), std::vector<Group>{0});
}

/// Any input at any time, also those that no world would send.
Input arbitrary_input(int kind, Group group) {
  PodState pod;
  pod.name = "pod";
  switch (kind) {
  case 0:
    return JobCreated{group};
  case 1:
    return OwnedCreated{group};
  case 2:
    return Unsuspended{group};
  case 3:
    return JobDeleted{group};
  case 4:
    return CallFailed{group, Call::create_owned, Error(Errc::forbidden, "no")};
  case 5:
    return CallFailed{group, Call::create_job, Error(Errc::unavailable, "no")};
  case 6:
    return CallFailed{group, Call::delete_job, Error(Errc::unavailable, "no")};
  case 7:
    pod.containers = {state("scan-0", ContainerState::Phase::running)};
    return PodChanged{group, pod};
  case 8:
    pod.containers = {state("database", ContainerState::Phase::terminated, "x", 1)};
    return PodChanged{group, pod};
  case 9:
    pod.phase = "Failed";
    return PodChanged{group, pod};
  case 10:
    return PodDeleted{group};
  case 11:
    return LogEnded{group, "scan-0", {}};
  case 12:
    return LogLine{group, "scan-0", "noise"};
  case 13:
    return TimerFired{Timer::group_deadline, group, {}};
  case 14:
    return TimerFired{Timer::log_retry, group, "scan-0"};
  case 15:
    return PodRefusals{group, {"refused"}};
  case 16:
    return CallFailed{group, Call::watch_pods, Error(Errc::forbidden, "no")};
  case 17:
    return Begin{};
  default:
    return Interrupted{SIGINT};
  }
}

RC_GTEST_PROP(MachineProperty, DeletesEachJobOnceAndFinishesOnceAndLast, ()) {
  const auto groups = *rc::gen::inRange<std::size_t>(1, 4);
  Trial run(plan_of(groups), {.run_id = run_id, .keep = false, .limits = {.parallel = 2}});
  run.on(Begin{});
  const auto steps = *rc::gen::container<std::vector<std::pair<int, std::size_t>>>(
      rc::gen::pair(rc::gen::inRange(0, 19), rc::gen::inRange<std::size_t>(0, groups + 1)));
  for (const auto& [kind, group] : steps)
    run.on(arbitrary_input(kind, group));
  // Whatever happened: when the world answers all that was asked, the run ends.
  run.on(Interrupted{SIGINT});
  for (Group group = 0; group < groups; ++group) {
    run.on(JobCreated{group});
    run.on(JobDeleted{group});
  }
  std::map<Group, int> created;
  std::map<Group, int> deleted;
  for (const Effect& effect : run.all) {
    if (const auto* create = std::get_if<CreateJob>(&effect)) ++created[create->group];
    if (const auto* remove = std::get_if<DeleteJob>(&effect)) {
      ++deleted[remove->group];
      RC_ASSERT(created.count(remove->group) == 1U);
    }
  }
  for (const auto& [group, times] : created)
    RC_ASSERT(times == 1);
  for (const auto& [group, times] : deleted)
    RC_ASSERT(times == 1);
  RC_ASSERT(count<Finish>(run.all) == 1U);
  RC_ASSERT(std::holds_alternative<Finish>(run.all.back()));
  RC_ASSERT(run.machine.take_report().images.size() == groups);
}

}  // namespace
}  // namespace kscan::run
