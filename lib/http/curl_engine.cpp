#include "http/curl_engine.hpp"

#include "http/curl_impl.hpp"

#include <poll.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <new>

namespace kscan::http {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_wait{1000};

}  // namespace

CurlEngine::Impl::Impl() {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  multi = curl_multi_init();
  if (multi == nullptr) throw std::bad_alloc();
  curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
}

CurlEngine::Impl::~Impl() {
  for (const auto& [id, transfer] : transfers)
    curl_multi_remove_handle(multi, transfer->easy);
  transfers.clear();
  curl_multi_cleanup(multi);
  curl_global_cleanup();
}

io::Ticket CurlEngine::Impl::after(io::Clock::duration delay, std::function<void()> fn) {
  const auto start = running ? now : io::Clock::now();
  const TimerKey key(start + std::max(delay, io::Clock::duration::zero()), next_id++);
  timers.emplace(key, std::move(fn));
  return io::Ticket([weak = weak_from_this(), key] {
    if (const auto self = weak.lock()) self->timers.erase(key);
  });
}

io::Ticket CurlEngine::Impl::on_readable(int fd, std::function<void()> fn) {
  const auto id = next_id++;
  readers.emplace(id, Reader{fd, std::move(fn)});
  return io::Ticket([weak = weak_from_this(), id] {
    if (const auto self = weak.lock()) self->readers.erase(id);
  });
}

io::Ticket CurlEngine::Impl::add(std::shared_ptr<Transfer> transfer) {
  const auto id = next_id++;
  transfers.emplace(id, std::move(transfer));
  return io::Ticket([weak = weak_from_this(), id] {
    if (const auto self = weak.lock()) self->remove(id);
  });
}

void CurlEngine::Impl::launch(const std::shared_ptr<Transfer>& transfer) {
  transfer->last_activity = running ? now : io::Clock::now();
  curl_easy_setopt(transfer->easy, CURLOPT_PRIVATE, transfer.get());
  curl_multi_add_handle(multi, transfer->easy);
  const auto idle_timeout = transfer->request.idle_timeout;
  if (idle_timeout.count() > 0) watch_idle(transfer, idle_timeout);
}

void CurlEngine::Impl::halt(Transfer& transfer) {
  transfer.idle_timer.cancel();
  curl_multi_remove_handle(multi, transfer.easy);
}

void CurlEngine::Impl::remove(std::uint64_t id) {
  const auto found = transfers.find(id);
  if (found == transfers.end()) return;
  const auto transfer = found->second;
  transfers.erase(found);
  transfer->cancelled = true;
  transfer->authorizing.cancel();
  halt(*transfer);
}

void CurlEngine::Impl::watch_idle(const std::shared_ptr<Transfer>& transfer,
                                  io::Clock::duration delay) {
  transfer->idle_timer = after(delay, [this, weak = std::weak_ptr(transfer)] {
    if (const auto idle = weak.lock()) check_idle(idle);
  });
}

// Lazily: bytes only move last_activity, and the timer is set anew when it fires.
void CurlEngine::Impl::check_idle(const std::shared_ptr<Transfer>& transfer) {
  if (transfer->result) return;
  curl_off_t sent = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
  if (sent != transfer->uploaded) {
    transfer->uploaded = sent;
    transfer->last_activity = now;
  }
  const auto deadline = transfer->last_activity + transfer->request.idle_timeout;
  if (deadline > now) return watch_idle(transfer, deadline - now);
  transfer->result = fail(transfer->failure(CURLE_OPERATION_TIMEDOUT));
  halt(*transfer);
}

int CurlEngine::Impl::poll_timeout() const {
  const bool waiting =
      std::ranges::any_of(transfers, [](const auto& entry) { return entry.second->pending(); });
  if (waiting) return 0;
  io::Clock::duration timeout = longest_wait;
  if (!timers.empty()) timeout = std::min(timeout, timers.begin()->first.first - io::Clock::now());
  return std::max(0, static_cast<int>(std::chrono::ceil<milliseconds>(timeout).count()));
}

