#pragma once
#include "http/curl_engine.hpp"

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

/// A curl_slist that is wiped before it is freed: Authorization is in it.
class CurlList {
public:
  CurlList() = default;
  ~CurlList();
  CurlList(const CurlList&) = delete;
  CurlList& operator=(const CurlList&) = delete;
  void add(const std::string& line);
  [[nodiscard]] curl_slist* raw() const noexcept { return m_list; }

private:
  curl_slist* m_list = nullptr;
};

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
  std::shared_ptr<const ClientCertificate> certificate;
  CurlList headers;
  CurlList connect_to;
  std::string host, peer;
  std::array<char, CURL_ERROR_SIZE> error_text{};

  Head head;
  bool head_ready = false;
  bool head_delivered = false;
  std::string buffer;
  std::optional<Result<>> result;
  bool cancelled = false;

  io::Clock::time_point last_activity;
  curl_off_t uploaded = 0;
  io::Ticket idle_timer;

  /// Something for deliver() to do.
  [[nodiscard]] bool pending() const;
  /// Runs one callback of the sink; true when it was the last one.
  bool deliver();
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
  [[nodiscard]] io::Ticket add(std::shared_ptr<Transfer> transfer);
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
  /// Everything that a transfer needs but the engine; may run a credential plugin.
  [[nodiscard]] Result<> prepare(Transfer& transfer);

  std::weak_ptr<CurlEngine::Impl> engine;
  Endpoint endpoint;
  std::string roots;       ///< PEM; empty: libcurl's own default
  std::string base_url;    ///< as libcurl gets it
  std::string connect_to;  ///< in CURLOPT_CONNECT_TO's syntax
  std::string host, peer;
  bool rejected = false;  ///< the last answer was a 401
};

/// Sets the URL, and where it leads when that is not its host. Throws Error.
void set_url(Transfer& transfer, const std::string& url);
/// Sets all other options. `roots` outlives the transfer. Throws Error.
void configure(Transfer& transfer,
               const Endpoint& endpoint,
               const std::string& roots,
               const Secret& authorization);

}  // namespace kscan::http
