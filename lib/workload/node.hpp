#pragma once
#include "workload/pod.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace kscan::workload {

/// What a pod's node says about its images.
struct NodeFacts {
  std::string architecture = {};  ///< in GOARCH's words; empty: not known
  Skip skip = Skip::none;         ///< windows or none
  friend bool operator==(const NodeFacts&, const NodeFacts&) = default;
};

/// Of a Node, or of its metadata only: the kubelet keeps the well-known labels, which a whole Node
/// repeats in its status.
[[nodiscard]] NodeFacts facts_of(const nlohmann::json& node);

/// The pod is on this node.
void place(PodImages& pod, const NodeFacts& node);

}  // namespace kscan::workload
