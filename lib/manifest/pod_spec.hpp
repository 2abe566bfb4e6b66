#pragma once
#include "manifest/manifest.hpp"

#include <nlohmann/json_fwd.hpp>

namespace kscan::manifest {

/// The scan pod's spec. Passes Pod Security `restricted`.
[[nodiscard]] nlohmann::ordered_json
pod_spec(const plan::Group& group, const Names& names, const Settings& settings);

/// How many ConfigMaps carry the agent.
[[nodiscard]] std::size_t part_count(const Payload& payload) noexcept;
/// Keys in the agent's ConfigMaps, and file names in the mount.
inline constexpr std::string_view bootstrap_key = "bootstrap";
[[nodiscard]] std::string part_key(std::size_t index);

}  // namespace kscan::manifest
