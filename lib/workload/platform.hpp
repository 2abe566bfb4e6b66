#pragma once
#include <nlohmann/json_fwd.hpp>

#include <string>

namespace kscan::workload {

/// The nodes that a pod spec is for, in Go's words (GOOS, GOARCH). Empty: it does not say, or
/// allows several.
struct Platform {
  std::string os = {};
  std::string architecture = {};
  friend bool operator==(const Platform&, const Platform&) = default;
};

/// By spec.os, nodeSelector and required node affinity: by the well-known labels, of which those
/// that begin with "beta." are what nodes before 1.14 had. Preferences do not count.
[[nodiscard]] Platform platform_of(const nlohmann::json& spec);

}  // namespace kscan::workload
