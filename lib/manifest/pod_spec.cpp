#include "manifest/pod_spec.hpp"

#include "manifest/identity.hpp"
#include "manifest/parts.hpp"
#include "plan/scan_pod.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <utility>

namespace kscan::manifest {

using nlohmann::ordered_json;

namespace {

constexpr std::int64_t nonroot = 65532;

/// For the scanner's own image, by the kubelet; no container sees them.
ordered_json pull_secret_references(const std::vector<std::string>& names) {
  ordered_json result = ordered_json::array();
  for (const std::string& name : names)
    result.push_back({{"name", name}});
  return result;
}

/// Where nobody may read nodes, a node like those of the targets is found by these themselves.
ordered_json beside(const plan::Group& group) {
  const ordered_json term{{"labelSelector", {{"matchLabels", group.beside}}},
                          {"topologyKey", "kubernetes.io/arch"}};
  return {{"podAffinity",
           {{"requiredDuringSchedulingIgnoredDuringExecution", ordered_json::array({term})}}}};
}

/// OpenShift gives each namespace a range of users and refuses others.
ordered_json security_context(const PodKnobs& pod) {
  const std::int64_t user = pod.run_as_user.value_or(nonroot);
  ordered_json result{{"runAsNonRoot", user != 0}};
  if (pod.run_as_user || !pod.cluster_chooses_user)
    for (const char* member : {"runAsUser", "runAsGroup", "fsGroup"})
      result[member] = user;
  result["seccompProfile"] = {{"type", "RuntimeDefault"}};
  return result;
}

ordered_json toleration(const Toleration& asked) {
  ordered_json result = ordered_json::object();
  if (!asked.key.empty()) result["key"] = asked.key;
  result["operator"] = asked.exists ? "Exists" : "Equal";
  if (!asked.exists) result["value"] = asked.value;
  if (!asked.effect.empty()) result["effect"] = asked.effect;
  return result;
}

/// Which nodes may run the pod, and before whom.
void add_place(ordered_json& spec, const Settings& settings) {
  ordered_json& selector = spec["nodeSelector"];
  selector = {{"kubernetes.io/os", "linux"}, {"kubernetes.io/arch", settings.architecture}};
  for (const auto& [name, value] : settings.pod.node_selector)
    selector[name] = value;
  for (const Toleration& asked : settings.pod.tolerations)
    spec["tolerations"].push_back(toleration(asked));
  if (!settings.pod.priority_class.empty()) spec["priorityClassName"] = settings.pod.priority_class;
}

}  // namespace

std::string part_key(std::size_t index) {
  return fmt::format("agent.xz.{}", index);
}

ordered_json pod_spec(const plan::Group& group, const Names& names, const Settings& settings) {
  ordered_json init = ordered_json::array();
  if (downloads_database(settings)) init.push_back(database_container(settings));
  // Last of the init containers, so that no Secret waits for a download.
  if (plan::has_credentials(group)) init.push_back(credentials_container(group, names, settings));
  ordered_json scanners = ordered_json::array();
  for (std::size_t i = 0; i < group.scans.size(); ++i)
    scanners.push_back(scan_container(group, i, names, settings));

  ordered_json spec{{"restartPolicy", "Never"}};
  spec["activeDeadlineSeconds"] = settings.deadline.count();
  const std::string account = account_of(group, names, settings);
  if (!account.empty()) spec["serviceAccountName"] = account;
  spec["automountServiceAccountToken"] = false;
  spec["enableServiceLinks"] = false;
  if (!settings.scanner_pull_secrets.empty())
    spec["imagePullSecrets"] = pull_secret_references(settings.scanner_pull_secrets);
  add_place(spec, settings);
  if (!group.beside.empty()) spec["affinity"] = beside(group);
  spec["securityContext"] = security_context(settings.pod);
  if (!init.empty()) spec["initContainers"] = std::move(init);
  spec["containers"] = std::move(scanners);
  spec["volumes"] = volumes(group, names, settings);
  return spec;
}

}  // namespace kscan::manifest
