#pragma once
#include <string_view>

/// The regular expressions of github.com/distribution/reference v0.6.0 (regexp.go) as predicates;
/// each looks at the whole text.
namespace kscan::image {

/// domainAndPort: labels of letters, digits and inner dashes, or an IPv6 literal, then a port.
[[nodiscard]] bool is_domain(std::string_view text) noexcept;

/// remoteName: lower-case path components joined by '/'.
[[nodiscard]] bool is_path(std::string_view text) noexcept;

[[nodiscard]] bool is_tag(std::string_view text) noexcept;

/// digestPat: says nothing yet about which algorithms exist, see digest_problem().
[[nodiscard]] bool is_digest(std::string_view text) noexcept;

/// What github.com/opencontainers/go-digest says against a digest that is_digest() accepts; empty
/// if nothing.
[[nodiscard]] std::string_view digest_problem(std::string_view digest) noexcept;

/// 64 lower-case hexadecimal digits: an image ID, which is not allowed as a name.
[[nodiscard]] bool is_identifier(std::string_view text) noexcept;

[[nodiscard]] bool has_upper_case(std::string_view text) noexcept;

}  // namespace kscan::image
