#pragma once
#include <string>
#include <string_view>

namespace kscan::http {

/// The values of HTTP_PROXY, HTTPS_PROXY and NO_PROXY (upper case first, else lower case), or "".
struct ProxyEnvironment {
  std::string http_proxy = {};
  std::string https_proxy = {};
  std::string no_proxy = {};
};

/// The proxy for `url`, or "": Go's rules (golang.org/x/net/http/httpproxy). Loopback and localhost
/// are never proxied; NO_PROXY knows CIDR, ".suffix", host:port and "*"; ALL_PROXY does not count;
/// a value without a scheme is http://; a value that is no URL is ignored.
[[nodiscard]] std::string proxy_for(std::string_view url, const ProxyEnvironment& environment);

}  // namespace kscan::http
