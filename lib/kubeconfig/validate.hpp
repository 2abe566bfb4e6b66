#pragma once
#include "kubeconfig/kubeconfig.hpp"

#include <string>
#include <vector>

namespace kscan::kubeconfig {

/// What clientcmd/validation.go says about a user and a cluster, in its words and order. Files are
/// not opened here.
[[nodiscard]] std::vector<std::string> problems_of(const Resolved& resolved);

/// "invalid configuration: a", or "invalid configuration: [a, b]".
[[nodiscard]] Error invalid_configuration(const std::vector<std::string>& problems);

}  // namespace kscan::kubeconfig
