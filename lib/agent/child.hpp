#pragma once
#include "io/fd.hpp"

#include <signal.h>
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::agent {

struct Command {
  std::filesystem::path program;
  std::vector<std::string> arguments;  ///< the first is the name it is called by
  std::vector<char*> environment;      ///< null-terminated
  std::filesystem::path directory;
  int output = -1;  ///< its standard output; -1: lines, as its standard error
};

struct Exit {
  int code = 0;    ///< 128 + signal when a signal ended it
  int signal = 0;  ///< that ended it, or 0
};

/// What the one process of a container besides its children has to do (PID 1): runs them one after
/// the other, each in a process group of its own, passes INT, TERM and HUP on to it, and buries
/// whatever dies. Single thread; one at a time.
class Nanny {
public:
  struct Listener {
    std::function<void(std::string_view line)> on_line = {};
    std::function<void()> on_heartbeat = {};
    std::chrono::milliseconds heartbeat{10'000};
  };

  /// From here on the signals are ours.
  explicit Nanny(Listener listener);
  ~Nanny();
  Nanny(const Nanny&) = delete;
  Nanny& operator=(const Nanny&) = delete;

  /// Until it has ended and its output is read; what it leaves running is killed, be it in sessions
  /// of its own (those, where the kernel lists children: CONFIG_PROC_CHILDREN). Throws Error when
  /// it cannot be started.
  [[nodiscard]] Exit run(Command command);
  /// INT, TERM or HUP has come: nothing more should be started.
  [[nodiscard]] bool interrupted();

private:
  struct Running;
  void take_signals(Running* running);
  void wait_for_event(Running& running);
  static void bury(Running* running);
  void kill_the_rest(pid_t group);

  Listener m_listener;
  io::Fd m_signals;
  sigset_t m_old_mask{};
  bool m_interrupted = false;
};

}  // namespace kscan::agent
