#pragma once
#include "kubeconfig/kubeconfig.hpp"

#include <string>
#include <string_view>

namespace kscan::cmd {

/// "scanner-image" -> "KUBECTL_SCAN_SCANNER_IMAGE".
[[nodiscard]] std::string variable_of(std::string_view flag);

/// The real environment, files and working directory.
[[nodiscard]] kubeconfig::System host_system();

}  // namespace kscan::cmd
