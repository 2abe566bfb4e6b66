#pragma once
#include "http/curl_engine.hpp"
#include "http/curl_error.hpp"
#include "http/curl_list.hpp"

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Private to curl_*.cpp: what engine and transport share.
namespace kscan::http {

/// One request under way. libcurl's callbacks only fill head, buffer and result; deliver() hands
/// them out later, one callback at a time, when no libcurl function is on the stack.
struct Transfer {
  Transfer();
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* easy;
  Request request;
  Sink sink;
  std::shared_ptr<const void> keep_alive;  ///< the transport: it owns the roots
  Credentials credentials;                 ///< what was sent
  std::shared_ptr<const ClientCertificate> certificate;
  /// Called instead of on_head for the first 401; until it says otherwise all delivery is held.
  std::function<void()> on_refusal;
  io::Ticket authorizing;
  bool held = false;
  CurlList headers;
  CurlList connect_to;
  std::string host, peer;
  CurlProxy proxy;
  std::array<char, CURL_ERROR_SIZE> error_text{};

  Head head;
  bool head_ready = false;
  bool head_delivered = false;
  std::string buffer;
  std::optional<Result<>> result;
  bool cancelled = false;
  bool paused = false;  ///< libcurl waits until buffer is delivered

  io::Clock::time_point last_activity;
  curl_off_t uploaded = 0;
  io::Ticket idle_timer;

  /// Something for deliver() to do.
  [[nodiscard]] bool pending() const;
  /// Runs one callback of the sink; true when it was the last one.
  bool deliver();
  /// As new, but for request and sink: to be sent once more.
  void reset();
  [[nodiscard]] Error failure(CURLcode code) const;
};

struct CurlEngine::Impl : std::enable_shared_from_this<CurlEngine::Impl> {
  Impl();
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  using TimerKey = std::pair<io::Clock::time_point, std::uint64_t>;
  struct Reader {
    int fd;
    std::function<void()> fn;
  };
  using Done = std::function<bool()>;

  CURLM* multi;
  io::Clock::time_point now = io::Clock::now();
  std::uint64_t next_id = 0;
  std::map<TimerKey, std::function<void()>> timers;
  std::map<std::uint64_t, Reader> readers;
  std::map<std::uint64_t, std::shared_ptr<Transfer>> transfers;
  bool running = false;

  [[nodiscard]] io::Ticket after(io::Clock::duration delay, std::function<void()> fn);
  [[nodiscard]] io::Ticket on_readable(int fd, std::function<void()> fn);
  /// Under way from now on; idle until launch() unless its result is known.
  [[nodiscard]] io::Ticket add(std::shared_ptr<Transfer> transfer);
  void launch(const std::shared_ptr<Transfer>& transfer);
  void halt(Transfer& transfer);
  void remove(std::uint64_t id);
  void run_until(const Done& done);

private:
  [[nodiscard]] int poll_timeout() const;
  [[nodiscard]] std::vector<std::uint64_t> wait();
  void perform();
  void finish(CURL* easy, CURLcode code);
  bool run_readers(const std::vector<std::uint64_t>& ready, const Done& done);
  bool run_transfers(const Done& done);
  bool run_timers(const Done& done);
  bool turn(const Done& done);
  void watch_idle(const std::shared_ptr<Transfer>& transfer, io::Clock::duration delay);
  void check_idle(const std::shared_ptr<Transfer>& transfer);
};

struct CurlTransport::Impl {
  Impl(std::weak_ptr<CurlEngine::Impl> engine_impl, Endpoint where);
  /// Asks for credentials if need be, then sends.
  void begin(const std::shared_ptr<Transfer>& transfer);

  std::weak_ptr<CurlEngine::Impl> engine;
  Endpoint endpoint;
  std::string roots;       ///< PEM; empty: libcurl's own default
  std::string base_url;    ///< as libcurl gets it
  std::string connect_to;  ///< in CURLOPT_CONNECT_TO's syntax
  std::string host, peer;
  Result<CurlProxy> proxy;

private:
  void renew(const std::shared_ptr<Transfer>& transfer);
  void resend(const std::shared_ptr<Transfer>& transfer, Result<Credentials> answer);
  void send(const std::shared_ptr<Transfer>& transfer, Result<Credentials> answer);
  void prepare(Transfer& transfer) const;
};

/// Sets the URL, and where it leads when that is not its host. Throws Error.
void set_url(Transfer& transfer, const std::string& url);
/// Sets all other options. `roots` outlives the transfer. Throws Error.
void configure(Transfer& transfer, const Endpoint& endpoint, const std::string& roots);
/// How the head came about; zero where libcurl does not know.
[[nodiscard]] Timing timing_of(CURL* easy);

}  // namespace kscan::http
