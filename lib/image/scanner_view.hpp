#pragma once
#include "base/error.hpp"
#include "image/reference.hpp"

#include <string>

namespace kscan::image {

/// The host[:port] that the container runtime asks for the image: Reference::registry, or, where
/// the reference library finds no domain, what stands before the first slash all the same.
[[nodiscard]] std::string registry_host(const Reference& reference);

/// Does a scanner that parses names as github.com/google/go-containerregistry v0.21.2 pkg/name does
/// find the same registry and repository in Reference::pinned() as the container runtime? If not,
/// Errc::invalid says why: such an image must not be scanned, as its credential would go to
/// another host.
[[nodiscard]] Result<> check_scanner_view(const Reference& reference);

}  // namespace kscan::image
