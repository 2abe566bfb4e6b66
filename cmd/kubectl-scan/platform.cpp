#include "kubectl-scan/platform.hpp"

#include "discover/labels.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace kscan::cmd {

namespace {

/// A pod that runs the image, unless it is a template's.
std::set<ObjectKey> pods_of(const plan::Scan& scan) {
  for (const workload::Target& target : scan.targets)
    if (!target.pod.empty()) return {{target.ns, target.pod}};
  return {};
}

std::set<ObjectKey> pods_of(const plan::Group& group) {
  std::set<ObjectKey> pods;
  if (group.architecture.empty())
    for (const plan::Scan& scan : group.scans)
      pods.merge(pods_of(scan));
  return pods;
}

}  // namespace

std::string_view own_architecture() noexcept {
#if defined(__x86_64__)
  return "amd64";
#elif defined(__aarch64__)
  return "arm64";
#else
#error "no name of this architecture in GOARCH's words"
#endif
}

void place_beside(plan::Plan& plan, const discover::Api& api) {
  std::set<ObjectKey> pods;
  for (const plan::Group& group : plan.groups)
    pods.merge(pods_of(group));
  const std::map<ObjectKey, discover::Labels> labels = discover::labels_of_running(api, pods);
  for (plan::Group& group : plan.groups) {
    for (const ObjectKey& pod : pods_of(group))
      if (const auto found = labels.find(pod); found != labels.end() && group.beside.empty())
        group.beside = found->second;
  }
}

bool chooses_users(kube::Client& client) {
  try {
    return !client.get_path("/apis/security.openshift.io").is_null();
  } catch (const Error& error) {
    if (error.code() == Errc::not_found || error.code() == Errc::forbidden) return false;
    throw;
  }
}

}  // namespace kscan::cmd
