#pragma once
#include "kube/api_types.hpp"
#include "kube/resource.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::kube {

/// A type that an argument names.
struct ResourceType {
  std::string group = {}, version = {}, plural = {};
  std::string kind = {};
  bool namespaced = false;
  std::vector<std::string> verbs = {};
  /// Refers to this object.
  [[nodiscard]] Resource resource() const noexcept { return {group, version, plural}; }
};

/// Which type an argument names, as kubectl finds it: cli-runtime's mappingFor() over client-go's
/// discovery RESTMapper (restmapper/discovery.go), with short names (shortcut.go) and categories
/// (category_expansion.go).
class ApiCatalog {
public:
  explicit ApiCatalog(std::vector<ApiGroup> groups)
      : m_groups(std::move(groups)) {}

  /// TYPE, TYPE.GROUP or TYPE.VERSION.GROUP, TYPE being a plural, singular, short name or kind and
  /// GROUP at least the group's beginning; or a category ("all"). Of several versions the server's
  /// preferred one, of several groups the first, the core group before all. Empty: no such type.
  [[nodiscard]] std::vector<ResourceType> resolve(std::string_view argument) const;

private:
  struct Name {
    std::string resource, group = {}, version = {};
  };
  struct Match {
    const ApiGroup* group;
    const ApiVersion* version;
    const ApiResource* resource;
  };
  using Accepts = std::function<bool(const Match&)>;

  [[nodiscard]] std::vector<Match> all(const Accepts& accepts) const;
  [[nodiscard]] std::vector<std::string> members_of(std::string_view category) const;
  [[nodiscard]] Name expanded(Name name) const;
  [[nodiscard]] std::optional<Name> long_form(const Name& name, bool whole_group) const;
  [[nodiscard]] std::optional<ResourceType> one(std::string_view argument) const;
  [[nodiscard]] std::optional<ResourceType> by_resource(const Name& name) const;
  [[nodiscard]] std::optional<ResourceType> by_kind(const Name& name) const;
  [[nodiscard]] std::optional<ResourceType> first_of(const std::vector<Match>& matches) const;

  std::vector<ApiGroup> m_groups;
};

}  // namespace kscan::kube
