#include "discover/calls.hpp"

#include <utility>

namespace kscan::discover {

namespace {
// As many as an API server's priority levels let one user have without a queue.
constexpr std::size_t most_at_once = 8;
}  // namespace

void Calls::run() {
  begin_some();
  m_loop.run_until([this] { return m_failure || m_ended == m_waiting.size(); });
  m_tickets.clear();
  m_waiting.clear();
  m_begun = m_ended = 0;
  if (m_failure) throw *std::exchange(m_failure, std::nullopt);
}

void Calls::begin_some() {
  while (m_begun < m_waiting.size() && m_begun - m_ended < most_at_once) {
    const Start start = m_waiting[m_begun++];
    m_tickets.push_back(start([this](Result<> result) { over(std::move(result)); }));
  }
}

void Calls::over(Result<> result) {
  ++m_ended;
  if (!result && !m_failure) m_failure = std::move(result).error();
  if (!m_failure) begin_some();
}

}  // namespace kscan::discover
