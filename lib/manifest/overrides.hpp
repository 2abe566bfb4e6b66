#pragma once
#include "base/error.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace kscan::manifest {

/// Is it what PodKnobs::overrides may be? Errc::invalid says what is wrong: no JSON object, or one
/// that is nested too deeply.
[[nodiscard]] Result<> check_overrides(std::string_view text);

/// Merges it into a pod template, as PodKnobs::overrides says. A text that check_overrides()
/// refuses changes nothing.
void apply_overrides(nlohmann::ordered_json& pod_template, std::string_view text);

}  // namespace kscan::manifest
