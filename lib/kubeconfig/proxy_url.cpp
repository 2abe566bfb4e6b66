#include "kubeconfig/proxy_url.hpp"

#include "base/percent.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <optional>

namespace kscan::kubeconfig {

namespace {

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes "scheme:" off; "" when there is none, nullopt when it is missing before the colon.
std::optional<std::string> take_scheme(std::string_view& url) {
  const auto end = std::ranges::find_if_not(
      url, [](char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
  const std::string_view scheme(url.begin(), end);
  if (end == url.end() || *end != ':') return "";
  if (scheme.empty()) return std::nullopt;
  if (!is_alpha(scheme[0])) return "";
  url.remove_prefix(scheme.size() + 1);
  return to_lower_ascii(scheme);
}

bool is_authority(std::string_view text) {
  const auto host = text.substr(text.rfind('@') + 1);
  const auto bracket = host.rfind(']');
  if (host.starts_with('[') && bracket == std::string_view::npos) return false;
  const auto tail = host.starts_with('[') ? host.substr(bracket + 1)
                                          : host.substr(std::min(host.rfind(':'), host.size()));
  if (tail.empty()) return host.find_first_of(" <>\"") == std::string_view::npos;
  return tail[0] == ':' && std::ranges::all_of(tail.substr(1), is_digit)
         && host.find_first_of(" <>\"") == std::string_view::npos;
}

/// As much of net/url's Parse as tells a URL from none; the scheme, lower case.
std::optional<std::string> parsed_scheme(std::string_view url) {
  const bool control = std::ranges::any_of(
      url, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
  const auto scheme = control ? std::nullopt : take_scheme(url);
  if (!scheme) return std::nullopt;
  const auto path = url.substr(0, url.find_first_of("?#"));
  if (has_bad_escape(path)) return std::nullopt;
  if (path.starts_with("//")) {
    const auto authority = path.substr(2, path.find('/', 2) - 2);
    return is_authority(authority) ? scheme : std::nullopt;
  }
  const auto first = path.substr(0, path.find('/'));
  const bool bad = scheme->empty() && first.find(':') != std::string_view::npos;
  return bad ? std::nullopt : scheme;
}

}  // namespace

Result<> check_proxy_url(const std::string& url, const std::string& cluster_name) {
  const auto scheme = parsed_scheme(url);
  if (scheme == "http" || scheme == "https" || scheme == "socks5") return {};
  const std::string shown = url.find('@') == std::string::npos ? url : "";
  const std::string why =
      scheme ? "unsupported scheme \"" + *scheme + "\", must be http, https, or socks5"
             : "could not parse: " + shown;
  return fail(Errc::config,
              "invalid 'proxy-url' \"" + shown + "\" for cluster \"" + cluster_name + "\": " + why);
}

}  // namespace kscan::kubeconfig
