#pragma once
#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace kscan::run {

/// One container of a scan pod, init or main, as the kubelet reports it.
struct ContainerState {
  enum class Phase { waiting, running, terminated };
  std::string name;
  Phase phase = Phase::waiting;
  std::string reason;   ///< "ErrImagePull", "OOMKilled", "Completed"; empty while running
  std::string message;  ///< of a terminated container: its termination message
  int exit_code = 0;
  std::string image_id{};  ///< what runs: "registry/repository@sha256:..."; empty: not known yet
};

/// What a run needs to know of a scan pod's status.
struct PodState {
  std::string name;
  std::string phase;   ///< "Pending", "Running", "Succeeded", "Failed"
  std::string reason;  ///< "Evicted", "DeadlineExceeded"
  std::string message;
  std::string node;           ///< empty until scheduled
  std::string unschedulable;  ///< the scheduler's words while it finds no node
  bool deleting = false;      ///< somebody has asked for its removal
  std::string lost = {};      ///< why it runs no longer although its containers are said to run
  std::vector<ContainerState> containers;
  [[nodiscard]] const ContainerState* find(std::string_view container) const noexcept;
};

/// Does nothing run in it any more?
[[nodiscard]] bool has_ended(const PodState& pod) noexcept;

[[nodiscard]] PodState pod_state(const nlohmann::json& pod);

}  // namespace kscan::run
