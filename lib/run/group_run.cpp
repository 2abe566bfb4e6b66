#include "run/group_run.hpp"

#include "base/text.hpp"
#include "plan/scan_pod.hpp"
#include "run/outcome.hpp"
#include "run/pull_failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kscan::run {

using namespace std::chrono_literals;

namespace {

constexpr auto pod_check_interval = 2s;
constexpr auto log_retry_delay = 500ms;

std::string counts(const report::Scan& scan) {
  const report::Totals found = report::totals(scan);
  if (found.all() == 0) return "done: no vulnerabilities";
  return fmt::format("done: {} critical, {} high, {} medium, {} low, {} unknown",
                     found[report::Severity::critical],
                     found[report::Severity::high],
                     found[report::Severity::medium],
                     found[report::Severity::low],
                     found[report::Severity::unknown]);
}

// Could the call have reached the API server although no answer came back?
bool may_have_happened(const Error& error) {
  return error.code() == Errc::unavailable || error.code() == Errc::timeout
         || error.code() == Errc::protocol;
}

std::string_view work_of(std::string_view container) {
  return container == plan::database_container ? "download of the vulnerability database"
                                               : "choice of the registry credential";
}

bool has_started(const PodState& pod) {
  return std::any_of(pod.containers.begin(), pod.containers.end(), [](const ContainerState& state) {
    return state.phase != ContainerState::Phase::waiting;
  });
}

}  // namespace

GroupRun::GroupRun(Group index,
                   const plan::Group& group,
                   const Machine::Options& options,
                   std::vector<Effect>& effects)
    : m_index(index),
      m_plan(group),
      m_options(options),
      m_effects(effects),
      m_outcomes(group.scans.size()),
      m_secret_released(group.scans.size()) {
  for (const std::string& container : plan::containers_of(group)) {
    ContainerLog& log = m_logs.emplace_back(options.run_id, container);
    const std::optional<std::size_t> scan = scan_of(log);
    const std::string image = scan ? image::familiar(group.scans[*scan].image) : std::string();
    log.on_progress([this, image, container](std::string_view text) {
      tell(image.empty() ? fmt::format("{}: {}", container, text) : std::string(text), image);
    });
  }
}

ContainerLog* GroupRun::find_log(std::string_view container) {
  const auto found = std::find_if(m_logs.begin(), m_logs.end(), [&](const ContainerLog& log) {
    return log.container() == container;
  });
  return found == m_logs.end() ? nullptr : &*found;
}

std::optional<std::size_t> GroupRun::scan_of(const ContainerLog& log) const {
  return plan::scan_of(m_plan, log.container());
}

void GroupRun::tell(std::string text, std::string image) {
  m_effects.emplace_back(Tell{m_index, std::move(image), std::move(text)});
}

void GroupRun::timer(Timer which, std::chrono::milliseconds delay, std::string container) {
  m_effects.emplace_back(StartTimer{which, m_index, std::move(container), delay});
}

void GroupRun::start() {
  m_stage = Stage::creating;
  m_effects.emplace_back(CreateJob{m_index});
}

void GroupRun::interrupt() {
  m_interrupted = true;
  if (queued()) m_stage = Stage::over;
  // A Job whose creation is under way can only be deleted once the answer is here.
  if (active() && m_stage != Stage::creating) finish();
}

void GroupRun::on(const JobCreated&) {
  if (m_stage != Stage::creating) return;
  if (m_interrupted || m_refusal) return finish();
  m_stage = Stage::equipping;
  tell("job created");
  m_effects.emplace_back(CreateOwned{m_index});
}

void GroupRun::on(const OwnedCreated&) {
  if (m_stage != Stage::equipping) return;
  m_stage = Stage::starting;
  m_effects.emplace_back(Unsuspend{m_index});
}

void GroupRun::on(const Unsuspended&) {
  if (m_stage != Stage::starting) return;
  m_stage = Stage::running;
  timer(Timer::pod_check, pod_check_interval);
  timer(Timer::pod_start, m_options.limits.pod_start);
  timer(Timer::group_deadline, m_options.limits.group_deadline);
  // The watch may have been faster than the answer.
  if (m_pod) read_statuses();
}

void GroupRun::on(const JobDeleted&) {
  if (m_stage != Stage::deleting) return;
  m_leftover = false;
  m_stage = Stage::over;
}

