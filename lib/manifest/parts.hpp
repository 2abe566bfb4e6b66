#pragma once
#include "manifest/manifest.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

/// What the scan pod's containers and volumes are put together from.
namespace kscan::manifest {

[[nodiscard]] nlohmann::ordered_json
mount(std::string_view volume, std::string_view path, bool read_only);

// Names of volumes.
inline constexpr std::string_view agent_volume = "agent";
inline constexpr std::string_view api_volume = "api";
inline constexpr std::string_view database_volume = "database";
inline constexpr std::string_view database_pull_secret_volume = "database-pull-secret";
inline constexpr std::string_view pull_secrets_volume = "pull-secrets";
inline constexpr std::string_view registry_ca_volume = "registry-ca";
/// A container's own directory.
[[nodiscard]] std::string work_volume(std::string_view container);
/// Where a container that runs the scanner has its login, in memory.
[[nodiscard]] std::string credential_volume(std::string_view container);

/// The labels that were asked for; those that are there already stay as they are.
void add_labels(nlohmann::ordered_json& labels, const Settings& settings);

/// What all our containers have in common: the scanner's image, the bootstrap as command, the
/// agent's mount and a work directory of their own.
[[nodiscard]] nlohmann::ordered_json container(std::string name,
                                               std::string_view subcommand,
                                               std::string task,
                                               const Settings& settings);

// The containers.
[[nodiscard]] nlohmann::ordered_json database_container(const Settings& settings);
[[nodiscard]] nlohmann::ordered_json
credentials_container(const plan::Group& group, const Names& names, const Settings& settings);
[[nodiscard]] nlohmann::ordered_json scan_container(const plan::Group& group,
                                                    std::size_t index,
                                                    const Names& names,
                                                    const Settings& settings);

/// The pod's volumes: each of those above that the group needs.
[[nodiscard]] nlohmann::ordered_json
volumes(const plan::Group& group, const Names& names, const Settings& settings);

}  // namespace kscan::manifest
