#pragma once
#include "base/error.hpp"
#include "io/loop.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace kscan::discover {

/// Calls that need not wait for each other, a few at a time.
class Calls {
public:
  /// Run once, when the call has ended, well or not.
  using Over = std::function<void(Result<>)>;
  using Start = std::function<io::Ticket(Over)>;

  explicit Calls(io::Loop& loop)
      : m_loop(loop) {}
  /// Begins it within run(), also when added there. Its failure ends all that were added later.
  void add(Start start) { m_waiting.push_back(std::move(start)); }
  /// Until all are over. Of several failures, in whatever order they came, the first call's is
  /// thrown; what still runs is cancelled.
  void run();

private:
  void begin_some();
  void over(std::size_t call, Result<> result);
  [[nodiscard]] bool is_over() const;

  io::Loop& m_loop;
  std::vector<Start> m_waiting;
  std::vector<io::Ticket> m_tickets;
  std::size_t m_begun = 0;
  std::set<std::size_t> m_running;
  std::optional<std::pair<std::size_t, Error>> m_failure;  // the first call's, of those that ended
};

}  // namespace kscan::discover
