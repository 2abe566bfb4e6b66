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
  timer(Timer::pod_check, pod_check_interval);
  timer(Timer::pod_start, m_options.limits.pod_start);
  timer(Timer::pod_watch, pod_watch_interval);
  timer(Timer::group_deadline, m_options.limits.group_deadline);
}

// What runs goes on without us; the Job stays for whoever comes next.
void GroupRun::let_go() {
  m_effects.emplace_back(StopStreams{m_index});
  m_kept = true;
  m_stage = Stage::over;
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
