#pragma once
#include <nlohmann/json_fwd.hpp>

#include <string>

namespace kscan::workload {

/// The spec.selector of one of Kubernetes' own workloads as the API's labelSelector takes it
/// ("app=web,tier in (a,b)"): a superset of the pods that it owns. Empty where it has none, or one
/// that cannot be said so.
[[nodiscard]] std::string pod_selector_of(const nlohmann::json& workload);

}  // namespace kscan::workload
