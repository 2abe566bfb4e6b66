#pragma once
#include <string_view>

namespace kscan::keyring {

/// Go's filepath.Match on Unix: '*', '?', '[a-z]', '[^a]', '\\'; all of `name` must match. False
/// for a malformed pattern, as the kubelet takes it.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view name) noexcept;

}  // namespace kscan::keyring
