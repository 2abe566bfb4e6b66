#include "keyring/url.hpp"

#include <algorithm>

namespace kscan::keyring {
namespace {

using std::string_view;

/// Where a piece of text stands in a URL decides what it may hold.
enum class Part { host, zone, userinfo, path, fragment };

bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// url.go: shouldEscape(c, encodeHost) is false.
bool may_stand_in_host(char c) {
  return is_alnum(c) || string_view("-_.~!$&'()*+,;=:[]<>\"").find(c) != string_view::npos;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// The byte that "%XX" at the start stands for, -1 if the text starts otherwise.
int escaped_byte(string_view text) {
  if (text.size() < 3) return -1;
  const int high = hex_digit(text[1]);
  const int low = hex_digit(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool escape_allowed(int byte, Part part) {
  if (byte == '%') return true;
  // RFC 3986: a host escapes only what is not ASCII.
  if (part == Part::host) return byte >= 0x80;
  return part != Part::zone || byte == ' ' || may_stand_in_host(static_cast<char>(byte));
}

/// url.go: unescape.
std::optional<std::string> unescape(string_view text, Part part) {
  const bool in_host = part == Part::host || part == Part::zone;
  std::string out;
  while (!text.empty()) {
    const char c = text.front();
    std::size_t taken = 1;
    if (c == '%') {
      const int byte = escaped_byte(text);
      if (byte < 0 || !escape_allowed(byte, part)) return std::nullopt;
      out += static_cast<char>(byte);
      taken = 3;
    } else {
      const bool ascii = static_cast<unsigned char>(c) < 0x80;
      if (in_host && ascii && !may_stand_in_host(c)) return std::nullopt;
      out += c;
    }
    text.remove_prefix(taken);
  }
  return out;
}

bool is_optional_port(string_view text) {
  return text.empty()
         || (text.front() == ':' && text.find_first_not_of("0123456789", 1) == string_view::npos);
}

bool is_userinfo(string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return is_alnum(c) || string_view("-._:~!$&'()*+,;=%@").find(c) != string_view::npos;
  });
}

/// "[fe80::1%25eth0]:80": the brackets hold an IPv6 address, whose zone may escape more.
std::optional<std::string> parse_ip_literal(string_view host) {
  const std::size_t end = host.rfind(']');
  if (end == string_view::npos) return std::nullopt;
  const string_view port = host.substr(end + 1);
  if (!is_optional_port(port)) return std::nullopt;
  const string_view inside = host.substr(1, end - 1);
  const std::size_t zone_at = std::min(inside.find("%25"), inside.size());
  const auto address = unescape(inside.substr(0, zone_at), Part::host);
  const auto zone = unescape(inside.substr(zone_at), Part::zone);
  if (!address || !zone || !is_ipv6(*address + *zone)) return std::nullopt;
  return '[' + *address + *zone + ']' + std::string(port);
}

/// url.go: parseHost.
std::optional<std::string> parse_host(string_view host) {
  const std::size_t bracket = host.rfind('[');
  if (bracket == 0) return parse_ip_literal(host);
  if (bracket != string_view::npos) return std::nullopt;
  const std::size_t colon = host.rfind(':');
  if (colon != string_view::npos && !is_optional_port(host.substr(colon))) return std::nullopt;
  return unescape(host, Part::host);
}

/// url.go: parseAuthority; the user is checked and dropped.
std::optional<std::string> parse_authority(string_view authority) {
  const std::size_t at = authority.rfind('@');
  if (at == string_view::npos) return parse_host(authority);
  const string_view user = authority.substr(0, at);
  if (!is_userinfo(user) || !unescape(user, Part::userinfo)) return std::nullopt;
  return parse_host(authority.substr(at + 1));
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// Cuts off what follows the first `mark`, and the mark.
string_view cut(string_view& text, char mark) {
  const std::size_t at = text.find(mark);
  if (at == string_view::npos) return {};
  const string_view tail = text.substr(at + 1);
  text = text.substr(0, at);
  return tail;
}

}  // namespace

std::optional<HostPath> parse_schemeless(string_view text) {
  const string_view fragment = cut(text, '#');
  if (std::ranges::any_of(text, is_control)) return std::nullopt;
  cut(text, '?');
  const std::size_t slash = std::min(text.find('/'), text.size());
  auto host = parse_authority(text.substr(0, slash));
  auto path = unescape(text.substr(slash), Part::path);
  if (!host || !path || !unescape(fragment, Part::fragment)) return std::nullopt;
  return HostPath{std::move(*host), std::move(*path)};
}

std::optional<std::string> normalised_key(string_view entry_name) {
  for (const string_view scheme : {"https://", "http://"}) {
    if (!entry_name.starts_with(scheme)) continue;
    entry_name.remove_prefix(scheme.size());
    break;
  }
  auto url = parse_schemeless(entry_name);
  if (!url) return std::nullopt;
  string_view path = url->path;
  if (path.starts_with("/v1/") || path.starts_with("/v2/")) path.remove_prefix(3);
  if (path != "/") url->host += path;
  return std::move(url->host);
}

}  // namespace kscan::keyring
