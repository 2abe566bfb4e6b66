#include "discover/discover.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace kscan::discover {

std::vector<workload::PodImages>
pods(kube::Client& client, std::string_view ns, std::span<const std::string> names) {
  std::vector<workload::PodImages> result;
  std::set<std::string_view> seen;
  for (const std::string& name : names)
    if (seen.insert(name).second)
      result.push_back(
          value_or_throw(workload::images_of(client.get(kube::pods, {std::string(ns), name}))));
  return result;
}

}  // namespace kscan::discover
