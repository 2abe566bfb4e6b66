#pragma once
#include "base/error.hpp"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// The JSONPath templates of kubectl (k8s.io/client-go/util/jsonpath v0.34): same grammar, same
/// results, same errors. Data is what kubectl has of JSON: integers are int64, missing keys are
/// nothing (--allow-missing-template-keys, its default). Where Go's order of map keys is random,
/// here they are sorted.
namespace kscan::jsonpath {

struct Node;

class Template {
public:
  /// "{range .items[*]}{.image.reference}{\"\\n\"}{end}". Errors are Errc::usage in client-go's
  /// words: "unclosed action".
  [[nodiscard]] static Result<Template> parse(std::string_view text);
  /// What kubectl prints: values with a blank between those of one action, objects and arrays as
  /// JSON. Errors are Errc::usage.
  [[nodiscard]] Result<std::string> execute(const nlohmann::json& data) const;
  /// The values that all actions find, each as Go's fmt.Sprint writes it: "[a b]", "map[k:v]".
  [[nodiscard]] Result<std::vector<std::string>> values(const nlohmann::json& data) const;

private:
  explicit Template(std::shared_ptr<const std::vector<Node>> nodes);
  std::shared_ptr<const std::vector<Node>> m_nodes;
};

/// "{.metadata.name}" of "metadata.name", ".metadata.name", "{metadata.name}" or itself, as for
/// kubectl's custom columns.
[[nodiscard]] Result<std::string> relaxed(std::string_view expression);

}  // namespace kscan::jsonpath
