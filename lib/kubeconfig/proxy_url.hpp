#pragma once
#include "base/error.hpp"

#include <string>
#include <string_view>

namespace kscan::kubeconfig {

/// clientcmd/helpers.go, parseProxyURL: http, https or socks5. The error is clientcmd's, "" for the
/// URL itself where it holds a user name, as there may be a password too.
[[nodiscard]] Result<> check_proxy_url(const std::string& url, const std::string& cluster_name);

}  // namespace kscan::kubeconfig
