#pragma once
#include "http/endpoint.hpp"
#include "io/loop.hpp"

#include <filesystem>
#include <string_view>

namespace kscan::auth {

/// The API server as seen from a pod: `dir` holds the files "token" and "ca.crt" of a service
/// account volume, host and port are the values of KUBERNETES_SERVICE_HOST and _PORT. The token is
/// read again every 50 s, because the kubelet rotates it. Throws Error (Errc::config) when a file
/// cannot be read or host and port are empty. Needs no kubeconfig module.
[[nodiscard]] http::Endpoint in_cluster(const std::filesystem::path& dir,
                                        std::string_view host,
                                        std::string_view port,
                                        io::Loop& loop);

}  // namespace kscan::auth