void GroupRun::on(const CallFailed& failed) {
  switch (failed.call) {
  case Call::create_job:
    if (m_stage != Stage::creating) return;
    refused(failed.error);
    if (may_have_happened(failed.error)) return finish();
    m_stage = Stage::over;
    return;
  case Call::watch_pods:
    if (over() || m_stage == Stage::deleting) return;
    refused(failed.error);
    if (queued()) m_stage = Stage::over;
    if (m_stage != Stage::creating) finish();
    return;
  case Call::create_owned:
  case Call::unsuspend:
    if (!active() || m_stage == Stage::deleting || m_stage == Stage::creating) return;
    refused(failed.error);
    finish();
    return;
  case Call::delete_secret:
    if (failed.error.code() != Errc::not_found && !std::exchange(m_warned_of_secret, true))
      m_warnings.push_back(fmt::format("the temporary secrets live until the job is deleted: {}",
                                       failed.error.message()));
    return;
  case Call::delete_job:
    if (m_stage != Stage::deleting) return;
    m_leftover = failed.error.code() != Errc::not_found;
    m_stage = Stage::over;
    return;
  }
}

void GroupRun::on(const PodChanged& changed) {
  m_pod = changed.pod;
  if (running()) read_statuses();
}

void GroupRun::read_statuses() {
  tell_waiting();
  release_secrets();
  for (ContainerLog& log : m_logs) {
    if (!running()) return;
    if (const ContainerState* state = m_pod->find(log.container())) act(log, log.status(*state));
  }
  check_pod_end();
}

void GroupRun::on(const PodDeleted&) {
  if (!running()) return;
  fail_all(Error(Errc::gone,
                 fmt::format("scan pod {} was deleted by somebody else",
                             m_pod ? m_pod->name : std::string())));
  finish_if_settled();
}

void GroupRun::on(const PodRefusals& refusals) {
  if (!running() || m_pod || refusals.messages.empty()) return;
  fail_all(explained(pod_refused(refusals.messages.back()), Source::pod));
  finish_if_settled();
}

void GroupRun::on(const LogLine& line) {
  if (ContainerLog* log = find_log(line.container); log != nullptr && running())
    log->line(line.text);
}

void GroupRun::on(const LogEnded& ended) {
  ContainerLog* log = find_log(ended.container);
  if (log == nullptr || !running()) return;
  act(*log, log->ended(ended.result));
  check_pod_end();
}

void GroupRun::on(const TimerFired& fired) {
  if (!running()) return;
  switch (fired.timer) {
  case Timer::pod_check:
    if (m_pod) return;
    m_effects.emplace_back(ReadPodRefusals{m_index});
    timer(Timer::pod_check, pod_check_interval);
    return;
  case Timer::pod_start: {
    if (m_pod && has_started(*m_pod)) return;
    const std::string reason = m_pod ? waiting_for(*m_pod) : std::string();
    fail_all(explained(
        Error(Errc::timeout,
              "the scan pod did not start in time" + (reason.empty() ? reason : ": " + reason)),
        Source::pod));
    return finish_if_settled();
  }
  case Timer::group_deadline:
    fail_all(Error(Errc::timeout, "the scan took too long"));
    return finish_if_settled();
  case Timer::log_retry:
    if (const ContainerLog* log = find_log(fired.container);
        log != nullptr && m_pod && !log->done())
      m_effects.emplace_back(FollowLog{m_index, m_pod->name, fired.container});
    return;
  case Timer::signal_echo:
  case Timer::cleanup_grace:
    return;  // the machine's own
  }
}

void GroupRun::act(ContainerLog& log, ContainerLog::Next next) {
  switch (next) {
  case ContainerLog::Next::nothing:
    return;
  case ContainerLog::Next::read:
    m_effects.emplace_back(FollowLog{m_index, m_pod->name, log.container()});
    return;
  case ContainerLog::Next::read_later:
    return timer(Timer::log_retry, log_retry_delay, log.container());
  case ContainerLog::Next::done:
    return settled(log);
  }
}

void GroupRun::settled(ContainerLog& log) {
  const Result<ContainerReport> outcome = log.take_outcome();
  if (const std::optional<std::size_t> scan = scan_of(log))
    settled_scan(*scan, outcome);
  else
    settled_init(log.container(), outcome);
  finish_if_settled();
}

void GroupRun::settled_init(std::string_view container, const Result<ContainerReport>& outcome) {
  const bool credentials = container == plan::credentials_container;
  const Result<> success =
      outcome ? check_success(*outcome, work_of(container)) : Result<>(fail(outcome.error()));
  if (!success)
    fail_all(explained(success.error(), credentials ? Source::credentials : Source::database));
  else if (credentials)
    settled_credentials(*outcome);
}

void GroupRun::settled_credentials(const ContainerReport& report) {
  Result<handoff::CredentialsReport> told = handoff::parse_credentials_report(report.payload);
  if (!told) return;  // the scanners will say what came of it
  m_credentials = *std::move(told);
  for (const auto& bad : m_credentials.bad_secrets)
    m_warnings.push_back(
        fmt::format("pull secret \"{}\" is malformed, the kubelet would refuse to pull with it: {}",
                    bad.name,
                    bad.problem));
}

