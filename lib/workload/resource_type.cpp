#include "workload/resource_type.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace kscan::workload {
namespace {

constexpr std::array types{
    ResourceType{"pods", "pod", "po", "", "Pod"},
    ResourceType{
        "replicationcontrollers", "replicationcontroller", "rc", "", "ReplicationController"},
    ResourceType{"deployments", "deployment", "deploy", "apps", "Deployment"},
    ResourceType{"statefulsets", "statefulset", "sts", "apps", "StatefulSet"},
    ResourceType{"daemonsets", "daemonset", "ds", "apps", "DaemonSet"},
    ResourceType{"replicasets", "replicaset", "rs", "apps", "ReplicaSet"},
    ResourceType{"jobs", "job", "", "batch", "Job"},
    ResourceType{"cronjobs", "cronjob", "cj", "batch", "CronJob"},
    ResourceType{"namespaces", "namespace", "ns", "", "Namespace", false},
    ResourceType{"nodes", "node", "no", "", "Node", false},
};

bool is_called(const ResourceType& type, std::string_view name) {
  return name == type.plural || name == type.singular || (!name.empty() && name == type.short_name);
}

/// What may follow the first dot: nothing, the group, or the version and the group.
bool is_in(const ResourceType& type, std::string_view suffix) {
  constexpr std::string_view version = ".v1";
  if (suffix.empty()) return true;
  if (suffix.starts_with(version)) {
    suffix.remove_prefix(version.size());
    return suffix.starts_with('.') && suffix.substr(1) == type.group;
  }
  return !type.group.empty() && suffix.substr(1) == type.group;
}

}  // namespace

std::span<const ResourceType> builtin_types() noexcept {
  return types;
}

const ResourceType* builtin_type(std::string_view typed) {
  const std::string text = to_lower_ascii(typed);
  const std::string_view all = text;
  const std::string_view name = all.substr(0, all.find('.'));
  const std::string_view suffix = all.substr(name.size());
  const auto found = std::ranges::find_if(types, [&](const ResourceType& type) {
    return is_called(type, name) && is_in(type, suffix);
  });
  return found == types.end() ? nullptr : &*found;
}

}  // namespace kscan::workload
