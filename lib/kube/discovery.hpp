#pragma once
#include "io/loop.hpp"
#include "kube/api_catalog.hpp"
#include "kube/client.hpp"
#include "kube/discovery_cache.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::kube {

/// What types the server has: from kubectl's cache where that is young enough, else from the
/// server, in two requests where it can (aggregated discovery), and then into the cache. Blocking;
/// client and loop outlive it.
class Discovery {
public:
  Discovery(Client& client, io::Loop& loop, std::optional<DiscoveryCache> cache);

  /// See ApiCatalog::resolve(). When there is no such type, a cache that was believed is not
  /// believed any more and the server is asked. Throws Error: Errc::not_found in kubectl's words,
  /// or why the server cannot be asked.
  [[nodiscard]] std::vector<ResourceType> resolve(std::string_view argument);

private:
  void load();
  void ask_server();
  [[nodiscard]] std::vector<ApiGroup> groups_at(const std::string& path);
  void complete(std::vector<ApiGroup>& groups);
  void store(const std::vector<ApiGroup>& groups) const;
  [[nodiscard]] Error unknown(std::string_view argument) const;

  Client& m_client;
  io::Loop& m_loop;
  std::optional<DiscoveryCache> m_cache;
  std::optional<ApiCatalog> m_catalog;
  bool m_from_cache = false;
  std::vector<std::string> m_silent;  ///< groups and versions that did not answer
};

}  // namespace kscan::kube
