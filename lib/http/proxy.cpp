#include "http/proxy.hpp"

#include "base/text.hpp"
#include "http/url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace kscan::http {

namespace {

/// An IP address; IPv4 as IPv4-mapped, so that both notations of one address are equal.
struct Address {
  std::array<unsigned char, 16> bytes{};
  bool v4 = false;
};

Address mapped(const unsigned char* four) {
  Address address;
  address.v4 = true;
  address.bytes[10] = address.bytes[11] = 0xff;
  std::copy_n(four, 4, address.bytes.begin() + 12);
  return address;
}

std::optional<Address> parse_ip(const std::string& text) {
  Address address;
  std::array<unsigned char, 4> four{};
  if (inet_pton(AF_INET, text.c_str(), four.data()) == 1) return mapped(four.data());
  if (inet_pton(AF_INET6, text.c_str(), address.bytes.data()) != 1) return std::nullopt;
  const Address same = mapped(address.bytes.data() + 12);
  return same.bytes == address.bytes ? same : address;
}

bool is_loopback(const Address& ip) {
  if (ip.v4) return ip.bytes[12] == 127;
  return ip.bytes == parse_ip("::1")->bytes;
}

bool same_prefix(const Address& a, const Address& b, unsigned bits) {
  for (unsigned i = 0; i < bits; ++i) {
    const auto mask = static_cast<unsigned char>(0x80U >> (i % 8));
    if ((a.bytes.at(i / 8) & mask) != (b.bytes.at(i / 8) & mask)) return false;
  }
  return true;
}

/// nullopt: the entry is no CIDR block.
std::optional<bool> in_cidr(const std::string& entry, const std::optional<Address>& ip) {
  const auto slash = entry.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto net = parse_ip(entry.substr(0, slash));
  unsigned bits = 0;
  const char* const last = entry.data() + entry.size();
  const auto [end, error] = std::from_chars(entry.data() + slash + 1, last, bits);
  if (!net || error != std::errc() || end != last || bits > (net->v4 ? 32U : 128U)) {
    return std::nullopt;
  }
  return ip && ip->v4 == net->v4 && same_prefix(*ip, *net, net->v4 ? bits + 96 : bits);
}

struct HostPort {
  std::string host, port;
};

/// Go's net.SplitHostPort; without a port the whole entry is the host.
HostPort split_entry(const std::string& entry) {
  if (entry.starts_with('[')) {
    const auto end = entry.find("]:");
    if (end == std::string::npos) return {entry, ""};
    return {entry.substr(1, end - 1), entry.substr(end + 2)};
  }
  const auto colon = entry.find(':');
  if (colon == std::string::npos || entry.find(':', colon + 1) != std::string::npos) {
    return {entry, ""};
  }
  return {entry.substr(0, colon), entry.substr(colon + 1)};
}

bool domain_matches(std::string pattern, const std::string& host) {
  if (pattern.starts_with("*.")) pattern.erase(0, 1);
  if (pattern.starts_with('.')) return host.ends_with(pattern);
  return host == pattern || host.ends_with("." + pattern);
}

bool entry_matches(const std::string& entry, const Url& url, const std::optional<Address>& ip) {
  if (entry == "*") return true;
  if (const auto cidr = in_cidr(entry, ip)) return *cidr;
  const auto [host, port] = split_entry(entry);
  if (host.empty() || (!port.empty() && port != url.port)) return false;
  if (const auto wanted = parse_ip(host)) return ip && ip->bytes == wanted->bytes;
  return !ip && domain_matches(host, url.host);
}

bool exempt(const Url& url, std::string_view no_proxy) {
  const auto ip = parse_ip(url.host);
  if (url.host == "localhost" || (ip && is_loopback(*ip))) return true;
  while (!no_proxy.empty()) {
    const auto comma = std::min(no_proxy.find(','), no_proxy.size());
    const auto entry = to_lower_ascii(trim(no_proxy.substr(0, comma)));
    if (!entry.empty() && entry_matches(entry, url, ip)) return true;
    no_proxy.remove_prefix(std::min(comma + 1, no_proxy.size()));
  }
  return false;
}

}  // namespace

std::string proxy_for(std::string_view url, const ProxyEnvironment& environment) {
  const auto parsed = parse_url(url);
  if (!parsed) return {};
  const bool https = parsed->scheme == "https";
  std::string proxy = https ? environment.https_proxy : environment.http_proxy;
  if (proxy.empty() || exempt(*parsed, environment.no_proxy)) return {};
  if (!parse_url(proxy)) proxy = "http://" + proxy;
  return parse_url(proxy) ? proxy : std::string();
}

}  // namespace kscan::http
