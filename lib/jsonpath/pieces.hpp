#pragma once
#include "base/error.hpp"
#include "jsonpath/node.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

/// Private to this module: the parts of a template that can be read on their own.
namespace kscan::jsonpath {

/// strconv.Atoi; nothing where it fails.
[[nodiscard]] std::optional<std::int64_t> to_integer(std::string_view text);

/// "a,b" at each comma.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text);
[[nodiscard]] std::string_view trim_blanks(std::string_view text);

/// What stands between brackets, if it is an index or a slice: "-1", "1:3", "::2".
[[nodiscard]] Result<Node> parse_slice(std::string_view text);

/// The sides of a filter: "([^!<>=]+)([!<>=]+)(.+)"; nothing where it compares nothing.
struct Comparison {
  std::string_view left;
  std::string_view operation;
  std::string_view right;
};
[[nodiscard]] std::optional<Comparison> split_comparison(std::string_view text);

}  // namespace kscan::jsonpath
