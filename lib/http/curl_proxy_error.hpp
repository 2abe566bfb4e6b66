#pragma once
#include "http/curl_error.hpp"

#include <optional>

namespace kscan::http {

/// The failure told as the proxy's, in the words of Go's net/http: nullopt when there is no proxy,
/// or when it had already led to the server. The proxy's password is in no text: libcurl's own,
/// which may hold it, are not used.
[[nodiscard]] std::optional<Error> proxy_error(const CurlFailure& failure);

/// Errc::config for a proxy that is no URL, or of a kind that is not known.
[[nodiscard]] Result<CurlProxy> parse_proxy(const std::string& url);

}  // namespace kscan::http
