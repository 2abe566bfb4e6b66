// A group whose plugin leaves before its pod has ended, and one whose plugin comes later.
#include "plan/scan_pod.hpp"
#include "run/group_run.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kscan::run {

using namespace std::chrono_literals;

// Who comes later finds the Job released, if it ever was.
void GroupRun::resume() {
  m_stage = Stage::running;
  timer(Timer::pod_watch, pod_watch_interval);
  timer(Timer::group_deadline, m_options.limits.group_deadline);
  if (m_attempt.suspended) tell("waiting: the job is suspended");
  if (m_options.mode == Mode::attach) return;
  timer(Timer::pod_check, pod_check_interval);
  timer(Timer::pod_start, m_options.limits.pod_start);
}

// Who comes later cannot tell a pod that is missing from one that is not known yet, and has nothing
// to ask about a Job that is held back.
void GroupRun::on(const PodsListed&) {
  if (m_options.mode != Mode::attach || !running() || m_attempt.suspended) return;
  timer(Timer::pod_check, pod_check_interval);
}

// What runs goes on without us; the Job stays for whoever comes next, or until its report is safe.
void GroupRun::let_go() {
  m_effects.emplace_back(StopStreams{m_index});
  m_kept = true;
  m_stage = Stage::over;
}

// What is cut short keeps nothing: its credentials may not have been used yet, and a Job that was
// never released would never end. Nor does a pod that may still create Secrets that nobody deletes.
bool GroupRun::may_stay() const {
  if (!m_options.keep || m_interrupted || m_stopping || m_refusal) return false;
  if (plan::handoff_of(plan()) != plan::Handoff::secret) return true;
  if (!m_pod) return false;
  const ContainerState* const choosing = m_pod->find(plan::credentials_container);
  return has_ended(*m_pod)
         || (choosing != nullptr && choosing->phase == ContainerState::Phase::terminated);
}

// A temporary Secret is ours to delete, and would otherwise live as long as the Job.
bool GroupRun::needs_us() const {
  if (plan::handoff_of(plan()) != plan::Handoff::secret) return false;
  return m_secrets_going > 0
         || !std::ranges::all_of(m_fates, [](const Fate& fate) { return fate.secret_released; });
}

void GroupRun::watch_from_afar() {
  tell_waiting();
  release_secrets();
  if (has_ended(*m_pod)) {
    delete_secrets();
    m_ended_away = true;
  }
  if (m_stage == Stage::away || needs_us()) return;
  m_stage = Stage::away;
  tell(fmt::format("pod {} goes on by itself", m_pod->name));
  for (Fate& fate : m_fates)
    fate.passed_on = true;
}

}  // namespace kscan::run
