#include "keyring/glob.hpp"
#include "keyring/keyring.hpp"
#include "keyring/url.hpp"

#include <algorithm>
#include <vector>

namespace kscan::keyring {
namespace {

using std::string_view;

struct HostPort {
  string_view host;
  string_view port;
};

/// net.SplitHostPort; where that fails, all of it is the host.
HostPort split_port(string_view text) {
  const HostPort whole{text, {}};
  const std::size_t colon = text.rfind(':');
  if (colon == string_view::npos) return whole;
  const string_view port = text.substr(colon + 1);
  string_view host = text.substr(0, colon);
  if (host.starts_with('[')) {
    if (host.find(']') != host.size() - 1) return whole;
    host = host.substr(1, host.size() - 2);
    if (host.find('[') != string_view::npos) return whole;
  } else if (host.find_first_of(":[]") != string_view::npos) {
    return whole;
  }
  return port.find_first_of("[]") == string_view::npos ? HostPort{host, port} : whole;
}

std::vector<string_view> labels(string_view host) {
  std::vector<string_view> parts;
  while (true) {
    const std::size_t dot = host.find('.');
    parts.push_back(host.substr(0, dot));
    if (dot == string_view::npos) return parts;
    host.remove_prefix(dot + 1);
  }
}

}  // namespace

bool matches(string_view key, string_view name) {
  const auto pattern = parse_schemeless(key);
  const auto target = parse_schemeless(name);
  if (!pattern || !target || !target->path.starts_with(pattern->path)) return false;
  const HostPort pattern_host = split_port(pattern->host);
  const HostPort target_host = split_port(target->host);
  return pattern_host.port == target_host.port
         && std::ranges::equal(labels(pattern_host.host), labels(target_host.host), glob_matches);
}

}  // namespace kscan::keyring
