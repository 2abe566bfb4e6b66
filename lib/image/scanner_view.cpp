#include "image/scanner_view.hpp"

#include <fmt/core.h>

#include <cstddef>
#include <string_view>

namespace kscan::image {

namespace {

Error not_for_scanners(const Reference& reference, std::string_view why) {
  return {Errc::invalid, fmt::format("the scanner cannot pull {}: {}", reference.pinned(), why)};
}

/// repository.go: checkRepository. Its characters are those that is_path() allows.
bool has_good_length(std::string_view repository) {
  return repository.size() >= 2 && repository.size() <= 255;
}

bool is_hex_group(std::string_view group) {
  return !group.empty() && group.size() <= 4;
}

/// Colon-separated groups, at most `room` of them; empty text holds none.
bool are_groups(std::string_view text, std::size_t& count) {
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    if (!is_hex_group(text.substr(0, colon))) return false;
    ++count;
    if (colon == std::string_view::npos) return true;
    text.remove_prefix(colon + 1);
    if (text.empty()) return false;
  }
  return true;
}

/// Go's netip.ParseAddr, which newer versions of url.Parse ask, for hexadecimal digits and colons.
bool is_ipv6(std::string_view text) {
  std::size_t count = 0;
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return are_groups(text, count) && count == 8;
  return are_groups(text.substr(0, gap), count) && are_groups(text.substr(gap + 2), count)
         && count < 8;
}

bool is_good_literal(std::string_view host) {
  if (!host.starts_with('[')) return true;
  return is_ipv6(host.substr(1, host.find(']') - 1));
}

}  // namespace

std::string registry_host(const Reference& reference) {
  if (!reference.registry.empty()) return reference.registry;
  return reference.repository.substr(0, reference.repository.find('/'));
}

Result<> check_scanner_view(const Reference& reference) {
  const std::string name = reference.name();
  const std::string host = registry_host(reference);
  if (host.find_first_of(".:") == std::string::npos)
    return fail(not_for_scanners(
        reference,
        fmt::format("without a dot or a port it takes \"{}\" for a user of Docker Hub", host)));
  if (!is_good_literal(host))
    return fail(not_for_scanners(reference, fmt::format("\"{}\" is no IPv6 address", host)));
  if (!has_good_length(std::string_view(name).substr(host.size() + 1)))
    return fail(not_for_scanners(reference, "it takes repositories of 2 to 255 characters only"));
  if (!reference.digest.empty() && !reference.digest.starts_with("sha256:"))
    return fail(not_for_scanners(reference, "it knows sha256 digests only"));
  return {};
}

}  // namespace kscan::image
