#include "kube/api_catalog.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <tuple>

namespace kscan::kube {

namespace {

bool contains(const std::vector<std::string>& texts, std::string_view text) {
  return std::ranges::find(texts, text) != texts.end();
}

/// Servers of old list no singular names; then it is guessed.
std::string singular_of(const ApiResource& resource) {
  return resource.singular.empty() ? to_lower_ascii(resource.kind) : resource.singular;
}

bool is_subresource(const ApiResource& resource) {
  return resource.name.find('/') != std::string::npos;
}

}  // namespace

std::vector<ResourceType> ApiCatalog::resolve(std::string_view argument) const {
  std::vector<ResourceType> types;
  const auto members = members_of(argument);
  for (const auto& member : members) {
    if (auto type = one(member)) types.push_back(std::move(*type));
  }
  if (!members.empty()) return types;
  if (auto type = one(argument)) types.push_back(std::move(*type));
  return types;
}

std::vector<ApiCatalog::Match> ApiCatalog::all(const Accepts& accepts) const {
  std::vector<Match> matches;
  for (const auto& group : m_groups) {
    for (const auto& version : group.versions) {
      for (const auto& resource : version.resources) {
        const Match match{&group, &version, &resource};
        if (!is_subresource(resource) && accepts(match)) matches.push_back(match);
      }
    }
  }
  return matches;
}

/// "deployments.apps", each once.
std::vector<std::string> ApiCatalog::members_of(std::string_view category) const {
  std::vector<std::string> members;
  for (const auto& match :
       all([&](const Match& m) { return contains(m.resource->categories, category); })) {
    const auto& group = match.group->name;
    auto name = group.empty() ? match.resource->name : match.resource->name + "." + group;
    if (!contains(members, name)) members.push_back(std::move(name));
  }
  return members;
}

std::optional<ResourceType> ApiCatalog::one(std::string_view argument) const {
  const auto dot = argument.find('.');
  Name partial{std::string(argument.substr(0, dot))};
  if (partial.resource.empty()) return std::nullopt;
  std::optional<Name> full;
  if (dot != std::string_view::npos) {
    partial.group = argument.substr(dot + 1);
    const auto second = partial.group.find('.');
    if (second != std::string::npos) {
      full = {partial.resource, partial.group.substr(second + 1), partial.group.substr(0, second)};
    }
  }
  std::optional<ResourceType> type;
  if (full) type = by_resource(*full);
  if (!type) type = by_resource(partial);
  if (!type && full) type = by_kind(*full);
  return type ? type : by_kind(partial);
}

std::optional<ResourceType> ApiCatalog::by_resource(const Name& asked) const {
  const auto name = expanded(asked);
  const auto wanted = to_lower_ascii(name.resource);
  const bool exact_group = !name.group.empty() && !name.version.empty();
  return first_of(all([&](const Match& m) {
    const auto& group = m.group->name;
    if (exact_group ? group != name.group : !group.starts_with(name.group)) return false;
    if (!name.version.empty() && m.version->name != name.version) return false;
    return m.resource->name == wanted || singular_of(*m.resource) == wanted;
  }));
}

std::optional<ResourceType> ApiCatalog::by_kind(const Name& name) const {
  return first_of(all([&](const Match& m) {
    if (m.group->name != name.group) return false;
    if (!name.version.empty() && m.version->name != name.version) return false;
    return m.resource->kind == name.resource || to_lower_ascii(m.resource->kind) == name.resource;
  }));
}

/// A short name becomes the plural of the first group that has it, unless something is called so.
ApiCatalog::Name ApiCatalog::expanded(Name name) const {
  const auto same = all([&](const Match& m) {
    const bool in_group = name.group.empty() || m.group->name == name.group;
    return in_group && (m.resource->name == name.resource || m.resource->singular == name.resource);
  });
  if (!same.empty()) return name;
  if (auto found = long_form(name, true)) return {found->resource, found->group, {}};
  if (name.group.empty()) return name;
  if (auto found = long_form(name, false)) return {found->resource, found->group, name.version};
  return name;
}

std::optional<ApiCatalog::Name> ApiCatalog::long_form(const Name& name, bool whole_group) const {
  const auto found = all([&](const Match& m) {
    const auto& group = m.group->name;
    const bool in_group =
        whole_group ? name.group.empty() || group == name.group : group.starts_with(name.group);
    return in_group && contains(m.resource->short_names, name.resource);
  });
  if (found.empty()) return std::nullopt;
  return Name{found.front().resource->name, found.front().group->name, {}};
}

/// Of the core group's v1, else of the first group, its preferred version first. None when that
/// one has several kinds that match: ambiguous.
std::optional<ResourceType> ApiCatalog::first_of(const std::vector<Match>& matches) const {
  const auto rank = [this](const Match& m) {
    const bool core = m.group->name.empty() && m.version->name == "v1";
    const bool preferred = m.version->name == m.group->preferred;
    return std::tuple(
        !core, m.group - m_groups.data(), !preferred, m.version - m.group->versions.data());
  };
  const auto less = [&](const Match& a, const Match& b) { return rank(a) < rank(b); };
  const auto best = std::ranges::min_element(matches, less);
  if (best == matches.end()) return std::nullopt;
  const auto& kind = best->resource->kind;
  for (const auto& other : matches) {
    if (other.version == best->version && other.resource->kind != kind) return std::nullopt;
  }
  // Several resources of one kind: client-go's mapper keeps the last.
  const ApiResource* resource = best->resource;
  for (const auto& candidate : best->version->resources) {
    if (candidate.kind == kind && !is_subresource(candidate)) resource = &candidate;
  }
  return ResourceType{best->group->name,
                      best->version->name,
                      resource->name,
                      resource->kind,
                      resource->namespaced,
                      resource->verbs};
}

}  // namespace kscan::kube
