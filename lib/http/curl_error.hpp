#pragma once
#include "base/error.hpp"

#include <string>
#include <string_view>

namespace kscan::http {

/// Where a connection goes first; all empty: straight to the server.
struct CurlProxy {
  std::string scheme = {};  ///< http, https, socks5, socks5h
  std::string host = {};
  std::string peer = {};  ///< "host:port"
};

/// What libcurl says about a transfer that failed.
struct CurlFailure {
  int code = 0;             ///< CURLcode
  int os_errno = 0;         ///< CURLINFO_OS_ERRNO
  long verify_result = 0;   ///< CURLINFO_SSL_VERIFYRESULT: X509_V_ERR_*
  std::string detail = {};  ///< CURLOPT_ERRORBUFFER
  std::string host = {};    ///< of the server
  std::string peer = {};    ///< "host:port"
  CurlProxy proxy = {};
  long connect_code = 0;         ///< CURLINFO_HTTP_CONNECTCODE: the proxy's answer to CONNECT
  long proxy_error = 0;          ///< CURLINFO_PROXY_ERROR: CURLPX_*
  long proxy_verify_result = 0;  ///< CURLINFO_PROXY_SSL_VERIFYRESULT
  bool connected = false;        ///< the connection had been made
  bool has_head = false;         ///< the answer had begun
};

/// In kubectl's words (kubectl/pkg/cmd/util/helpers.go), with a hint where one helps. The codes are
/// those that Sink promises.
[[nodiscard]] Error curl_error(const CurlFailure& failure);

}  // namespace kscan::http
