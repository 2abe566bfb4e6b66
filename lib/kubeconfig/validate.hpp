#pragma once
#include "kubeconfig/kubeconfig.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace kscan::kubeconfig {

using Readable = std::function<Result<>(const std::filesystem::path&)>;

/// What clientcmd/validation.go says about a user and a cluster, in its words and order. Without
/// `readable` no file is tried.
[[nodiscard]] std::vector<std::string> problems_of(const Resolved& resolved,
                                                   const Readable& readable);

/// "a", or "[a, b]"; what is there twice is told once (apimachinery util/errors, Aggregate).
[[nodiscard]] std::string aggregate(const std::vector<std::string>& problems);

/// "invalid configuration: a", or "invalid configuration: [a, b]".
[[nodiscard]] Error invalid_configuration(const std::vector<std::string>& problems);

}  // namespace kscan::kubeconfig
