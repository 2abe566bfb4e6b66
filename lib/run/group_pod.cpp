// What a group makes of its pod: statuses, ends, and signs that there is nothing more to come.
#include "plan/scan_pod.hpp"
#include "run/group_run.hpp"
#include "run/outcome.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kscan::run {

namespace {

using Phase = ContainerState::Phase;

// In turns of Timer::pod_watch, which are ten seconds apart; a shim says something in each.
constexpr int silence = 6;
constexpr int stuck = 6;
constexpr int without_room = 3;
constexpr int not_gone = 3;

bool has_started(const PodState& pod) {
  return std::ranges::any_of(
      pod.containers, [](const ContainerState& state) { return state.phase != Phase::waiting; });
}

std::string place_of(const PodState& pod) {
  return pod.node.empty() ? pod.name : fmt::format("{} on node {}", pod.name, pod.node);
}

}  // namespace

void GroupRun::on(const PodChanged& changed) {
  m_pod = changed.pod;
  if (running() || away()) read_statuses();
}

void GroupRun::read_statuses() {
  if (m_options.mode == Mode::detach) return watch_from_afar();
  tell_waiting();
  release_secrets();
  for (ContainerLog& log : m_logs) {
    if (!running()) return;
    if (const ContainerState* state = m_pod->find(log.container())) act(log, log.status(*state));
  }
  check_pod_end();
  check_pod_health();
}

void GroupRun::on(const PodDeleted&) {
  if (away()) m_ended_away = true;
  if (!running()) return;
  fail_pod(Error(Errc::gone,
                 fmt::format("scan pod {} was deleted by somebody else",
                             m_pod ? m_pod->name : std::string())),
           Remedy::again);
  m_exhausted = over() && !m_attempt.ended.empty();
}

void GroupRun::on(const PodRefusals& refusals) {
  if (!running() || m_pod || refusals.messages.empty()) return;
  const std::string& why = refusals.messages.back();
  fail_pod(pod_refused(why), remedy_for_refusal(why));
}

bool GroupRun::ended_from_outside() const {
  return m_pod && m_pod->phase == "Failed" && !m_pod->reason.empty();
}

// A pod that has ended will start no container any more. What its started containers have to say
// comes first.
void GroupRun::check_pod_end() {
  if (!running() || !m_pod || m_pod->phase != "Failed") return;
  for (const ContainerLog& log : m_logs)
    if (const ContainerState* state = m_pod->find(log.container());
        !log.done() && state != nullptr && state->phase != Phase::waiting)
      return;
  fail_pod(pod_failure(*m_pod), remedy_for_end(*m_pod));
  m_exhausted = over() && !m_unread;
}

void GroupRun::check_pod_health() {
  if (!running() || has_ended(*m_pod)) return;
  if (never_starts(*m_pod))
    return fail_pod(Error(Errc::invalid, "the scan pod cannot start: " + waiting_for(*m_pod)));
  if (!m_pod->lost.empty())
    fail_pod(Error(Errc::gone, fmt::format("scan pod {} was lost: {}", m_pod->name, m_pod->lost)),
             Remedy::again);
}

void GroupRun::pod_is_late() {
  if (m_pod && has_started(*m_pod)) return;
  const std::string reason = m_pod ? waiting_for(*m_pod) : std::string();
  fail_pod(Error(Errc::timeout,
                 "the scan pod did not start in time" + (reason.empty() ? reason : ": " + reason)));
}

bool GroupRun::any_runs() const {
  return std::ranges::any_of(m_logs, [this](const ContainerLog& log) {
    // The agent has nothing to say while it works, and it works for a bounded time.
    if (log.container() == plan::credentials_container || log.done()) return false;
    const ContainerState* state = m_pod->find(log.container());
    return state != nullptr && state->phase == Phase::running;
  });
}

void GroupRun::count_turn() {
  const auto count = [](int& turns, bool holds) { turns = holds ? turns + 1 : 0; };
  // Who leaves reads no log.
  count(m_patience.silent, m_options.mode != Mode::detach && any_runs());
  count(m_patience.stuck, is_stuck(*m_pod));
  count(m_patience.roomless, lacks_room(m_pod->unschedulable));
  count(m_patience.deleting, m_pod->deleting);
}

void GroupRun::watch_pod() {
  if (!m_pod || has_ended(*m_pod)) return;
  count_turn();
  if (m_patience.silent >= silence)
    return fail_pod(Error(Errc::gone,
                          fmt::format("scan pod {} was lost: it has been silent for a minute",
                                      place_of(*m_pod))),
                    Remedy::again);
  if (m_patience.deleting >= not_gone)
    return fail_pod(Error(Errc::gone,
                          fmt::format("scan pod {} was lost: it is being deleted by somebody else",
                                      place_of(*m_pod))),
                    Remedy::again);
  // Nobody has to hurry who only looks on: the Job's own deadline ends it.
  if (m_options.mode == Mode::attach) return;
  if (m_patience.stuck >= stuck)
    return fail_pod(Error(Errc::unavailable, "the scan pod cannot start: " + waiting_for(*m_pod)));
  // A single image is left to wait: the cluster may grow.
  if (m_patience.roomless >= without_room && scans() > 1)
    fail_pod(Error(Errc::unavailable, "no room for the scan pod: " + waiting_for(*m_pod)),
             Remedy::room);
}

void GroupRun::tell_waiting() {
  const std::string reason = waiting_for(*m_pod);
  if (reason.empty() || reason == m_told_waiting) return;
  m_told_waiting = reason;
  tell("waiting: " + reason);
}

void GroupRun::fail_pod(const Error& why, Remedy remedy) {
  fail_all(advised(why, Source::pod, plan().ns), remedy);
  finish_if_settled();
}

}  // namespace kscan::run
