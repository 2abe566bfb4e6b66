#include "http/curl_error.hpp"

#include "base/text.hpp"
#include "http/curl_proxy_error.hpp"

#include <curl/curl.h>

#include <cerrno>
#include <system_error>

namespace kscan::http {

namespace {

constexpr std::string_view unable = "Unable to connect to the server: ";

bool has(const CurlFailure& failure, std::string_view text) {
  return failure.detail.find(text) != std::string::npos;
}

std::string detail(const CurlFailure& failure) {
  if (!failure.detail.empty()) return failure.detail;
  return curl_easy_strerror(static_cast<CURLcode>(failure.code));
}

Error error(Errc code, std::string_view text) {
  return {code, std::string(unable).append(text)};
}

Error not_connected(const CurlFailure& failure) {
  if (failure.os_errno == ECONNREFUSED) {
    return {Errc::unavailable,
            "The connection to the server " + failure.peer
                + " was refused - did you specify the right host or port?"};
  }
  const std::string why =
      failure.os_errno == 0
          ? detail(failure)
          : "connect: " + to_lower_ascii(std::generic_category().message(failure.os_errno));
  return error(Errc::unavailable, "dial tcp " + failure.peer + ": " + why);
}

/// The numbers are OpenSSL's X509_V_ERR_*, which libcurl passes on.
std::string certificate_problem(const CurlFailure& failure) {
  switch (failure.verify_result) {
  case 9:
  case 10:
    return "x509: certificate has expired or is not yet valid";
  case 18:
  case 19:
  case 20:
  case 21:
    return "x509: certificate signed by unknown authority";
  default:
    return detail(failure);
  }
}

Error not_verified(const CurlFailure& failure) {
  auto problem =
      error(Errc::config, "tls: failed to verify certificate: " + certificate_problem(failure));
  if (has(failure, "subject name")) {
    return std::move(problem).hint("the certificate is for another name: check the server's name, "
                                   "or set tls-server-name");
  }
  return std::move(problem).hint("check the certificate-authority given for " + failure.peer);
}

/// A handshake that broke off: the other side's refusal is final, a lost connection is not.
Error handshake_failed(const CurlFailure& failure) {
  if (has(failure, "wrong version number")) {
    return error(Errc::config, "http: server gave HTTP response to HTTPS client");
  }
  const bool refused = has(failure, "alert");
  return error(refused ? Errc::config : Errc::unavailable, "tls: " + detail(failure));
}

Error timed_out(const CurlFailure& failure) {
  if (failure.connected) {
    return {Errc::timeout, "no answer from the server " + failure.peer + " in time"};
  }
  return error(Errc::timeout, "dial tcp " + failure.peer + ": i/o timeout");
}

Error no_http(const CurlFailure& failure) {
  return {Errc::protocol, "the server " + failure.peer + " sent no HTTP: " + detail(failure)};
}

Error lost(const CurlFailure& failure) {
  if (has(failure, "chunked-encoding")) return no_http(failure);
  if (has(failure, "alert")) return handshake_failed(failure);
  if (!failure.has_head) return error(Errc::unavailable, detail(failure));
  return {Errc::unavailable,
          "the connection to the server " + failure.peer + " was lost: " + detail(failure)};
}

}  // namespace

Error curl_error(const CurlFailure& failure) {
  if (auto error = proxy_error(failure)) return *std::move(error);
  switch (failure.code) {
  case CURLE_COULDNT_CONNECT:
    return not_connected(failure);
  case CURLE_COULDNT_RESOLVE_HOST:
    return error(Errc::unavailable, "dial tcp: lookup " + failure.host + ": no such host");
  case CURLE_OPERATION_TIMEDOUT:
    return timed_out(failure);
  case CURLE_PEER_FAILED_VERIFICATION:
    return not_verified(failure);
  case CURLE_SSL_CONNECT_ERROR:
    return handshake_failed(failure);
  case CURLE_SSL_CERTPROBLEM:
    return {Errc::config, "client certificate: " + detail(failure)};
  case CURLE_SSL_CACERT_BADFILE:
    return {Errc::config, "unable to load root certificates: " + detail(failure)};
  case CURLE_URL_MALFORMAT:
  case CURLE_SSL_ENGINE_NOTFOUND:
  case CURLE_NOT_BUILT_IN:
    return error(Errc::config, detail(failure));
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_WEIRD_SERVER_REPLY:
  case CURLE_BAD_CONTENT_ENCODING:
    return no_http(failure);
  case CURLE_GOT_NOTHING:
    return error(Errc::unavailable, "EOF");
  case CURLE_WRITE_ERROR:    // ours: too many of them
  case CURLE_OUT_OF_MEMORY:  // libcurl's: one is too long
    return {Errc::protocol, "the server " + failure.peer + " sent too much in its headers"};
  case CURLE_FAILED_INIT:
    return {Errc::internal, detail(failure)};
  default:
    return lost(failure);
  }
}

}  // namespace kscan::http