// libcurl does not report a hang-up on a foreign fd, so these are asked again afterwards.
std::vector<std::uint64_t> CurlEngine::Impl::wait() {
  std::vector<curl_waitfd> for_curl;
  std::vector<pollfd> for_poll;
  std::vector<std::uint64_t> ids;
  for (const auto& [id, reader] : readers) {
    for_curl.push_back({reader.fd, CURL_WAIT_POLLIN, 0});
    for_poll.push_back({reader.fd, POLLIN, 0});
    ids.push_back(id);
  }
  curl_multi_poll(
      multi, for_curl.data(), static_cast<unsigned>(for_curl.size()), poll_timeout(), nullptr);
  now = io::Clock::now();
  if (ids.empty() || ::poll(for_poll.data(), for_poll.size(), 0) <= 0) return {};
  std::vector<std::uint64_t> ready;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (for_poll[i].revents != 0) ready.push_back(ids[i]);
  }
  return ready;
}

void CurlEngine::Impl::finish(CURL* easy, CURLcode code) {
  Transfer* transfer = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
  if (code == CURLE_OK) {
    transfer->result.emplace();
  } else {
    transfer->result = fail(transfer->failure(code));
  }
  halt(*transfer);
}

void CurlEngine::Impl::perform() {
  int left = 0;
  curl_multi_perform(multi, &left);
  while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
    if (message->msg == CURLMSG_DONE) finish(message->easy_handle, message->data.result);
  }
}

bool CurlEngine::Impl::run_readers(const std::vector<std::uint64_t>& ready, const Done& done) {
  for (const auto id : ready) {
    const auto found = readers.find(id);
    if (found == readers.end()) continue;
    const auto fn = found->second.fn;
    fn();
    if (done()) return true;
  }
  return false;
}

bool CurlEngine::Impl::run_transfers(const Done& done) {
  std::vector<std::pair<std::uint64_t, std::shared_ptr<Transfer>>> due;
  for (const auto& entry : transfers) {
    if (entry.second->pending()) due.emplace_back(entry);
  }
  for (const auto& [id, transfer] : due) {
    while (!transfer->cancelled && transfer->pending()) {
      if (transfer->deliver()) remove(id);
      if (done()) return true;
    }
  }
  return false;
}

// Timers that are set meanwhile wait for the next turn, even those without delay.
bool CurlEngine::Impl::run_timers(const Done& done) {
  const auto limit = next_id;
  for (auto next = timers.begin(); next != timers.end() && next->first.first <= now;) {
    const auto key = next->first;
    if (key.second >= limit) {
      ++next;
      continue;
    }
    const auto fn = std::move(next->second);
    timers.erase(next);
    fn();
    if (done()) return true;
    next = timers.upper_bound(key);
  }
  return false;
}

bool CurlEngine::Impl::turn(const Done& done) {
  const auto ready = wait();
  if (run_readers(ready, done)) return true;
  perform();
  return run_transfers(done) || run_timers(done);
}

void CurlEngine::Impl::run_until(const Done& done) {
  assert(!running && "the loop is not re-entrant");
  struct Running {
    bool& flag;
    explicit Running(bool& running_flag)
        : flag(running_flag) {
      flag = true;
    }
    ~Running() { flag = false; }
  };
  const Running guard(running);
  now = io::Clock::now();
  if (done()) return;
  while (!turn(done)) {}
}

CurlEngine::CurlEngine()
    : m_impl(std::make_shared<Impl>()) {}

CurlEngine::~CurlEngine() = default;

io::Clock::time_point CurlEngine::now() const {
  return m_impl->running ? m_impl->now : io::Clock::now();
}

io::Ticket CurlEngine::after(io::Clock::duration delay, std::function<void()> fn) {
  return m_impl->after(delay, std::move(fn));
}

io::Ticket CurlEngine::on_readable(int fd, std::function<void()> fn) {
  return m_impl->on_readable(fd, std::move(fn));
}

void CurlEngine::run_until(const std::function<bool()>& done) {
  m_impl->run_until(done);
}

}  // namespace kscan::http
