#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace kscan::keyring {

/// What the keyring looks at of a URL, percent-decoded.
struct HostPath {
  std::string host;  ///< with its port
  std::string path;
};

/// Go's url.Parse("https://" + text), under the setting urlstrictcolons=0 that a kubelet of 1.34
/// runs with. Nothing where Go reports an error.
[[nodiscard]] std::optional<HostPath> parse_schemeless(std::string_view text);

/// keyring.go, BasicDockerKeyring.Add: the key under which an entry is filed; nothing where the
/// kubelet ignores the entry.
[[nodiscard]] std::optional<std::string> normalised_key(std::string_view entry_name);

/// An IPv6 address with or without zone, as Go's netip.ParseAddr takes it.
[[nodiscard]] bool is_ipv6(std::string_view text) noexcept;

}  // namespace kscan::keyring
