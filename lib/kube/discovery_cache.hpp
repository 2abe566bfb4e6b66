#pragma once
#include "kube/api_types.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace kscan::kube {

/// Where kubectl keeps what it learned about a server: below `cache` ("~/.kube/cache"), by the
/// server's URL as in the kubeconfig (cli-runtime config_flags.go, computeDiscoverCacheDir).
[[nodiscard]] std::filesystem::path discovery_directory(const std::filesystem::path& cache,
                                                        std::string_view server);

/// kubectl's own discovery cache (client-go discovery/cached/disk): servergroups.json, and one
/// serverresources.json per group and version. Nothing here fails: a cache that cannot be read is
/// empty, one that cannot be written stays as it is.
class DiscoveryCache {
public:
  explicit DiscoveryCache(std::filesystem::path directory)
      : m_directory(std::move(directory)) {}

  /// What is not older than six hours. Versions whose file is missing or older are not `known`;
  /// nullopt when there is no list of groups.
  [[nodiscard]] std::optional<std::vector<ApiGroup>> load() const;
  void store_groups(const std::vector<ApiGroup>& groups) const;
  /// As kubectl does, not if there are no resources.
  void store_resources(const ApiGroup& group, const ApiVersion& version) const;

private:
  std::filesystem::path m_directory;
};

}  // namespace kscan::kube
