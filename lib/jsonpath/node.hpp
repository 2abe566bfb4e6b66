#pragma once
#include "base/error.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::jsonpath {

enum class NodeType {
  list,
  text,
  field,
  array,
  filter,
  integer,
  floating,
  boolean,
  wildcard,
  recursive,
  alternatives,  ///< a union: lists in `nodes`
  identifier,
};

struct Bound {
  std::int64_t value = 0;
  bool known = false;
  bool derived = false;  ///< [n] is [n:n+1]
};

struct Node {
  NodeType type = NodeType::list;
  std::string text{};         ///< of text, field, identifier; operator of a filter
  std::vector<Node> nodes{};  ///< of a list or union; of a filter: left and right
  std::array<Bound, 3> bounds{};
  std::int64_t integer = 0;
  double floating = 0;
  bool boolean = false;
};

/// Text nodes and lists, one for each action.
[[nodiscard]] Result<std::vector<Node>> parse_template(std::string_view text);

/// What stands between the quotes of a Go string literal; single quotes may enclose it as well.
[[nodiscard]] Result<std::string> unquote(std::string_view literal);

}  // namespace kscan::jsonpath
