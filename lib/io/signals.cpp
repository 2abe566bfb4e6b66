#include "io/signals.hpp"

#include "base/error.hpp"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <utility>
#include <vector>

namespace kscan::io {

namespace {

sigset_t set_of(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals)
    sigaddset(&set, signal);
  return set;
}

}  // namespace

struct Signals::Impl {
  int fd = -1;
  sigset_t old_mask{};
  struct sigaction old_pipe{};
  std::uint64_t next_id = 0;
  std::map<std::uint64_t, std::pair<int, std::function<void()>>> listeners;
  Ticket readable;

  ~Impl() {
    readable.cancel();
    if (fd < 0) return;
    ::close(fd);
    ::sigaction(SIGPIPE, &old_pipe, nullptr);
    ::pthread_sigmask(SIG_SETMASK, &old_mask, nullptr);
  }

  // One that was blocked before us would only come back through the fd, again and again.
  void act(int signal) const {
    if (sigismember(&old_mask, signal) == 1) return;
    const sigset_t mask = set_of({signal});
    ::pthread_sigmask(SIG_UNBLOCK, &mask, nullptr);
    ::raise(signal);
    ::pthread_sigmask(SIG_BLOCK, &mask, nullptr);
  }

  // Listeners may come and go while others run, so the ids are fixed first.
  void deliver(int signal) {
    std::vector<std::uint64_t> ids;
    for (const auto& [id, listener] : listeners) {
      if (listener.first == signal) ids.push_back(id);
    }
    if (ids.empty()) return act(signal);
    for (const auto id : ids) {
      const auto found = listeners.find(id);
      if (found == listeners.end()) continue;
      const auto fn = found->second.second;
      fn();
    }
  }

  void drain() {
    signalfd_siginfo info{};
    while (::read(fd, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
      deliver(static_cast<int>(info.ssi_signo));
    }
  }
};

Signals::Signals(Loop& loop)
    : m_impl(std::make_shared<Impl>()) {
  const sigset_t set = set_of({SIGINT, SIGTERM, SIGHUP, SIGWINCH});
  ::pthread_sigmask(SIG_BLOCK, &set, &m_impl->old_mask);
  struct sigaction ignore{};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &m_impl->old_pipe);
  m_impl->fd = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  if (m_impl->fd < 0) {
    ::sigaction(SIGPIPE, &m_impl->old_pipe, nullptr);
    ::pthread_sigmask(SIG_SETMASK, &m_impl->old_mask, nullptr);
    throw Error(Errc::internal, "cannot watch for signals (signalfd)");
  }
  const std::weak_ptr<Impl> weak = m_impl;
  m_impl->readable = loop.on_readable(m_impl->fd, [weak] {
    if (const auto impl = weak.lock()) impl->drain();
  });
}

Signals::~Signals() = default;

Ticket Signals::on(int signal, std::function<void()> fn) {
  const auto id = m_impl->next_id++;
  m_impl->listeners.emplace(id, std::pair(signal, std::move(fn)));
  const std::weak_ptr<Impl> weak = m_impl;
  return Ticket([weak, id] {
    if (const auto impl = weak.lock()) impl->listeners.erase(id);
  });
}

}  // namespace kscan::io
