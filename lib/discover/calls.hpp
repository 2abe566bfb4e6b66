#pragma once
#include "base/error.hpp"
#include "io/loop.hpp"

#include <cstddef>
#include <functional>
#include <optional>
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
  /// Begins it within run(). Its failure ends all.
  void add(Start start) { m_waiting.push_back(std::move(start)); }
  /// Until all are over. Throws the first failure; what still runs is cancelled.
  void run();

private:
  void begin_some();
  void over(Result<> result);

  io::Loop& m_loop;
  std::vector<Start> m_waiting;
  std::vector<io::Ticket> m_tickets;
  std::size_t m_begun = 0;
  std::size_t m_ended = 0;
  std::optional<Error> m_failure;
};

}  // namespace kscan::discover
