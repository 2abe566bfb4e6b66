#pragma once
#include <nlohmann/json_fwd.hpp>
#include <yaml-cpp/yaml.h>

namespace kscan::kubeconfig {

/// What a scalar is in YAML 1.1 as Go reads it (go.yaml.in/yaml/v2, resolve.go).
enum class Scalar {
  text,
  boolean,  ///< true, false in three spellings
  word,     ///< y, n, yes, no, on, off: a boolean for Go
  number,
};

[[nodiscard]] Scalar kind_of(const YAML::Node& scalar);
/// Of a boolean or a word.
[[nodiscard]] bool truth_of(const YAML::Node& scalar);
/// As it comes out of Go's conversion to JSON.
[[nodiscard]] nlohmann::json json_of(const YAML::Node& scalar);

}  // namespace kscan::kubeconfig
