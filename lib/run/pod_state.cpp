#include "run/pod_state.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

namespace kscan::run {

using nlohmann::json;

namespace {

ContainerState container_state(const json& status) {
  ContainerState result;
  result.name = text_member(status, "name");
  result.image_id = text_member(status, "imageID");
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

const json& condition_of(const json& status, std::string_view type) {
  static const json none;
  for (const json& condition : array_member(status, "conditions"))
    if (text_member(condition, "type") == type) return condition;
  return none;
}

std::string unschedulable(const json& status) {
  const json& scheduled = condition_of(status, "PodScheduled");
  return text_member(scheduled, "status") == "False" ? text_member(scheduled, "message")
                                                     : std::string();
}

/// A kubelet always says why a pod is not ready; the node lifecycle controller, which speaks for
/// lost nodes, does not (K/pkg/controller/util/node, MarkPodsNotReady).
bool node_is_lost(const json& status) {
  const json& ready = condition_of(status, "Ready");
  return text_member(status, "phase") == "Unknown" || text_member(status, "reason") == "NodeLost"
         || (text_member(ready, "status") == "False" && text_member(ready, "reason").empty()
             && text_member(status, "phase") == "Running");
}

/// Taken from the pod by the cluster: drained, preempted, its node gone (KEP-3329).
std::string disruption(const json& status) {
  const json& target = condition_of(status, "DisruptionTarget");
  if (text_member(target, "status") != "True") return {};
  const std::string message = text_member(target, "message");
  return text_member(target, "reason") + (message.empty() ? message : ": " + message);
}

std::string lost(const json& pod, const json& status) {
  if (std::string why = disruption(status); !why.empty()) return why;
  if (!node_is_lost(status)) return {};
  return "node " + text_member(member(pod, "spec"), "nodeName") + " is not ready";
}

}  // namespace

const ContainerState* PodState::find(std::string_view container) const noexcept {
  for (const ContainerState& state : containers)
    if (state.name == container) return &state;
  return nullptr;
}

bool has_ended(const PodState& pod) noexcept {
  return pod.phase == "Failed" || pod.phase == "Succeeded";
}

PodState pod_state(const json& pod) {
  const json& status = member(pod, "status");
  PodState result{.name = text_member(member(pod, "metadata"), "name"),
                  .phase = text_member(status, "phase"),
                  .reason = text_member(status, "reason"),
                  .message = text_member(status, "message"),
                  .node = text_member(member(pod, "spec"), "nodeName"),
                  .unschedulable = unschedulable(status),
                  .deleting = !text_member(member(pod, "metadata"), "deletionTimestamp").empty(),
                  .lost = lost(pod, status),
                  .containers = {}};
  for (const char* list : {"initContainerStatuses", "containerStatuses"})
    for (const json& container : array_member(status, list))
      result.containers.push_back(container_state(container));
  return result;
}

}  // namespace kscan::run
