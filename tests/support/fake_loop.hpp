#pragma once
#include "io/loop.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace kscan::test {

/// io::Loop in virtual time: run_until() jumps to the next timer, so that ten minutes take no time.
/// A run that has nothing left to do fails the test instead of hanging.
class FakeLoop final : public io::Loop {
public:
  FakeLoop();
  ~FakeLoop() override;
  [[nodiscard]] io::Clock::time_point now() const override;
  [[nodiscard]] io::Ticket after(io::Clock::duration delay, std::function<void()> fn) override;
  [[nodiscard]] io::Ticket on_readable(int fd, std::function<void()> fn) override;
  /// Throws std::runtime_error when no timer is left and `done` still says no.
  void run_until(const std::function<bool()>& done) override;

  /// Runs all that is due within `time`, and moves the clock on by exactly that.
  void advance(io::Clock::duration time);
  /// Runs what is due now, and what that makes due now.
  void settle() { advance({}); }
  /// The fd's callbacks run in the next turn.
  void make_readable(int fd);
  void make_all_readable();
  [[nodiscard]] std::size_t pending_timers() const;

private:
  struct Impl;
  std::shared_ptr<Impl> m_impl;
};

}  // namespace kscan::test
