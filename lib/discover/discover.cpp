#include "discover/discover.hpp"

#include "discover/accounts.hpp"
#include "discover/search.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace kscan::discover {

using workload::PodImages;

std::vector<PodImages>
pods(kube::Client& client, std::string_view ns, std::span<const std::string> names) {
  std::vector<PodImages> result;
  std::set<std::string_view> seen;
  for (const std::string& name : names)
    if (seen.insert(name).second)
      result.push_back(
          value_or_throw(workload::images_of(client.get(kube::pods, {std::string(ns), name}))));
  return result;
}

Result<std::vector<PodImages>> select(const Query& query, std::vector<PodImages> pods) {
  std::erase_if(pods, [&](const PodImages& pod) { return is_excluded(query, pod.pod.ns); });
  workload::ContainerSelection selection(query.containers);
  for (PodImages& pod : pods)
    selection.apply(pod);
  if (const Result<> fits = selection.check(); !fits) return fail(fits.error());
  std::erase_if(pods, [](const PodImages& pod) { return pod.containers.empty(); });
  std::ranges::sort(pods);
  return pods;
}

Discovered complete(const Api& api, const Query& query, std::vector<PodImages> pods) {
  Discovered found{.pods = value_or_throw(select(query, std::move(pods)))};
  admit(api, found.pods, found.warnings);
  return found;
}

Discovered find(const Api& api, const Query& query) {
  return complete(api, query, Search(api, query).run());
}

}  // namespace kscan::discover
