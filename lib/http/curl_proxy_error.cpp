#include "http/curl_proxy_error.hpp"

#include "base/text.hpp"
#include "http/status_text.hpp"
#include "http/url.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

namespace kscan::http {

namespace {

constexpr std::string_view unable = "Unable to connect to the server: ";

bool is_socks(const CurlProxy& proxy) {
  return proxy.scheme.starts_with("socks");
}

Error told(Errc code, std::string text) {
  return Error(code, std::string(unable) + std::move(text))
      .hint("check the proxy: proxy-url of the cluster, or HTTPS_PROXY and NO_PROXY");
}

Error wants_login(const CurlFailure& failure, std::string text) {
  return Error(Errc::config, std::string(unable) + std::move(text))
      .hint("give the user and the password of the proxy " + failure.proxy.peer
            + " in its URL: " + failure.proxy.scheme + "://USER:PASSWORD@" + failure.proxy.peer);
}

/// What Go says before it says what went wrong.
std::string prefix(const CurlFailure& failure) {
  if (!is_socks(failure.proxy)) return "proxyconnect tcp: ";
  return "socks connect tcp " + failure.proxy.peer + "->" + failure.peer + ": ";
}

Error not_reached(const CurlFailure& failure) {
  const std::string why =
      failure.os_errno == 0
          ? curl_easy_strerror(static_cast<CURLcode>(failure.code))
          : "connect: " + to_lower_ascii(std::generic_category().message(failure.os_errno));
  return told(Errc::unavailable, prefix(failure) + "dial tcp " + failure.proxy.peer + ": " + why);
}

/// The proxy's answer to CONNECT.
Error not_let_through(const CurlFailure& failure) {
  const auto status = static_cast<int>(failure.connect_code);
  const auto known = status_text(status);
  std::string text =
      known.empty() ? "the proxy answered " + std::to_string(status) : std::string(known);
  if (status == 407 || status == 401) return wants_login(failure, std::move(text));
  const bool final = status < 500 && status != 408 && status != 429;
  return told(final ? Errc::config : Errc::unavailable, std::move(text));
}

/// golang.org/x/net/internal/socks, Reply.String().
std::string_view socks_reply(long reply) {
  constexpr std::array<std::pair<long, std::string_view>, 8> replies{{
      {CURLPX_REPLY_GENERAL_SERVER_FAILURE, "general SOCKS server failure"},
      {CURLPX_REPLY_NOT_ALLOWED, "connection not allowed by ruleset"},
      {CURLPX_REPLY_NETWORK_UNREACHABLE, "network unreachable"},
      {CURLPX_REPLY_HOST_UNREACHABLE, "host unreachable"},
      {CURLPX_REPLY_CONNECTION_REFUSED, "connection refused"},
      {CURLPX_REPLY_TTL_EXPIRED, "TTL expired"},
      {CURLPX_REPLY_COMMAND_NOT_SUPPORTED, "command not supported"},
      {CURLPX_REPLY_ADDRESS_TYPE_NOT_SUPPORTED, "address type not supported"},
  }};
  const auto* const found =
      std::ranges::find(replies, reply, &decltype(replies)::value_type::first);
  return found == replies.end() ? std::string_view() : found->second;
}

Error socks_refused(const CurlFailure& failure) {
  const std::string where = prefix(failure);
  if (failure.proxy_error == CURLPX_NO_AUTH) {
    return wants_login(failure, where + "no acceptable authentication methods");
  }
  if (failure.proxy_error == CURLPX_USER_REJECTED) {
    return wants_login(failure, where + "username/password authentication failed");
  }
  if (const auto reply = socks_reply(failure.proxy_error); !reply.empty()) {
    const bool final = failure.proxy_error == CURLPX_REPLY_NOT_ALLOWED;
    return told(final ? Errc::config : Errc::unavailable,
                where + "unknown error " + std::string(reply));
  }
  return told(Errc::unavailable, where + "the proxy does not speak SOCKS 5");
}

/// As if the proxy were the server: what TLS says is said about the proxy then.
Error tls_failed(const CurlFailure& failure) {
  CurlFailure as_server = failure;
  as_server.verify_result = failure.proxy_verify_result;
  as_server.peer = failure.proxy.peer;
  as_server.host = failure.proxy.host;
  as_server.proxy = {};
  const auto error = curl_error(as_server);
  const std::string text = error.message().substr(std::min(unable.size(), error.message().size()));
  return told(error.code(), prefix(failure) + text);
}

Error too_slow(const CurlFailure& failure) {
  return {Errc::timeout,
          std::string(unable) + "no connection to " + failure.peer + " through the proxy "
              + failure.proxy.peer + " in time"};
}

/// The proxy is asked for a tunnel, and there is none yet.
bool tunnel_is_open(const CurlFailure& failure) {
  return failure.connected || (failure.connect_code >= 200 && failure.connect_code < 300);
}

}  // namespace

std::optional<Error> proxy_error(const CurlFailure& failure) {
  if (failure.proxy.peer.empty() || tunnel_is_open(failure)) return std::nullopt;
  if (failure.connect_code != 0) return not_let_through(failure);
  switch (failure.code) {
  case CURLE_COULDNT_CONNECT:
    return not_reached(failure);
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_COULDNT_RESOLVE_HOST:  // never the server's: that is the proxy's to resolve
    return told(Errc::unavailable,
                prefix(failure) + "dial tcp: lookup " + failure.proxy.host + ": no such host");
  case CURLE_PROXY:
    return socks_refused(failure);
  case CURLE_OPERATION_TIMEDOUT:
    return too_slow(failure);
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CONNECT_ERROR:
    if (failure.proxy.scheme == "https") return tls_failed(failure);
    return std::nullopt;
  case CURLE_RECV_ERROR:
  case CURLE_GOT_NOTHING:
    return told(Errc::unavailable, prefix(failure) + "EOF");
  default:
    return std::nullopt;
  }
}

Result<CurlProxy> parse_proxy(const std::string& url) {
  const auto wrong = [](const std::string& why) {
    return fail(told(Errc::config, "proxyconnect tcp: " + why));
  };
  if (url.empty()) return CurlProxy();
  const auto parsed = parse_url(url);
  if (!parsed) return wrong("invalid proxy URL");
  constexpr std::array known{"http", "https", "socks5", "socks5h"};
  if (std::ranges::find(known, parsed->scheme) == known.end()) {
    return wrong("unsupported proxy scheme \"" + parsed->scheme + "\"");
  }
  return CurlProxy{.scheme = parsed->scheme, .host = parsed->host, .peer = host_port(*parsed)};
}

}  // namespace kscan::http
