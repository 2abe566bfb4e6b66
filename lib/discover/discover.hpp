#pragma once
#include "kube/client.hpp"
#include "workload/pod.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::discover {

/// The named pods, in the order given, each once. Blocking; throws what the API server says.
[[nodiscard]] std::vector<workload::PodImages>
pods(kube::Client& client, std::string_view ns, std::span<const std::string> names);

}  // namespace kscan::discover
