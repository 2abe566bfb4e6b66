#include "discover/discover.hpp"

#include "discover/accounts.hpp"
#include "discover/places.hpp"
#include "discover/search.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace kscan::discover {

using workload::PodImages;

namespace {

/// What the nodes and namespaces say of pods that a cluster wrote down.
void place(const Api& api, std::vector<PodImages>& pods) {
  workload::CrowdFacts facts;
  Places places(api, facts);
  Calls calls(api.loop);
  std::set<std::string> nodes;
  for (const PodImages& pod : pods)
    if (!pod.node.empty()) nodes.insert(pod.node);
  places.add_nodes(calls, nodes);
  calls.run();
  for (PodImages& pod : pods)
    if (const auto node = facts.nodes.find(pod.node); node != facts.nodes.end())
      workload::place(pod, node->second);
}

}  // namespace

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

Discovered find(const Api& api, const Query& query) {
  Discovered found = Search(api, query).run();
  found.pods = value_or_throw(select(query, std::move(found.pods)));
  admit(api, found.pods, found.warnings);
  return found;
}

Discovered complete(const Api& api, const Query& query, std::vector<PodImages> pods) {
  Discovered found{.pods = value_or_throw(select(query, std::move(pods)))};
  place(api, found.pods);
  admit(api, found.pods, found.warnings);
  std::ranges::sort(found.pods);
  return found;
}

}  // namespace kscan::discover
