#pragma once
#include "discover/query.hpp"
#include "kube/resource.hpp"
#include "workload/owner.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::discover {

/// A type whose objects are asked for.
struct Type {
  kube::ResourceType type;
  bool builtin = false;   ///< makes pods by rules that this program knows
  bool optional = false;  ///< of a category: what cannot be read of it is left out
  [[nodiscard]] bool is_pod() const noexcept { return type.group.empty() && type.plural == "pods"; }
  [[nodiscard]] kube::Resource resource() const noexcept { return type.resource(); }
};

/// Words and owner references to types. Kubernetes' own are known, the others the server is asked
/// for, once.
class TypeFinder {
public:
  explicit TypeFinder(kube::Discovery& discovery)
      : m_discovery(discovery) {}

  /// What a word names; "all" is what can have pods. Throws as kube::Discovery::resolve().
  [[nodiscard]] std::vector<Type> named(const std::string& word);
  /// The type of an owner; nothing if there is none, or nobody says. Only if `custom`, the server
  /// is asked for types that are not Kubernetes' own.
  [[nodiscard]] std::optional<Type> of(const workload::Owner& owner, bool custom);

private:
  [[nodiscard]] std::vector<Type> all();

  kube::Discovery& m_discovery;
  std::map<std::string, std::optional<Type>> m_owners;  // by kind and version
};

}  // namespace kscan::discover
