#include "manifest/pod_spec.hpp"

#include "manifest/identity.hpp"
#include "manifest/parts.hpp"
#include "plan/scan_pod.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace kscan::manifest {

using nlohmann::ordered_json;

namespace {

constexpr int nonroot = 65532;

/// For the scanner's own image, by the kubelet; no container sees them.
ordered_json pull_secret_references(const std::vector<std::string>& names) {
  ordered_json result = ordered_json::array();
  for (const std::string& name : names)
    result.push_back({{"name", name}});
  return result;
}

}  // namespace

std::string part_key(std::size_t index) {
  return fmt::format("agent.xz.{}", index);
}

ordered_json pod_spec(const plan::Group& group, const Names& names, const Settings& settings) {
  ordered_json init = ordered_json::array({database_container(settings)});
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
  spec["nodeSelector"] = {{"kubernetes.io/os", "linux"},
                          {"kubernetes.io/arch", settings.architecture}};
  spec["securityContext"] = {{"runAsNonRoot", true},
                             {"runAsUser", nonroot},
                             {"runAsGroup", nonroot},
                             {"fsGroup", nonroot},
                             {"seccompProfile", {{"type", "RuntimeDefault"}}}};
  spec["initContainers"] = std::move(init);
  spec["containers"] = std::move(scanners);
  spec["volumes"] = volumes(group, names, settings);
  return spec;
}

}  // namespace kscan::manifest
