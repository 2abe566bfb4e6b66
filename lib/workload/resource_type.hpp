#pragma once
#include <span>
#include <string_view>

namespace kscan::workload {

/// A type of the API that this program knows without asking the server.
struct ResourceType {
  std::string_view plural;      ///< "deployments"
  std::string_view singular;    ///< "deployment", which is the kind in lower case
  std::string_view short_name;  ///< "deploy"; empty if kubectl knows none
  std::string_view group;       ///< "apps"; empty for the core
  std::string_view kind;        ///< "Deployment"
  bool namespaced = true;
};

/// Pods, everything of Kubernetes' own that makes pods, namespaces and nodes. `all` means those of
/// them that make pods, and pods.
[[nodiscard]] std::span<const ResourceType> builtin_types() noexcept;

/// As kubectl reads TYPE[.VERSION][.GROUP], in any case: "deploy", "Deployment", "jobs.v1.batch".
/// Null for a type that only the server may know.
[[nodiscard]] const ResourceType* builtin_type(std::string_view typed);

}  // namespace kscan::workload
