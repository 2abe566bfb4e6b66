#pragma once
#include <nlohmann/json_fwd.hpp>

#include <compare>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::workload {

/// An object that makes pods, as an owner reference names it.
struct Owner {
  std::string kind;  ///< empty: nobody
  std::string name;
  std::string uid;
  std::string api_version = {};  ///< "apps/v1"; empty where nobody said it
  friend auto operator<=>(const Owner&, const Owner&) = default;
};

/// The owner reference with `controller: true` (there is at most one); other owners only keep an
/// object from being collected as garbage.
[[nodiscard]] Owner controller_of(const nlohmann::json& object);

/// Who made what, by UID: names are used again, labels of two workloads may overlap. Remembers of
/// an object only what it takes to climb on, and nothing of one that has no controller.
class Owners {
public:
  /// A ReplicaSet, a Job or whatever else may stand between a pod and what people deployed, whole
  /// or as metadata only. In any order.
  void add(const nlohmann::json& object);

  /// From a pod's controller upwards: ReplicaSet, Deployment. Ends where an owner is not known,
  /// and before one that came before (a cycle).
  [[nodiscard]] std::vector<Owner> chain(const Owner& controller) const;
  /// The last of them: what people deployed. The argument itself if nothing is known above it.
  [[nodiscard]] Owner top(const Owner& controller) const;
  /// Does the chain lead through the object with this UID?
  [[nodiscard]] bool leads_to(const Owner& controller, std::string_view uid) const;

private:
  std::map<std::string, Owner, std::less<>> m_controllers;  // by UID of what they control
};

}  // namespace kscan::workload
