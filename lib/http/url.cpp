#include "http/url.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace kscan::http {

namespace {

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_scheme(std::string_view text) {
  return !text.empty() && is_alpha(text[0]) && std::ranges::all_of(text, [](char c) {
    return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 && std::ranges::all_of(text, is_digit)
         && std::stoi(std::string(text)) <= 65535;
}

std::string default_port(std::string_view scheme) {
  if (scheme == "https") return "443";
  if (scheme == "http") return "80";
  if (scheme == "socks5" || scheme == "socks5h") return "1080";
  return {};
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c != '\x7f'; });
}

tl::unexpected<Error> bad(std::string_view why) {
  return fail(Errc::invalid, "not a URL: " + std::string(why));
}

/// "host", "host:port", "[v6]", "[v6]:port".
Result<> split_authority(std::string_view text, Url& url) {
  std::string_view port;
  std::string_view host = text;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return bad("missing \"]\" in the host");
    host = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon);
  }
  if (host.empty()) return bad("no host");
  url.host = to_lower_ascii(host);
  if (port.empty() || port == ":") return {};
  if (port[0] != ':' || !is_port(port.substr(1))) return bad("invalid port after the host");
  url.port = std::string(port.substr(1));
  return {};
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
  const auto colon = text.find("://");
  if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon))) {
    return bad("no scheme such as https://");
  }
  if (!is_printable(text)) return bad("white space or a control character");
  Url url;
  url.scheme = to_lower_ascii(text.substr(0, colon));
  auto rest = text.substr(colon + 3);
  rest = rest.substr(0, rest.find_first_of("?#"));
  const auto slash = std::min(rest.find('/'), rest.size());
  auto authority = rest.substr(0, slash);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    url.userinfo = std::string(authority.substr(0, at));
    authority.remove_prefix(at + 1);
  }
  if (auto split = split_authority(authority, url); !split) return fail(std::move(split).error());
  if (url.port.empty()) url.port = default_port(url.scheme);
  url.path = std::string(rest.substr(slash));
  while (url.path.ends_with('/'))
    url.path.pop_back();
  return url;
}

std::string host_port(const Url& url) {
  const bool v6 = url.host.find(':') != std::string::npos;
  return (v6 ? "[" + url.host + "]" : url.host) + ":" + url.port;
}

std::string to_string(const Url& url) {
  const bool v6 = url.host.find(':') != std::string::npos;
  const bool plain = url.port.empty() || url.port == default_port(url.scheme);
  const std::string host = v6 ? "[" + url.host + "]" : url.host;
  return url.scheme + "://" + (plain ? host : host + ":" + url.port) + url.path;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return out;
}

}  // namespace kscan::http
