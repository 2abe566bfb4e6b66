#pragma once
#include "io/loop.hpp"

#include <functional>
#include <memory>

namespace kscan::io {

/// Blocks INT, TERM, HUP and WINCH for the process and delivers them as loop events (signalfd);
/// ignores PIPE. Constructed first thing in main(), before any thread exists: threads inherit the
/// mask. A signal for which nobody listens acts as if it had not been blocked as soon as the loop
/// sees it: usually it ends the process. Destruction restores mask and disposition; a signal that
/// the loop has not seen acts then.
class Signals {
public:
  explicit Signals(Loop& loop);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  /// Each time one of the four arrives, until cancelled. Several listeners run in order.
  [[nodiscard]] Ticket on(int signal, std::function<void()> fn);

private:
  struct Impl;
  std::shared_ptr<Impl> m_impl;
};

}  // namespace kscan::io
