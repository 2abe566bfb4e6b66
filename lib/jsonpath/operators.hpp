#pragma once
#include "base/error.hpp"
#include "jsonpath/node.hpp"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

/// Private to this module: comparisons and slices as client-go has them.
namespace kscan::jsonpath {

/// "==", "!=", "<", ">", "<=" or ">=" of two scalars of the same type.
[[nodiscard]] Result<bool>
holds(std::string_view operation, const nlohmann::json& left, const nlohmann::json& right);

/// The indices of a slice, as absolute ones.
struct Range {
  std::size_t from = 0;
  std::size_t to = 0;
  std::size_t step = 1;
};
/// Nothing where no element was asked for.
[[nodiscard]] Result<std::optional<Range>> range_of(const std::array<Bound, 3>& bounds,
                                                    std::size_t size);

}  // namespace kscan::jsonpath
