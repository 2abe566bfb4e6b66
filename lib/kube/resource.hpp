#pragma once
#include <string>
#include <string_view>

namespace kscan::kube {

/// A kind of object as its URL names it. What it refers to must last as long as a call to Client,
/// not as long as that call's ticket.
struct Resource {
  std::string_view group;  ///< "" for the core group
  std::string_view version;
  std::string_view plural;
  friend bool operator==(const Resource&, const Resource&) = default;
};

inline constexpr Resource pods{"", "v1", "pods"};
inline constexpr Resource configmaps{"", "v1", "configmaps"};
inline constexpr Resource secrets{"", "v1", "secrets"};
inline constexpr Resource serviceaccounts{"", "v1", "serviceaccounts"};
inline constexpr Resource events{"", "v1", "events"};
inline constexpr Resource namespaces{"", "v1", "namespaces"};
inline constexpr Resource nodes{"", "v1", "nodes"};
inline constexpr Resource jobs{"batch", "v1", "jobs"};
inline constexpr Resource roles{"rbac.authorization.k8s.io", "v1", "roles"};
inline constexpr Resource rolebindings{"rbac.authorization.k8s.io", "v1", "rolebindings"};

/// "pods", "jobs.batch": as kubectl names it.
[[nodiscard]] std::string name_of(const Resource& what);

/// Both in kubectl's syntax; "" selects all.
struct Selector {
  std::string labels = {};
  std::string fields = {};
};

/// "/api/v1/namespaces/NS/pods", or without the namespace part when `ns` is empty: all namespaces,
/// or a kind of object that is in none. Names are percent-encoded.
[[nodiscard]] std::string collection_path(const Resource& what, std::string_view ns);
[[nodiscard]] std::string
object_path(const Resource& what, std::string_view ns, std::string_view name);

}  // namespace kscan::kube
