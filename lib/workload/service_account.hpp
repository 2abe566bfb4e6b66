#pragma once
#include "base/error.hpp"
#include "base/object_key.hpp"
#include "workload/pod.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

/// What ServiceAccount admission does to a pod that is created
/// (K/plugin/pkg/admission/serviceaccount/admission.go, Admit), for those that never were.
namespace kscan::workload {

struct ServiceAccount {
  ObjectKey key;
  std::vector<std::string> pull_secrets;  ///< as in PodImages
};

/// Fails only when the object has no name.
[[nodiscard]] Result<ServiceAccount> service_account_of(const nlohmann::json& object);

/// The account whose pull secrets admission would copy into a pod with this spec: "default" where
/// none is named. Empty when the pod has a list of its own, even if that is `[{}]`: a name that the
/// kubelet will not look up counts too.
[[nodiscard]] std::string unmerged_account(const nlohmann::json& spec);

/// Adds the account's pull secrets to a template that waits for them, in the account's order and
/// with its duplicates. The caller has looked up PodImages::unmerged_account in the same namespace.
void admit(PodImages& images, const ServiceAccount& account);

}  // namespace kscan::workload
