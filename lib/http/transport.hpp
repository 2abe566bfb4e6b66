#pragma once
#include "base/error.hpp"
#include "base/secret.hpp"
#include "io/loop.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::http {

enum class Method { get, head, post, put, patch, del };

/// "GET", "DELETE"...
[[nodiscard]] constexpr std::string_view name(Method method) noexcept {
  switch (method) {
  case Method::get:
    return "GET";
  case Method::head:
    return "HEAD";
  case Method::post:
    return "POST";
  case Method::put:
    return "PUT";
  case Method::patch:
    return "PATCH";
  case Method::del:
    return "DELETE";
  }
  return "";
}

struct Header {
  std::string name;
  std::string value;
};

/// One request to the transport's server. User-Agent is added by the transport unless given.
struct Request {
  Method method = Method::get;
  std::string target = {};  ///< origin-form: "/api/v1/namespaces/x/pods?limit=500"
  std::vector<Header> headers = {};
  std::string body = {};  ///< wiped when the transfer is over
  /// Value of the Authorization header ("Bearer ..."); empty: what the endpoint says.
  Secret authorization = {};
  bool gzip = false;  ///< accept a compressed answer; on_data sees it expanded
  /// Nothing received for so long: Errc::timeout. Zero: no limit (watch, log follow).
  std::chrono::milliseconds idle_timeout{30'000};
  /// From start to end: Errc::timeout. Zero: no limit. Neither counts while credentials are
  /// awaited.
  std::chrono::milliseconds timeout{0};
};

/// How the head of an answer came about, for people. What a reused connection had done before does
/// not count; all zero where nobody measures (fakes).
struct Timing {
  std::chrono::microseconds name_lookup{0};
  std::chrono::microseconds connect{0};     ///< TCP, and what a proxy asks for
  std::chrono::microseconds tls{0};         ///< zero without TLS
  std::chrono::microseconds first_byte{0};  ///< of the answer, since the request could be sent
  bool reused = false;                      ///< the connection was there already
  std::string peer_address = {};            ///< "10.0.0.1:6443", or the proxy's; may be ""
  int http_version = 0;                     ///< 10, 11, 20; 0: unknown
};

struct Head {
  int status = 0;
  std::vector<Header> headers = {};
  Timing timing = {};
};

/// The first header of that name in any case, or "".
[[nodiscard]] inline std::string_view header_value(const Head& head, std::string_view name) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  for (const auto& header : head.headers) {
    if (std::ranges::equal(header.name, name, {}, lower, lower)) return header.value;
  }
  return {};
}

/// on_head at most once, then on_data*, then on_end exactly once, unless cancelled. A status of 400
/// or more is no error here: it comes by on_head, and on_end succeeds. Redirects are not followed.
/// on_end fails with:
///   unavailable  no connection, connection lost      timeout   idle_timeout or timeout over
///   config       certificate or proxy not accepted   protocol  no HTTP
/// and with whatever Endpoint::authorize answered. Unset members are skipped.
struct Sink {
  std::function<void(const Head&)> on_head = {};
  std::function<void(std::string_view)> on_data = {};
  std::function<void(Result<>)> on_end = {};
};

/// The network seam. Real: CurlTransport. Fake: tests/support/fake_transport.hpp.
class Transport {
public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;
  /// Never calls the sink before it returns. The transport outlives the ticket.
  [[nodiscard]] virtual io::Ticket start(Request request, Sink sink) = 0;
};

}  // namespace kscan::http
