#pragma once
#include "base/error.hpp"
#include "run/pod_state.hpp"

#include <string_view>

namespace kscan::run {

/// What may help an image whose scan failed.
enum class Remedy {
  none,
  again,        ///< the same, a little later
  more_memory,  ///< the same with a higher limit
  room,         ///< fewer images at a time
  tag,          ///< the image's tag: its digest is not there
};

/// Of a failure of the scanner or of the agent, by its words: a registry that is busy or out of
/// reach, a report that got lost on its way.
[[nodiscard]] Remedy remedy_for(const Error& error);

/// Of a call or a pod that the API server refused, by its words: a quota that other Jobs of ours
/// may be using up, a webhook that did not answer.
[[nodiscard]] Remedy remedy_for_refusal(std::string_view words);

/// Of a pod that was ended from outside: another one may live longer, unless it would meet the same
/// limit.
[[nodiscard]] Remedy remedy_for_end(const PodState& pod);

/// Is the refusal about something that a pod with fewer containers has less of? Not so where the
/// quota counts objects (apiserver, plugin/resourcequota: "exceeded quota: NAME, requested: ...,
/// used: ..., limited: ...", of which only the exceeded ones are listed).
[[nodiscard]] bool fewer_containers_help(std::string_view words);

/// Does the scheduler find no node because of what the pod asks for (kube-scheduler, noderesources:
/// "Insufficient cpu")?
[[nodiscard]] bool lacks_room(std::string_view unschedulable);

}  // namespace kscan::run
