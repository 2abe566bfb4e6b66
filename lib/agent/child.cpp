#include "agent/child.hpp"

#include "agent/files.hpp"
#include "agent/lines.hpp"
#include "agent/spawn.hpp"
#include "io/file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>

namespace kscan::agent {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto patience = 5s;  // with what does not even die of SIGKILL

sigset_t our_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD})
    sigaddset(&set, signal);
  return set;
}

int milliseconds_until(Clock::time_point time) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(time - Clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

Exit exit_of(int status) {
  if (WIFSIGNALED(status)) return {128 + WTERMSIG(status), WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

/// Reads what is there, but not forever: a pipe holds 64 KiB, the rest would be a fast writer that
/// must not keep us from everything else. Closes the pipe at its end.
void drain(io::Fd& pipe, Lines& lines) {
  std::array<char, std::size_t{16} * 1024> buffer{};
  for (int turn = 0; turn < 16 && pipe; ++turn) {
    const ssize_t count = ::read(pipe.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return pipe.reset();
    lines.feed({buffer.data(), static_cast<std::size_t>(count)});
  }
}

/// Where the kernel does not list them (CONFIG_PROC_CHILDREN), none.
std::vector<pid_t> children() {
  const std::string list =
      io::read_file("/proc/thread-self/children").value_or(std::string());  // "12 345 "
  std::vector<pid_t> result;
  const char* at = list.data();
  const char* const end = at + list.size();
  pid_t child = 0;
  while (at != end) {
    const auto [rest, error] = std::from_chars(at, end, child);
    if (error != std::errc()) return result;
    result.push_back(child);
    at = std::find_if(rest, end, [](char c) { return c != ' '; });
  }
  return result;
}

}  // namespace

struct Nanny::Running {
  pid_t pid = -1;
  io::Fd error, output;
  Lines error_lines, output_lines;
  std::optional<Exit> exit = {};
  Clock::time_point next_heartbeat = {};
};

Nanny::Nanny(Listener listener)
    : m_listener(std::move(listener)) {
  const sigset_t signals = our_signals();
  ::sigprocmask(SIG_BLOCK, &signals, &m_old_mask);
  m_signals = io::Fd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!m_signals) throw_errno("open a signalfd");
  // Orphans come to PID 1 anyway; in a pod with a shared process namespace we are not that.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

Nanny::~Nanny() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
  ::sigprocmask(SIG_SETMASK, &m_old_mask, nullptr);
}

void Nanny::bury(Running* running) {
  int status = 0;
  for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;)
    if (running != nullptr && pid == running->pid) running->exit = exit_of(status);
}

void Nanny::take_signals(Running* running) {
  signalfd_siginfo info{};
  while (::read(m_signals.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    const int signal = static_cast<int>(info.ssi_signo);
    if (signal == SIGCHLD) continue;
    m_interrupted = true;
    if (running != nullptr) ::kill(-running->pid, signal);
  }
  bury(running);
}

bool Nanny::interrupted() {
  take_signals(nullptr);
  return m_interrupted;
}

void Nanny::wait_for_event(Running& running) {
  std::array<pollfd, 3> fds{{{m_signals.get(), POLLIN, 0},
                             {running.error.get(), POLLIN, 0},
                             {running.output.get(), POLLIN, 0}}};  // closed ones are -1: ignored
  ::poll(fds.data(), fds.size(), milliseconds_until(running.next_heartbeat));
  drain(running.error, running.error_lines);
  drain(running.output, running.output_lines);
  take_signals(&running);
  if (Clock::now() < running.next_heartbeat) return;
  if (m_listener.on_heartbeat) m_listener.on_heartbeat();
  running.next_heartbeat = Clock::now() + m_listener.heartbeat;
}

void Nanny::kill_the_rest(pid_t group) {
  ::kill(-group, SIGKILL);
  // Who has left the group is our child since its parent died, and so will be its children.
  const Clock::time_point deadline = Clock::now() + patience;
  for (take_signals(nullptr); Clock::now() < deadline; take_signals(nullptr)) {
    const std::vector<pid_t> left = children();
    if (left.empty()) return;
    for (const pid_t pid : left)
      ::kill(pid, SIGKILL);
    pollfd death{m_signals.get(), POLLIN, 0};
    ::poll(&death, 1, milliseconds_until(deadline));
  }
}

Exit Nanny::run(Command command) {
  Spawned spawned = spawn(command, m_old_mask);
  Running running{.pid = spawned.pid,
                  .error = std::move(spawned.error),
                  .output = std::move(spawned.output),
                  .error_lines = Lines(m_listener.on_line),
                  .output_lines = Lines(m_listener.on_line)};
  running.next_heartbeat = Clock::now() + m_listener.heartbeat;
  while (!running.exit)
    wait_for_event(running);
  // What it left behind must neither write any more nor hold the pipes open.
  kill_the_rest(running.pid);
  drain(running.error, running.error_lines);
  drain(running.output, running.output_lines);
  running.error_lines.finish();
  running.output_lines.finish();
  return *running.exit;
}

}  // namespace kscan::agent
