#pragma once
#include "workload/pod.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

/// Parts of a pod spec, for pods and templates alike.
namespace kscan::workload {

/// In the order that PodImages promises; `status` is null for a template.
[[nodiscard]] std::vector<ContainerImage> container_images(const nlohmann::json& spec,
                                                           const nlohmann::json& status);

/// Of a pod spec or a ServiceAccount: the names in imagePullSecrets that are not empty.
[[nodiscard]] std::vector<std::string> pull_secret_names(const nlohmann::json& holder);

/// spec.serviceAccountName, or the field it replaced; empty if neither is set.
[[nodiscard]] std::string service_account_name(const nlohmann::json& spec);

}  // namespace kscan::workload
