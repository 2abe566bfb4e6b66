#include "fake_loop.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <vector>

namespace kscan::test {

struct FakeLoop::Impl {
  using TimerKey = std::pair<io::Clock::time_point, std::uint64_t>;
  struct Reader {
    int fd;
    std::function<void()> fn;
  };

  io::Clock::time_point now{};
  std::uint64_t next_id = 0;
  std::map<TimerKey, std::function<void()>> timers;
  std::map<std::uint64_t, Reader> readers;
  std::set<int> readable;
  bool running = false;

  bool run_readers(const std::function<bool()>& done) {
    std::vector<std::uint64_t> due;
    for (const auto& [id, reader] : readers) {
      if (readable.contains(reader.fd)) due.push_back(id);
    }
    readable.clear();
    for (const auto id : due) {
      const auto found = readers.find(id);
      if (found == readers.end()) continue;
      const auto fn = found->second.fn;
      fn();
      if (done()) return true;
    }
    return false;
  }

  /// The earliest timer that is due by `limit`, the clock moved to it.
  bool run_timer(io::Clock::time_point limit) {
    if (timers.empty() || timers.begin()->first.first > limit) return false;
    const auto first = timers.begin();
    now = std::max(now, first->first.first);
    const auto fn = std::move(first->second);
    timers.erase(first);
    fn();
    return true;
  }
};

namespace {

class Running {
public:
  explicit Running(bool& flag)
      : m_flag(flag) {
    if (flag) throw std::runtime_error("the loop is not re-entrant");
    flag = true;
  }
  ~Running() { m_flag = false; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

private:
  bool& m_flag;
};

}  // namespace

FakeLoop::FakeLoop()
    : m_impl(std::make_shared<Impl>()) {}

FakeLoop::~FakeLoop() = default;

io::Clock::time_point FakeLoop::now() const {
  return m_impl->now;
}

io::Ticket FakeLoop::after(io::Clock::duration delay, std::function<void()> fn) {
  const auto due = m_impl->now + std::max(delay, io::Clock::duration::zero());
  const Impl::TimerKey key(due, m_impl->next_id++);
  m_impl->timers.emplace(key, std::move(fn));
  return io::Ticket([weak = std::weak_ptr(m_impl), key] {
    if (const auto impl = weak.lock()) impl->timers.erase(key);
  });
}

io::Ticket FakeLoop::on_readable(int fd, std::function<void()> fn) {
  const auto id = m_impl->next_id++;
  m_impl->readers.emplace(id, Impl::Reader{fd, std::move(fn)});
  return io::Ticket([weak = std::weak_ptr(m_impl), id] {
    if (const auto impl = weak.lock()) impl->readers.erase(id);
  });
}

void FakeLoop::run_until(const std::function<bool()>& done) {
  const auto impl = m_impl;
  const Running guard(impl->running);
  while (!done()) {
    if (!impl->readable.empty()) {
      if (impl->run_readers(done)) return;
    } else if (!impl->run_timer(io::Clock::time_point::max())) {
      throw std::runtime_error("nothing is left to happen, and it is not done");
    }
  }
}

void FakeLoop::advance(io::Clock::duration time) {
  const auto impl = m_impl;
  const Running guard(impl->running);
  const auto end = impl->now + time;
  impl->run_readers([] { return false; });
  while (impl->run_timer(end))
    impl->run_readers([] { return false; });
  impl->now = end;
}

void FakeLoop::make_readable(int fd) {
  m_impl->readable.insert(fd);
}

void FakeLoop::make_all_readable() {
  for (const auto& [id, reader] : m_impl->readers)
    m_impl->readable.insert(reader.fd);
}

std::size_t FakeLoop::pending_timers() const {
  return m_impl->timers.size();
}

}  // namespace kscan::test
