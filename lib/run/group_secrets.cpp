// The temporary Secrets of a group: each goes as soon as its scanner runs.
#include "plan/scan_pod.hpp"
#include "run/group_run.hpp"

#include <utility>

namespace kscan::run {

using Phase = ContainerState::Phase;

void GroupRun::delete_secret(std::size_t scan) {
  if (std::exchange(m_fates[scan].secret_released, true)) return;
  ++m_secrets_going;
  m_effects.emplace_back(DeleteSecret{m_index, scan});
}

// The environment of a running container is fixed, so its Secret has done its work.
void GroupRun::release_secrets() {
  if (plan::handoff_of(plan()) != plan::Handoff::secret) return;
  for (std::size_t scan = 0; scan < scans(); ++scan) {
    const ContainerState* state = m_pod->find(plan::scan_container(scan));
    if (state != nullptr && state->phase != Phase::waiting) delete_secret(scan);
  }
}

// Those of scanners that never ran. With the Job they would go only once its pod has gone, and stay
// with one that is kept.
void GroupRun::delete_secrets() {
  if (!m_pod || plan::handoff_of(plan()) != plan::Handoff::secret) return;
  for (std::size_t scan = 0; scan < scans(); ++scan)
    delete_secret(scan);
}

void GroupRun::secret_is_gone() {
  if (m_secrets_going == 0 || --m_secrets_going > 0) return;
  if (m_stage == Stage::deleting && m_kept) m_stage = Stage::over;
  if (m_options.mode == Mode::detach && running() && m_pod) watch_from_afar();
}

}  // namespace kscan::run
