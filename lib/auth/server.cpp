#include "auth/server.hpp"

#include "base/encoding.hpp"
#include "base/percent.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace kscan::auth {

namespace {

/// A URL in four parts, without its query.
struct Parts {
  std::string scheme;  ///< with "://", lower case
  std::string userinfo;
  bool has_userinfo = false;
  std::string host;  ///< and port
  std::string path;
};

Parts split(std::string_view text) {
  Parts parts;
  const auto scheme = std::min(text.find("://"), text.size());
  const auto start = std::min(scheme + 3, text.size());
  parts.scheme = to_lower_ascii(text.substr(0, start));
  text.remove_prefix(start);
  const auto slash = std::min(text.find_first_of("/?#"), text.size());
  auto authority = text.substr(0, slash);
  text.remove_prefix(slash);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    parts.has_userinfo = true;
    parts.userinfo = std::string(authority.substr(0, at));
    authority.remove_prefix(at + 1);
  }
  parts.host = std::string(authority);
  parts.path = std::string(text);
  return parts;
}

/// clientcmd reads it without regard to fragments (url.ParseRequestURI) once there is a path.
std::string prefix_of(std::string_view path) {
  constexpr std::string_view allowed = "!$&'()*+,;=:@[]/%-._~0123456789"
                                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string out;
  if (path.starts_with('#')) return out;
  for (const char c : path.substr(0, path.find('?'))) {
    out += allowed.find(c) != std::string_view::npos ? std::string(1, c)
                                                     : http::percent_encode({&c, 1});
  }
  return out;
}

Secret basic(std::string_view userinfo) {
  const auto colon = std::min(userinfo.find(':'), userinfo.size());
  const auto password = userinfo.substr(std::min(colon + 1, userinfo.size()));
  std::string plain = percent_decode(userinfo.substr(0, colon)) + ":" + percent_decode(password);
  Secret result("Basic " + base64_encode(plain));
  wipe(plain);
  return result;
}

}  // namespace

Result<Server> parse_server(std::string_view text) {
  const auto parts = split(text);
  const auto path = prefix_of(parts.path);
  if (has_bad_escape(parts.userinfo + parts.host) || has_bad_escape(path)) {
    return fail(Errc::invalid, "not a URL: invalid URL escape");
  }
  auto url = http::parse_url(parts.scheme + parts.host + path);
  if (!url) return fail(std::move(url).error());
  Server server;
  server.url = *std::move(url);
  server.text = parts.scheme + parts.host + path;
  if (parts.has_userinfo) server.authorization = basic(parts.userinfo);
  return server;
}

std::string redacted(std::string_view url) {
  const auto start = std::min(url.find("://"), url.size());
  const auto authority = std::min(start + 3, url.size());
  const auto end = std::min(url.find_first_of("/?#", authority), url.size());
  const auto at = url.substr(0, end).rfind('@');
  const auto colon = url.find(':', authority);
  std::string scheme = to_lower_ascii(url.substr(0, start));
  if (at == std::string_view::npos || at < authority || colon > at) {
    return scheme + std::string(url.substr(start));
  }
  return scheme + std::string(url.substr(start, colon - start)) + ":xxxxx"
         + std::string(url.substr(at));
}

}  // namespace kscan::auth
