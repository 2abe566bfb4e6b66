#pragma once
#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace kscan::kube {

/// Whether a container may still write to its log.
enum class Life {
  unknown,  ///< the pod does not say
  waiting,  ///< not started yet
  running,
  over,  ///< it has ended, and is not started again or not yet
};

/// From a Pod object, for a container of any type. One of a pod that has ended (evicted, say) is
/// over even if it never began.
[[nodiscard]] Life life_of(const nlohmann::json& pod, std::string_view container);

}  // namespace kscan::kube
