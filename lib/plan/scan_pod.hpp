#pragma once
#include "plan/plan.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The shape of a group's scan pod: the manifest builds it, the run reads it.
namespace kscan::plan {

// Init containers, in this order.
inline constexpr std::string_view database_container = "database";
inline constexpr std::string_view credentials_container = "credentials";
/// The container of the group's scan: "scan-0".
[[nodiscard]] std::string scan_container(std::size_t scan);

/// What the group's credentials travel by: Handoff::none where there are no pull secrets.
[[nodiscard]] Handoff handoff_of(const Group& group) noexcept;
/// Does the group have a credentials container?
[[nodiscard]] bool has_credentials(const Group& group) noexcept;

/// All containers, in the order in which they start.
[[nodiscard]] std::vector<std::string> containers_of(const Group& group);

/// Which of the group's scans a container does; nullopt for the init containers.
[[nodiscard]] std::optional<std::size_t> scan_of(const Group& group, std::string_view container);

}  // namespace kscan::plan
