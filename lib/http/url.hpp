#pragma once
#include "base/error.hpp"

#include <string>
#include <string_view>

namespace kscan::http {

/// An absolute URL, taken apart; query and fragment are cut, as client-go does with servers.
struct Url {
  std::string scheme;    ///< lower case
  std::string userinfo;  ///< as written, without "@"; may hold a password
  std::string host;      ///< lower case, IPv6 without brackets
  std::string port;      ///< digits; filled in for http, https, socks5 when absent
  std::string path;      ///< "" or "/prefix", without a trailing slash
  friend bool operator==(const Url&, const Url&) = default;
};

/// Errc::invalid, whose text does not repeat the URL: there may be a password in it.
[[nodiscard]] Result<Url> parse_url(std::string_view text);
/// "host:port", IPv6 in brackets.
[[nodiscard]] std::string host_port(const Url& url);
/// The URL without userinfo, for people.
[[nodiscard]] std::string to_string(const Url& url);

/// Percent-encodes all but RFC 3986's unreserved characters.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace kscan::http
