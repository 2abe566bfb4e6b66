#pragma once
#include <compare>
#include <string>

namespace kscan::workload {

/// A container that runs an image: what a finding is reported against.
struct Target {
  std::string ns;
  std::string kind;  ///< "Deployment", "Pod"
  std::string name;
  std::string container;
  std::string container_kind;  ///< "container", "init", "sidecar", "ephemeral", "volume"
  std::string pod = {};        ///< the pod's name; empty: a template, nothing runs
  friend auto operator<=>(const Target&, const Target&) = default;
};

}  // namespace kscan::workload
