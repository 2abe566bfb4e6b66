#pragma once
#include "kube/resource.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

/// What a server's API consists of (discovery), in the shape of meta/v1's APIGroupList and
/// APIResourceList, which is also what kubectl keeps in its cache. Names that are no names (an
/// empty one, slashes, dots in a row) are left out: they become paths of files and URLs.
namespace kscan::kube {

struct ApiResource {
  std::string name = {};  ///< "pods"; subresources are "pods/log"
  std::string singular = {};
  std::string kind = {};
  std::string group = {};    ///< of the kind, where it is not the resource's own (scale)
  std::string version = {};  ///< likewise
  bool namespaced = false;
  std::vector<std::string> verbs = {};
  std::vector<std::string> short_names = {};
  std::vector<std::string> categories = {};
};

struct ApiVersion {
  std::string name = {};
  bool known = false;  ///< its resources have been read
  std::vector<ApiResource> resources = {};
};

struct ApiGroup {
  std::string name = {};  ///< "" is the core group
  std::string preferred = {};
  std::vector<ApiVersion> versions = {};
};

/// "apps/v1", "v1".
[[nodiscard]] std::string group_version(const ApiGroup& group, const ApiVersion& version);

/// From an APIGroupDiscoveryList (all versions known, stale ones left out, as in client-go), an
/// APIGroupList or APIVersions (none known). Whatever else it is has no groups.
[[nodiscard]] std::vector<ApiGroup> groups_of(const nlohmann::json& document);
/// From an APIResourceList.
[[nodiscard]] std::vector<ApiResource> resources_of(const nlohmann::json& document);

/// As client-go's cache has them, byte for byte but for the resources' storage hashes.
[[nodiscard]] std::string group_list_text(const std::vector<ApiGroup>& groups);
[[nodiscard]] std::string resource_list_text(const ApiGroup& group, const ApiVersion& version);

}  // namespace kscan::kube
