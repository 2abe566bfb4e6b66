#pragma once
#include <nlohmann/json_fwd.hpp>

#include <compare>
#include <string_view>

namespace kscan::workload {

enum class Phase { unknown, pending, running, succeeded, failed };
/// status.phase; what is none of the five is unknown.
[[nodiscard]] Phase parse_phase(std::string_view text) noexcept;

/// What a pod is about. Its images stay valid in every state; its pull secrets may be gone once it
/// ended or is being deleted.
struct PodState {
  Phase phase = Phase::unknown;  ///< of a template: unknown
  bool terminating = false;      ///< metadata.deletionTimestamp is set
  /// Of a static pod: made by the kubelet, without pull secrets, pulled with the node's
  /// credentials.
  bool mirror = false;
  friend auto operator<=>(const PodState&, const PodState&) = default;
};
[[nodiscard]] PodState state_of(const nlohmann::json& pod);

/// Why the images of a pod are listed, but not scanned.
enum class Skip {
  none,
  own,        ///< a scan pod of this program
  opted_out,  ///< annotation `kubectl-scan.dev/ignore: "true"`
  windows,
  excluded,  ///< by --exclude-image
};
/// For people, as in "skipped: ..."; empty for none.
[[nodiscard]] std::string_view to_string(Skip skip) noexcept;

/// Label of every scan pod; the same as handoff::label_run.
inline constexpr std::string_view label_own = "kubectl-scan.dev/run";
inline constexpr std::string_view annotation_ignore = "kubectl-scan.dev/ignore";

/// Of a pod or a pod template: own, then opted out, then Windows by platform_of().
[[nodiscard]] Skip skip_of(const nlohmann::json& metadata, const nlohmann::json& spec);
/// Of all pods in a Namespace: opted out or none.
[[nodiscard]] Skip skip_in_namespace(const nlohmann::json& ns);
/// Of all pods on a Node: windows or none.
[[nodiscard]] Skip skip_on_node(const nlohmann::json& node);

}  // namespace kscan::workload
