#include "discover/types.hpp"

#include "workload/resource_type.hpp"

#include <algorithm>

namespace kscan::discover {

namespace {

Type builtin(const workload::ResourceType& known) {
  return {.type = {.group = std::string(known.group),
                   .version = "v1",
                   .plural = std::string(known.plural),
                   .kind = std::string(known.kind),
                   .namespaced = known.namespaced,
                   .verbs = {}},
          .builtin = true};
}

bool is_own(std::string_view group) {
  constexpr std::string_view domain = ".k8s.io";
  return group.find('.') == std::string_view::npos || group.ends_with(domain);
}

bool can_be_listed(const kube::ResourceType& type) {
  return std::ranges::find(type.verbs, "list") != type.verbs.end();
}

/// "apps/v1" to its halves; the core group's "v1" has none.
std::string_view group_of(std::string_view api_version) {
  const auto slash = api_version.find('/');
  return slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash);
}
std::string_view version_of(std::string_view api_version) {
  return api_version.substr(api_version.find('/') + 1);
}

std::optional<Type> builtin_owner(const workload::Owner& owner) {
  for (const workload::ResourceType& known : workload::builtin_types())
    if (known.kind == owner.kind && known.group == group_of(owner.api_version)
        && known.kind != "Node")
      return builtin(known);
  return std::nullopt;
}

}  // namespace

std::vector<Type> TypeFinder::named(const std::string& word) {
  if (word == "all") return all();
  if (const workload::ResourceType* known = workload::builtin_type(word)) return {builtin(*known)};
  std::vector<Type> types;
  const std::vector<kube::ResourceType> resolved = m_discovery.resolve(word);
  for (const kube::ResourceType& type : resolved)
    types.push_back({.type = type, .optional = resolved.size() > 1});
  return types;
}

// Of Kubernetes' own types in the category only these can have pods.
std::vector<Type> TypeFinder::all() {
  std::vector<Type> types;
  for (const workload::ResourceType& known : workload::builtin_types())
    if (known.namespaced) {
      types.push_back(builtin(known));
      // Without the pods, what runs would pass for idle.
      types.back().optional = !types.back().is_pod();
    }
  try {
    for (const kube::ResourceType& type : m_discovery.resolve("all"))
      if (!is_own(type.group) && can_be_listed(type))
        types.push_back({.type = type, .optional = true});
  } catch (const Error&) {  // who may not ask for types has no custom ones
  }
  return types;
}

std::optional<Type> TypeFinder::of(const workload::Owner& owner, bool custom) {
  if (owner.api_version.empty()) return std::nullopt;
  if (std::optional<Type> known = builtin_owner(owner)) return known;
  const std::string_view group = group_of(owner.api_version);
  if (!custom || is_own(group)) return std::nullopt;
  const std::string name =
      owner.kind + "." + std::string(version_of(owner.api_version)) + "." + std::string(group);
  const auto [at, is_new] = m_owners.try_emplace(name);
  if (!is_new) return at->second;
  try {
    const std::vector<kube::ResourceType> resolved = m_discovery.resolve(name);
    if (resolved.size() == 1) at->second = Type{.type = resolved.front()};
  } catch (const Error&) {  // the owner is shown as its reference names it
  }
  return at->second;
}

}  // namespace kscan::discover
