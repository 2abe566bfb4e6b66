#pragma once
#include "workload/pod.hpp"
#include "workload/target.hpp"

#include <vector>

namespace kscan::plan {

/// What findings in the image are reported against: one target for each pod without an owner.
[[nodiscard]] std::vector<workload::Target> targets_of(const workload::PodImages& pod,
                                                       const workload::ContainerImage& image);

/// Sorted; those that differ only in the pod are one, of the first pod that is named.
void merge_targets(std::vector<workload::Target>& targets);

}  // namespace kscan::plan
