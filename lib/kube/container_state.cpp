#include "kube/container_state.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

namespace kscan::kube {

namespace {

using nlohmann::json;

const json& status_of(const json& pod, std::string_view container) {
  const auto& status = member(pod, "status");
  for (const std::string_view type :
       {"containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"}) {
    for (const auto& candidate : array_member(status, type)) {
      if (text_member(candidate, "name") == container) return candidate;
    }
  }
  return member(pod, "");
}

}  // namespace

Life life_of(const json& pod, std::string_view container) {
  const auto& status = status_of(pod, container);
  const auto& state = member(status, "state");
  if (member(state, "terminated").is_object()) return Life::over;
  if (member(state, "running").is_object()) return Life::running;
  const auto phase = text_member(member(pod, "status"), "phase");
  if (phase == "Succeeded" || phase == "Failed") return Life::over;
  if (member(member(status, "lastState"), "terminated").is_object()) return Life::over;
  return member(state, "waiting").is_object() ? Life::waiting : Life::unknown;
}

}  // namespace kscan::kube