void GroupRun::settled_scan(std::size_t scan, const Result<ContainerReport>& outcome) {
  if (m_outcomes[scan]) return;
  const std::string image = image::familiar(m_plan.scans[scan].image);
  Result<report::Scan> found =
      outcome ? interpret_scan(*outcome, image) : Result<report::Scan>(fail(outcome.error()));
  if (!found) found = fail(scan_failure(scan, found.error()));
  tell(found ? counts(*found) : "failed: " + found.error().message(), image);
  m_outcomes[scan] = std::move(found);
}

// Where the pod was ended from outside (evicted, past its deadline), its containers only know that
// something killed them.
Error GroupRun::explained(Error error, Source source) const {
  if (m_pod && m_pod->phase == "Failed" && !m_pod->reason.empty())
    return advised(pod_failure(*m_pod), Source::pod, m_plan.ns);
  if (source == Source::credentials)
    error = advised_about_account(std::move(error), m_plan.ns, m_options.service_account);
  return advised(std::move(error), source, m_plan.ns);
}

Error GroupRun::scan_failure(std::size_t scan, const Error& error) const {
  const bool ended_from_outside = m_pod && m_pod->phase == "Failed" && !m_pod->reason.empty();
  if (ended_from_outside) return explained(error, Source::scan);
  const bool known = scan < m_credentials.images.size();
  const Pull pull{.group = m_plan,
                  .scan = scan,
                  .chosen = known ? &m_credentials.images[scan] : nullptr,
                  .service_account = m_options.service_account};
  return explained(explain_pull(error, pull), Source::scan);
}

// A pod that has ended will start no container any more. What its started containers have to say
// comes first.
void GroupRun::check_pod_end() {
  if (!running() || !m_pod || m_pod->phase != "Failed") return;
  for (const ContainerLog& log : m_logs)
    if (const ContainerState* state = m_pod->find(log.container());
        !log.done() && state != nullptr && state->phase != ContainerState::Phase::waiting)
      return;
  fail_all(explained(pod_failure(*m_pod), Source::pod));
  finish_if_settled();
}

// The environment of a running container is fixed, so its Secret has done its work.
void GroupRun::release_secrets() {
  if (plan::handoff_of(m_plan) != plan::Handoff::secret) return;
  for (std::size_t scan = 0; scan < m_secret_released.size(); ++scan) {
    const ContainerState* state = m_pod->find(plan::scan_container(scan));
    if (m_secret_released[scan] || state == nullptr
        || state->phase == ContainerState::Phase::waiting)
      continue;
    m_secret_released[scan] = true;
    m_effects.emplace_back(DeleteSecret{m_index, scan});
  }
}

void GroupRun::tell_waiting() {
  const std::string reason = waiting_for(*m_pod);
  if (reason.empty() || reason == m_told_waiting) return;
  m_told_waiting = reason;
  tell("waiting: " + reason);
}

void GroupRun::refused(const Error& why) {
  // Later there are results, which must not be lost behind it.
  if (!running()) m_refusal = why;
  fail_all(why);
}

void GroupRun::fail_all(const Error& why) {
  for (auto& outcome : m_outcomes)
    if (!outcome) outcome.emplace(fail(why));
}

void GroupRun::finish_if_settled() {
  const bool settled = std::all_of(
      m_outcomes.begin(), m_outcomes.end(), [](const auto& o) { return o.has_value(); });
  if (running() && settled) finish();
}

void GroupRun::finish() {
  if (m_stage == Stage::deleting || over()) return;
  m_effects.emplace_back(StopStreams{m_index});
  // An interrupted run keeps nothing: its credentials may not have been used yet.
  m_kept = m_options.keep && !m_interrupted;
  m_stage = m_kept ? Stage::over : Stage::deleting;
  if (m_kept) return;
  m_leftover = true;
  m_effects.emplace_back(DeleteJob{m_index});
}

std::vector<report::ImageReport> GroupRun::take_reports() {
  std::vector<report::ImageReport> reports;
  for (std::size_t scan = 0; scan < m_outcomes.size(); ++scan)
    reports.push_back(take_report(scan));
  return reports;
}

report::ImageReport GroupRun::take_report(std::size_t scan) {
  const plan::Scan& planned = m_plan.scans[scan];
  report::ImageReport result{.image = planned.image,
                             .pinned = planned.pinned,
                             .targets = planned.targets,
                             .scan = {},
                             .failure = {}};
  if (scan < m_credentials.images.size())
    result.credential = {m_credentials.images[scan].pull_secret, m_credentials.images[scan].key};
  std::optional<Result<report::Scan>>& outcome = m_outcomes[scan];
  if (!outcome)
    result.failure = Error(Errc::interrupted, "not scanned: the run was interrupted");
  else if (*outcome)
    result.scan = std::move(**outcome);
  else
    result.failure = outcome->error();
  return result;
}

}  // namespace kscan::run
