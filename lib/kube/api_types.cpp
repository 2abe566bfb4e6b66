#include "kube/api_types.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace kscan::kube {

namespace {

using nlohmann::json;

bool is_name(std::string_view text) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
           || c == '.' || c == '_';
  };
  return !text.empty() && text.front() != '.' && text.find("..") == std::string_view::npos
         && std::ranges::all_of(text, good);
}

bool is_resource_name(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return is_name(text);
  return is_name(text.substr(0, slash)) && is_name(text.substr(slash + 1));
}

std::vector<std::string> texts(const json& object, std::string_view key) {
  std::vector<std::string> result;
  for (const auto& item : array_member(object, key)) {
    if (item.is_string()) result.push_back(item.get<std::string>());
  }
  return result;
}

bool flag(const json& object, std::string_view key) {
  const auto& value = member(object, key);
  return value.is_boolean() && value.get<bool>();
}

// ---- aggregated (client-go discovery/aggregated_discovery.go)

/// False when the resource has no kind: it is there for its subresources only.
bool take_kind(ApiResource& resource, const json& from) {
  const auto& kind = member(from, "responseKind");
  resource.group = text_member(kind, "group");
  resource.version = text_member(kind, "version");
  resource.kind = text_member(kind, "kind");
  return !(resource.group.empty() && resource.version.empty() && resource.kind.empty());
}

ApiResource subresource_of(const ApiResource& parent, const json& from) {
  ApiResource resource;
  resource.name = parent.name + "/" + text_member(from, "subresource");
  resource.singular = parent.singular;
  resource.namespaced = parent.namespaced;
  resource.verbs = texts(from, "verbs");
  return resource;
}

void add_aggregated(std::vector<ApiResource>& to, const json& from) {
  ApiResource resource;
  resource.name = text_member(from, "resource");
  resource.singular = text_member(from, "singularResource");
  resource.namespaced = text_member(from, "scope") == "Namespaced";
  resource.verbs = texts(from, "verbs");
  resource.short_names = texts(from, "shortNames");
  resource.categories = texts(from, "categories");
  if (!is_name(resource.name)) return;
  if (take_kind(resource, from)) to.push_back(resource);
  for (const auto& sub : array_member(from, "subresources")) {
    auto candidate = subresource_of(resource, sub);
    if (is_resource_name(candidate.name) && take_kind(candidate, sub))
      to.push_back(std::move(candidate));
  }
}

/// As a list of resources would have it, which is what kubectl keeps.
void leave_out(std::vector<ApiResource>& resources,
               const ApiGroup& group,
               std::string_view version) {
  for (auto& resource : resources) {
    if (resource.group != group.name || resource.version != version) continue;
    resource.group.clear();
    resource.version.clear();
  }
}

ApiGroup aggregated_group(const json& from) {
  ApiGroup group;
  group.name = text_member(member(from, "metadata"), "name");
  for (const auto& item : array_member(from, "versions")) {
    ApiVersion version{text_member(item, "version"), true, {}};
    if (!is_name(version.name) || text_member(item, "freshness") == "Stale") continue;
    for (const auto& resource : array_member(item, "resources"))
      add_aggregated(version.resources, resource);
    leave_out(version.resources, group, version.name);
    group.versions.push_back(std::move(version));
  }
  if (!group.versions.empty()) group.preferred = group.versions.front().name;
  return group;
}

// ---- one document per version

ApiGroup listed_group(const json& from) {
  ApiGroup group;
  group.name = text_member(from, "name");
  group.preferred = text_member(member(from, "preferredVersion"), "version");
  for (const auto& item : array_member(from, "versions")) {
    auto version = text_member(item, "version");
    if (is_name(version)) group.versions.push_back({std::move(version), false, {}});
  }
  return group;
}

/// As client-go's apiVersionsToAPIGroup().
ApiGroup core_group(const json& document) {
  ApiGroup group;
  for (auto& version : texts(document, "versions")) {
    if (is_name(version)) group.versions.push_back({std::move(version), false, {}});
  }
  if (!group.versions.empty()) group.preferred = group.versions.front().name;
  return group;
}

nlohmann::ordered_json version_json(const ApiGroup& group, const std::string& version) {
  const auto name = group.name.empty() ? version : group.name + "/" + version;
  return {{"groupVersion", name}, {"version", version}};
}

nlohmann::ordered_json resource_json(const ApiResource& resource) {
  nlohmann::ordered_json object{{"name", resource.name},
                                {"singularName", resource.singular},
                                {"namespaced", resource.namespaced}};
  if (!resource.group.empty()) object["group"] = resource.group;
  if (!resource.version.empty()) object["version"] = resource.version;
  object["kind"] = resource.kind;
  object["verbs"] = resource.verbs;
  if (!resource.short_names.empty()) object["shortNames"] = resource.short_names;
  if (!resource.categories.empty()) object["categories"] = resource.categories;
  return object;
}

std::string text_of(const nlohmann::ordered_json& document) {
  return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string group_version(const ApiGroup& group, const ApiVersion& version) {
  return group.name.empty() ? version.name : group.name + "/" + version.name;
}

std::vector<ApiGroup> groups_of(const json& document) {
  const auto kind = text_member(document, "kind");
  std::vector<ApiGroup> groups;
  if (kind == "APIVersions") groups.push_back(core_group(document));
  for (const auto& item : array_member(document, kind == "APIGroupList" ? "groups" : "items")) {
    auto group = kind == "APIGroupList" ? listed_group(item) : aggregated_group(item);
    if (group.name.empty() || is_name(group.name)) groups.push_back(std::move(group));
  }
  return groups;
}

std::vector<ApiResource> resources_of(const json& document) {
  std::vector<ApiResource> resources;
  for (const auto& item : array_member(document, "resources")) {
    ApiResource resource;
    resource.name = text_member(item, "name");
    resource.singular = text_member(item, "singularName");
    resource.kind = text_member(item, "kind");
    resource.group = text_member(item, "group");
    resource.version = text_member(item, "version");
    resource.namespaced = flag(item, "namespaced");
    resource.verbs = texts(item, "verbs");
    resource.short_names = texts(item, "shortNames");
    resource.categories = texts(item, "categories");
    if (is_resource_name(resource.name)) resources.push_back(std::move(resource));
  }
  return resources;
}

std::string group_list_text(const std::vector<ApiGroup>& groups) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& group : groups) {
    nlohmann::ordered_json versions = nlohmann::ordered_json::array();
    for (const auto& version : group.versions)
      versions.push_back(version_json(group, version.name));
    list.push_back({{"name", group.name},
                    {"versions", std::move(versions)},
                    {"preferredVersion", version_json(group, group.preferred)}});
  }
  return text_of({{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", std::move(list)}});
}

std::string resource_list_text(const ApiGroup& group, const ApiVersion& version) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& resource : version.resources)
    list.push_back(resource_json(resource));
  return text_of({{"kind", "APIResourceList"},
                  {"apiVersion", "v1"},
                  {"groupVersion", group_version(group, version)},
                  {"resources", std::move(list)}});
}

}  // namespace kscan::kube
