#pragma once
#include "manifest/manifest.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <utility>
#include <vector>

/// What the scan pod needs to log in as the cloud identity of Settings::service_account; all of it
/// is empty without one.
namespace kscan::manifest {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// Variables.
[[nodiscard]] Pairs identity_of_scan(const Settings& settings, const plan::Scan& scan);
[[nodiscard]] Pairs identity_of_database(const Settings& settings);
/// Appends them to a container's `env`.
void add_environment(nlohmann::ordered_json& env, const Pairs& variables);

// Of the pod. The annotations keep the identity from containers that have no use for it.
[[nodiscard]] Pairs identity_labels(const plan::Group& group, const Settings& settings);
[[nodiscard]] Pairs identity_annotations(const plan::Group& group, const Settings& settings);

/// The account the pod runs as; empty: the namespace's default one.
[[nodiscard]] std::string
account_of(const plan::Group& group, const Names& names, const Settings& settings);
/// Does the run make that account itself, with the right to create Secrets?
[[nodiscard]] bool makes_account(const plan::Group& group, const Settings& settings) noexcept;

}  // namespace kscan::manifest
