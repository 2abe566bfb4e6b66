#include "discover/accounts.hpp"

#include "discover/calls.hpp"
#include "workload/service_account.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>
#include <utility>

namespace kscan::discover {

using nlohmann::json;
using workload::PodImages;
using workload::ServiceAccount;

namespace {

using Accounts = std::map<ObjectKey, Result<ServiceAccount>>;

ObjectKey account_of(const PodImages& pod) {
  return {pod.pod.ns, pod.unmerged_account};
}

Accounts accounts_of(const std::vector<PodImages>& pods) {
  Accounts accounts;
  for (const PodImages& pod : pods)
    if (!pod.unmerged_account.empty()) accounts.try_emplace(account_of(pod), ServiceAccount());
  return accounts;
}

void read(const Api& api, Accounts& accounts) {
  Calls calls(api.loop);
  for (auto& [key, account] : accounts)
    calls.add([&api, &key = key, &account = account](Calls::Over over) {
      return api.client.get(
          kube::serviceaccounts, key, [&account, over = std::move(over)](const Result<json>& told) {
            account = told ? workload::service_account_of(*told) : fail(told.error());
            over({});
          });
    });
  calls.run();
}

std::string warning_of(const ObjectKey& key, const Error& error) {
  return fmt::format(
      "the pull secrets of service account \"{}\" in namespace \"{}\" are not known: {}",
      key.name,
      key.ns,
      error.message());
}

}  // namespace

void admit(const Api& api, std::vector<PodImages>& pods, std::vector<std::string>& warnings) {
  Accounts accounts = accounts_of(pods);
  read(api, accounts);
  for (PodImages& pod : pods) {
    const auto found = accounts.find(account_of(pod));
    if (found != accounts.end() && found->second) workload::admit(pod, *found->second);
  }
  for (const auto& [key, account] : accounts)
    if (!account) warnings.push_back(warning_of(key, account.error()));
}

}  // namespace kscan::discover
