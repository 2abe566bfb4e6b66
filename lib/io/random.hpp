#pragma once
#include <cstddef>
#include <string>

namespace kscan::io {

/// From the kernel (getrandom); fit for secrets.
[[nodiscard]] std::string random_bytes(std::size_t count);

/// `length` characters of the alphabet of Kubernetes' own generated names (no vowels, no 0 1 3:
/// k8s.io/apimachinery/pkg/util/rand), each equally likely; valid at any place of a DNS label.
[[nodiscard]] std::string random_id(std::size_t length);

}  // namespace kscan::io
