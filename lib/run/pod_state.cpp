#include "run/pod_state.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

namespace kscan::run {

using nlohmann::json;

namespace {

ContainerState container_state(const json& status) {
  ContainerState result;
  result.name = text_member(status, "name");
  const json& state = member(status, "state");
  if (const json& ended = member(state, "terminated"); ended.is_object()) {
    result.phase = ContainerState::Phase::terminated;
    result.reason = text_member(ended, "reason");
    result.message = text_member(ended, "message");
    result.exit_code = static_cast<int>(integer_member(ended, "exitCode"));
  } else if (member(state, "running").is_object()) {
    result.phase = ContainerState::Phase::running;
  } else {
    const json& waiting = member(state, "waiting");
    result.reason = text_member(waiting, "reason");
    result.message = text_member(waiting, "message");
  }
  return result;
}

std::string unschedulable(const json& status) {
  for (const json& condition : array_member(status, "conditions"))
    if (text_member(condition, "type") == "PodScheduled"
        && text_member(condition, "status") == "False")
      return text_member(condition, "message");
  return {};
}

}  // namespace

const ContainerState* PodState::find(std::string_view container) const noexcept {
  for (const ContainerState& state : containers)
    if (state.name == container) return &state;
  return nullptr;
}

PodState pod_state(const json& pod) {
  const json& status = member(pod, "status");
  PodState result{.name = text_member(member(pod, "metadata"), "name"),
                  .phase = text_member(status, "phase"),
                  .reason = text_member(status, "reason"),
                  .message = text_member(status, "message"),
                  .node = text_member(member(pod, "spec"), "nodeName"),
                  .unschedulable = unschedulable(status),
                  .containers = {}};
  for (const char* list : {"initContainerStatuses", "containerStatuses"})
    for (const json& container : array_member(status, list))
      result.containers.push_back(container_state(container));
  return result;
}

}  // namespace kscan::run
