#pragma once
#include "http/endpoint.hpp"
#include "http/transport.hpp"
#include "io/loop.hpp"

#include <memory>

namespace kscan::http {

/// The loop. Owns the CURLM, because curl_multi_poll is the program's only wait: it wakes for
/// transfers, for the fds of on_readable() and for timers. <curl/curl.h> stays in the .cpp files.
class CurlEngine final : public io::Loop {
public:
  CurlEngine();
  ~CurlEngine() override;
  [[nodiscard]] io::Clock::time_point now() const override;
  [[nodiscard]] io::Ticket after(io::Clock::duration delay, std::function<void()> fn) override;
  [[nodiscard]] io::Ticket on_readable(int fd, std::function<void()> fn) override;
  void run_until(const std::function<bool()>& done) override;

private:
  friend class CurlTransport;
  struct Impl;
  std::shared_ptr<Impl> m_impl;
};

/// One server's transfers on an engine. Made after the engine: exec plugins need the loop first.
/// TLS 1.2 or newer, HTTP/2 where libcurl has it and the server agrees, no redirects, no cookies;
/// of the environment only what names the system's roots. Works with a libcurl built with HTTP and
/// TLS only.
///
/// A request is sent when Endpoint::authorize has answered. The first 401 is not delivered: if
/// there is a better credential then, the request is sent once more with that, whatever its method,
/// since a server that does not know who asks has done nothing.
///
/// Also a request without time limits ends (unavailable) when its peer is gone without a word,
/// after io::dead_peer_after: TCP probes notice it, where client-go sends HTTP/2 pings, for which
/// libcurl has no way. Behind a proxy that peer is the proxy.
class CurlTransport final : public Transport {
public:
  CurlTransport(CurlEngine& engine, Endpoint endpoint);
  ~CurlTransport() override;
  [[nodiscard]] io::Ticket start(Request request, Sink sink) override;

private:
  struct Impl;
  std::shared_ptr<Impl> m_impl;
};

}  // namespace kscan::http
