#include "run/group_run.hpp"

#include "plan/scan_pod.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kscan::run {

using namespace std::chrono_literals;

namespace {

constexpr auto log_retry_delay = 500ms;

// Could the call have reached the API server although no answer came back?
bool may_have_happened(const Error& error) {
  return error.code() == Errc::unavailable || error.code() == Errc::timeout
         || error.code() == Errc::protocol;
}

std::set<Group> replaced(const Attempt& attempt, Group by) {
  std::set<Group> groups;
  for (const Origin& origin : attempt.origins)
    if (origin.group != by) groups.insert(origin.group);
  return groups;
}

}  // namespace

GroupRun::GroupRun(Group index,
                   const plan::Plan& plan,
                   Attempt attempt,
                   const Machine::Options& options,
                   std::vector<Effect>& effects)
    : m_index(index),
      m_plan(plan),
      m_attempt(std::move(attempt)),
      m_options(options),
      m_effects(effects),
      m_fates(plan.groups[index].scans.size()) {
  for (const std::string& container : plan::containers_of(this->plan()))
    add_log(container);
  // A number without a Job, among the Jobs of an earlier run.
  if (m_fates.empty()) m_stage = Stage::over;
  if (m_attempt.delay <= 0ms) return;
  m_stage = Stage::delayed;
  timer(Timer::retry, m_attempt.delay);
}

void GroupRun::add_log(const std::string& container) {
  ContainerLog& log = m_logs.emplace_back(m_options.run_id, container);
  const std::optional<std::size_t> scan = scan_of(log);
  const std::string image = scan ? image_of(*scan) : std::string();
  log.on_progress([this, image, container](std::string_view text) {
    tell(image.empty() ? fmt::format("{}: {}", container, text) : std::string(text), image);
  });
}

ContainerLog* GroupRun::find_log(std::string_view container) {
  const auto found = std::find_if(m_logs.begin(), m_logs.end(), [&](const ContainerLog& log) {
    return log.container() == container;
  });
  return found == m_logs.end() ? nullptr : &*found;
}

std::optional<std::size_t> GroupRun::scan_of(const ContainerLog& log) const {
  return plan::scan_of(plan(), log.container());
}

std::string GroupRun::image_of(std::size_t scan) const {
  return image::familiar(plan().scans[scan].image);
}

void GroupRun::tell(std::string text, std::string image) {
  m_effects.emplace_back(Tell{m_index, std::move(image), std::move(text)});
}

void GroupRun::timer(Timer which, std::chrono::milliseconds delay, std::string container) {
  m_effects.emplace_back(StartTimer{which, m_index, std::move(container), delay});
}

void GroupRun::start() {
  if (m_options.mode == Mode::attach) return resume();
  m_stage = Stage::creating;
  m_effects.emplace_back(CreateJob{m_index, m_attempt.memory_limit, replaced(m_attempt, m_index)});
}

void GroupRun::stop() {
  m_stopping = true;
  if (queued() || m_stage == Stage::delayed) m_stage = Stage::over;
  // A Job whose creation is under way can only be deleted once the answer is here.
  if ((active() || away()) && m_stage != Stage::creating) finish();
}

void GroupRun::interrupt() {
  m_interrupted = true;
  stop();
}

void GroupRun::expire(const Error& why) {
  if (!over()) fail_all(why);
  stop();
}

void GroupRun::on(const JobCreated&) {
  if (m_stage != Stage::creating) return;
  if (m_stopping || m_refusal) return finish();
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
  resume();
  // The watch may have been faster than the answer.
  if (m_pod) read_statuses();
}

void GroupRun::on(const SecretDeleted&) {
  secret_is_gone();
}

void GroupRun::on(const JobDeleted&) {
  if (m_stage != Stage::deleting || m_kept) return;
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
    if (over() || away() || m_stage == Stage::deleting) return;
    refused(failed.error);
    return stop();
  case Call::create_owned:
  case Call::unsuspend:
    if (m_stage != Stage::equipping && m_stage != Stage::starting) return;
    refused(failed.error);
    return finish();
  case Call::delete_secret:
    secret_is_gone();
    if (failed.error.code() != Errc::not_found && !std::exchange(m_warned_of_secret, true))
      m_warnings.push_back(fmt::format("the temporary secrets live until the job is deleted: {}",
                                       failed.error.message()));
    return;
  case Call::delete_job:
    if (m_stage != Stage::deleting || m_kept) return;
    // A conflict: what has the name now is somebody else's.
    m_leftover = failed.error.code() != Errc::not_found && failed.error.code() != Errc::conflict;
    m_stage = Stage::over;
    return;
  }
}

void GroupRun::on(const LogLine& line) {
  ContainerLog* log = find_log(line.container);
  if (log == nullptr || !running()) return;
  m_patience.silent = 0;
  log->line(line.text);
}

void GroupRun::on(const LogEnded& ended) {
  ContainerLog* log = find_log(ended.container);
  if (log == nullptr || !running()) return;
  act(*log, log->ended(ended.result));
  check_pod_end();
}

void GroupRun::on(const TimerFired& fired) {
  if (fired.timer == Timer::retry && m_stage == Stage::delayed) m_stage = Stage::queued;
  if (fired.timer == Timer::group_deadline && away()) m_ended_away = true;
  if (!running()) return;
  switch (fired.timer) {
  case Timer::pod_check:
    if (m_pod) return;
    if (!m_attempt.ended.empty()) {
      fail_pod(Error(Errc::gone, "there is no scan pod to read from: " + m_attempt.ended));
      m_exhausted = over();
      return;
    }
    m_effects.emplace_back(ReadPodRefusals{m_index});
    return timer(Timer::pod_check, pod_check_interval);
  case Timer::pod_start:
    return pod_is_late();
  case Timer::pod_watch:
    timer(Timer::pod_watch, pod_watch_interval);
    return watch_pod();
  case Timer::group_deadline:
    return fail_pod(Error(Errc::timeout, "the scan took too long"));
  case Timer::log_retry:
    if (const ContainerLog* log = find_log(fired.container);
        log != nullptr && m_pod && !log->done())
      m_effects.emplace_back(FollowLog{m_index, m_pod->name, fired.container});
    return;
  case Timer::retry:
  case Timer::heartbeat:
  case Timer::run_deadline:
  case Timer::signal_echo:
  case Timer::cleanup_grace:
    return;  // of a group that waits, or the machine's own
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

void GroupRun::refused(const Error& why) {
  // Later there are results, which must not be lost behind it.
  if (!running() || (m_options.mode == Mode::attach && !m_pod)) m_refusal = why;
  fail_all(why, remedy_for_refusal(why.message()));
}

void GroupRun::finish_if_settled() {
  const bool settled =
      std::ranges::all_of(m_fates, [](const Fate& fate) { return fate.outcome.has_value(); });
  if (running() && settled) finish();
}

void GroupRun::finish() {
  if (m_stage == Stage::deleting || over()) return;
  if (m_options.mode == Mode::attach) return let_go();
  m_effects.emplace_back(StopStreams{m_index});
  delete_secrets();
  m_kept = may_stay();
  m_stage = m_kept && m_secrets_going == 0 ? Stage::over : Stage::deleting;
  if (m_kept) return;
  m_leftover = true;
  m_effects.emplace_back(DeleteJob{m_index});
}

}  // namespace kscan::run
