#pragma once
#include <chrono>
#include <functional>
#include <utility>

namespace kscan::io {

using Clock = std::chrono::steady_clock;

/// Move-only handle of something under way; destroying it cancels. After cancel() no callback runs.
/// A callback may cancel or destroy the ticket of the very thing that calls it.
class Ticket {
public:
  Ticket() = default;
  explicit Ticket(std::function<void()> cancel)
      : m_cancel(std::move(cancel)) {}
  Ticket(Ticket&& other) noexcept
      : m_cancel(std::exchange(other.m_cancel, {})) {}
  Ticket& operator=(Ticket&& other) noexcept {
    if (this != &other) {
      cancel();
      m_cancel = std::exchange(other.m_cancel, {});
    }
    return *this;
  }
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;
  ~Ticket() { cancel(); }
  void cancel() {
    if (auto fn = std::exchange(m_cancel, {})) fn();
  }

private:
  std::function<void()> m_cancel;
};

/// The one thread's scheduler. Every callback in the program runs inside run_until(), never from
/// within after() or on_readable() themselves. Callbacks do not throw; the loop outlives its
/// tickets or the tickets outlive it, both are fine.
class Loop {
public:
  Loop() = default;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  virtual ~Loop() = default;
  /// The time at which this turn began: the same for all callbacks of one turn.
  [[nodiscard]] virtual Clock::time_point now() const = 0;
  /// Once, after `delay`; zero means the next turn. Timers due together run in the order they were
  /// set.
  [[nodiscard]] virtual Ticket after(Clock::duration delay, std::function<void()> fn) = 0;
  /// Each turn in which `fd` has something to read, until cancelled. The fd stays the caller's, who
  /// cancels before closing it.
  [[nodiscard]] virtual Ticket on_readable(int fd, std::function<void()> fn) = 0;
  /// Turns until `done` says so; it is asked before the first turn and after each callback. Not
  /// re-entrant (asserted): blocking calls are for straight-line code, never for callbacks.
  virtual void run_until(const std::function<bool()>& done) = 0;
};

}  // namespace kscan::io
