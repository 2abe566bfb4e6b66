#include "discover/calls.hpp"

#include <utility>

namespace kscan::discover {

namespace {
// As many as an API server's priority levels let one user have without a queue.
constexpr std::size_t most_at_once = 8;
}  // namespace

void Calls::run() {
  begin_some();
  m_loop.run_until([this] { return is_over(); });
  m_tickets.clear();
  m_waiting.clear();
  m_running.clear();
  m_begun = 0;
  if (m_failure) throw std::exchange(m_failure, std::nullopt)->second;
}

// They begin in order: whatever comes before one that failed has begun.
bool Calls::is_over() const {
  const std::size_t end = m_failure ? m_failure->first : m_waiting.size();
  return m_begun >= end && (m_running.empty() || *m_running.begin() >= end);
}

void Calls::begin_some() {
  while (!m_failure && m_begun < m_waiting.size() && m_running.size() < most_at_once) {
    const std::size_t call = m_begun++;
    m_running.insert(call);
    const Start start = m_waiting[call];
    m_tickets.push_back(start([this, call](Result<> result) { over(call, std::move(result)); }));
  }
}

void Calls::over(std::size_t call, Result<> result) {
  m_running.erase(call);
  if (!result && (!m_failure || call < m_failure->first))
    m_failure = {call, std::move(result).error()};
  begin_some();
}

}  // namespace kscan::discover
