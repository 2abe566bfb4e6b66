#pragma once
#include <yaml-cpp/yaml.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Private to this module: Go's reading of YAML (sigs.k8s.io/yaml into structs) over yaml-cpp.
/// All throw WrongType, which names the field and never its value.
namespace kscan::kubeconfig {

class WrongType : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A map as Go sees it: merge keys ("<<") taken in where they stand, and of several values for one
/// key the last. Empty for null.
using Entries = std::vector<std::pair<std::string, YAML::Node>>;
[[nodiscard]] Entries entries(const YAML::Node& map);

/// The member of that name; undefined-like null when absent.
[[nodiscard]] YAML::Node field(const YAML::Node& map, std::string_view name);
/// "" when absent or null. A plain number, true or false is no string; yes, no, on and off are.
[[nodiscard]] std::string text_field(const YAML::Node& map, std::string_view name);
[[nodiscard]] bool bool_field(const YAML::Node& map, std::string_view name);
[[nodiscard]] std::vector<std::string> texts_field(const YAML::Node& map, std::string_view name);
/// The same for a node that is at hand; `name` is for the error.
[[nodiscard]] std::string text_of(const YAML::Node& node, std::string_view name);
[[nodiscard]] std::vector<std::string> texts_of(const YAML::Node& node, std::string_view name);
/// Calls `visit` for each element of a list of maps.
void each_in_list(const YAML::Node& map,
                  std::string_view name,
                  const std::function<void(const YAML::Node&)>& visit);
/// The node must be a map or null.
void expect_map(const YAML::Node& node, std::string_view name);
/// A node as JSON, for what is passed on verbatim. Bounded in size and depth.
[[nodiscard]] std::string to_json(const YAML::Node& node);

}  // namespace kscan::kubeconfig
