#pragma once
#include "base/error.hpp"

#include <string>
#include <string_view>

namespace kscan::manifest {

/// A Kubernetes quantity ("512Mi", "1.5", "2e3", "100m") as a number: apimachinery,
/// pkg/api/resource. Errc::invalid, in its words, for what is none.
[[nodiscard]] Result<double> parse_quantity(std::string_view text);

/// Twice as much, in the same unit: "2Gi" gives "4Gi". The text must be a quantity.
[[nodiscard]] std::string doubled(std::string_view quantity);

}  // namespace kscan::manifest
