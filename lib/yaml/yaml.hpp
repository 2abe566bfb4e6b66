#pragma once
#include "base/error.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string_view>
#include <vector>

/// YAML and JSON as kubectl's -f reads them (apimachinery util/yaml/decoder.go, sigs.k8s.io/yaml,
/// go.yaml.in/yaml/v2). No error holds a byte of the text: it may be a Secret's.
namespace kscan::yaml {

/// Longer texts are refused, as are deeper nesting and aliases that would expand to more than
/// go-yaml allows.
inline constexpr std::size_t most_bytes = std::size_t{16} << 20U;

/// Every document in order, but for empty and null ones. What kubectl takes and gets is taken:
/// - documents are parted by lines that start with "---", which hold nothing else but a comment; a
///   text that starts with "{" may be JSON objects one behind the other;
/// - plain scalars have the types of YAML 1.1 but for base 60: yes, no, on, off, y and n are
///   booleans, 0777 and 0o777 are octal; timestamps are strings;
/// - the last of equal keys wins, merge keys ("<<") in their turn; keys that are numbers or
/// booleans
///   become strings; numbers without a fraction become integers; !!binary is decoded.
/// Errc::config: "error converting YAML to JSON: yaml: line 3: ...".
/// Unlike kubectl's, nesting is bounded by 500, and YAML's own corners are those of yaml-cpp.
[[nodiscard]] Result<std::vector<nlohmann::json>> parse(std::string_view text);

/// The Kubernetes objects in a text: each has a kind. What has "items" is a list and gives its
/// items (unstructured/helpers.go); those of a SecretList that say no kind and no apiVersion are
/// Secrets. Lists in lists come last, as in kubectl. Errc::config.
[[nodiscard]] Result<std::vector<nlohmann::json>> objects(std::string_view text);

}  // namespace kscan::yaml
