#include "plan/targets.hpp"

#include <algorithm>
#include <tuple>

namespace kscan::plan {

using workload::Target;

namespace {

bool is_same_container(const Target& l, const Target& r) {
  const auto key = [](const Target& target) {
    return std::tie(target.ns, target.kind, target.name, target.container, target.container_kind);
  };
  return key(l) == key(r);
}

}  // namespace

std::vector<Target> targets_of(const workload::PodImages& pod,
                               const workload::ContainerImage& image) {
  std::vector<Target> targets{workload::target_of(pod, image)};
  targets.reserve(1 + pod.also.size());
  for (const std::string& name : pod.also) {
    targets.push_back(targets.front());
    targets.back().name = targets.back().pod = name;
  }
  return targets;
}

void merge_targets(std::vector<Target>& targets) {
  std::ranges::sort(targets);
  std::size_t kept = 0;
  for (Target& target : targets) {
    if (kept == 0 || !is_same_container(targets[kept - 1], target)) {
      if (&targets[kept] != &target) targets[kept] = std::move(target);
      ++kept;
    } else if (targets[kept - 1].pod.empty()) {
      targets[kept - 1].pod = std::move(target.pod);
    }
  }
  targets.resize(kept);
}

}  // namespace kscan::plan
