#pragma once
#include "kubeconfig/kubeconfig.hpp"

#include <string>

namespace kscan::kubeconfig {

/// A service account's token is mounted and the API server's address is in the environment
/// (clientcmd/client_config.go, Possible).
[[nodiscard]] bool in_pod(const System& system);

/// rest.InClusterConfig: the API server and the account of the pod around us. Of the overrides,
/// those for token and CA count; of what was resolved, namespace, impersonation and compression
/// stay. A CA that cannot be used is left out.
[[nodiscard]] Resolved
pod_account(const System& system, const Overrides& overrides, const Resolved& resolved);

/// $POD_NAMESPACE, or the account's; "" when neither is there.
[[nodiscard]] std::string pod_namespace(const System& system);

}  // namespace kscan::kubeconfig
