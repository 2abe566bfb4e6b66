#pragma once
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

/// Private to this module: one YAML document as it is written, before any typing.
namespace kscan::yaml {

enum class NodeKind { scalar, sequence, mapping, alias };

struct Node {
  NodeKind kind = NodeKind::scalar;
  std::size_t line = 0;                    ///< in the text, from 1
  std::string tag = {};                    ///< resolved; "" when none is written
  bool plain = false;                      ///< a scalar without quotes and tag
  std::string value = {};                  ///< of a scalar
  std::vector<const Node*> children = {};  ///< of a mapping: key, value, key, ...
  const Node* target = nullptr;            ///< of an alias; may be around it
};

struct Tree {
  std::deque<Node> nodes = {};
  const Node* root = nullptr;  ///< nullptr: the text holds nothing
};

/// The first document of `text`, which starts at `line` of its file. Throws Error (Errc::config).
[[nodiscard]] Tree read_tree(const std::string& text, std::size_t line);

/// "error converting YAML to JSON: yaml: line 3: PROBLEM", to be thrown. `problem` holds nothing
/// of the text.
[[noreturn]] void refuse(std::size_t line, std::string_view problem);

}  // namespace kscan::yaml
