#include "workload/service_account.hpp"

#include "base/json.hpp"
#include "workload/pod_spec.hpp"

#include <nlohmann/json.hpp>

namespace kscan::workload {

using nlohmann::json;

Result<ServiceAccount> service_account_of(const json& object) {
  const json& metadata = member(object, "metadata");
  ServiceAccount account{
      .key = {.ns = text_member(metadata, "namespace"), .name = text_member(metadata, "name")},
      .pull_secrets = pull_secret_names(object)};
  if (account.key.name.empty())
    return fail(Errc::protocol, "the API server's answer is no service account");
  return account;
}

std::string unmerged_account(const json& spec) {
  if (!array_member(spec, "imagePullSecrets").empty()) return {};
  std::string name = service_account_name(spec);
  return name.empty() ? "default" : name;
}

void admit(PodImages& images, const ServiceAccount& account) {
  if (images.unmerged_account.empty()) return;
  images.unmerged_account.clear();
  images.pull_secrets = account.pull_secrets;
}

}  // namespace kscan::workload
