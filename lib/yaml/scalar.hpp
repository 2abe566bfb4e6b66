#pragma once
#include "yaml/node.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

/// Private to this module: what a scalar means to go.yaml.in/yaml/v2 (resolve.go).
namespace kscan::yaml {

/// Null, a boolean, an integer, a float (also one without a fraction, or none at all), or a string,
/// which is UTF-8 even if it was !!binary. Throws Error where an explicit tag does not fit.
[[nodiscard]] nlohmann::json scalar_value(const Node& scalar);

/// The value as a member of JSON: floats without a fraction are integers. Throws Error for what
/// JSON has no number for.
[[nodiscard]] nlohmann::json json_scalar(const Node& scalar);

/// The scalar as a key: a string (sigs.k8s.io/yaml, convertToJSONableObject). Throws Error for null
/// and for integers beyond 63 bits.
[[nodiscard]] std::string key_text(const Node& scalar);

}  // namespace kscan::yaml
