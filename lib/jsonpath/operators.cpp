#include "jsonpath/operators.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace kscan::jsonpath {
namespace {

using nlohmann::json;

tl::unexpected<Error> problem(std::string text) {
  return fail(Errc::usage, std::move(text));
}

/// Three-way comparison as Go's text/template has it; nothing where it refuses.
enum class Order { less, equal, greater, differs };

Result<Order> compare(const json& left, const json& right) {
  const auto basic = [](const json& v) { return v.is_primitive() && !v.is_null(); };
  if (!basic(left) || !basic(right)) return problem("invalid type for comparison");
  const auto of = [](const auto& a, const auto& b) {
    if (a == b) return Order::equal;
    return a < b ? Order::less : Order::greater;
  };
  if (left.is_boolean() && right.is_boolean()) return left == right ? Order::equal : Order::differs;
  if (left.is_string() && right.is_string())
    return of(left.get_ref<const std::string&>(), right.get_ref<const std::string&>());
  if (left.is_number_float() && right.is_number_float())
    return of(left.get<double>(), right.get<double>());
  if (left.is_number_integer() && right.is_number_integer())
    return of(left.get<std::int64_t>(), right.get<std::int64_t>());
  return problem("incompatible types for comparison");
}

}  // namespace

Result<bool> holds(std::string_view operation, const json& left, const json& right) {
  const bool ordering =
      operation == "<" || operation == ">" || operation == "<=" || operation == ">=";
  if (!ordering && operation != "==" && operation != "!=")
    return problem(fmt::format("unrecognized filter operator {}", operation));
  const Result<Order> order = compare(left, right);
  if (!order) return fail(order.error());
  if (ordering && left.is_boolean()) return problem("invalid type for comparison");
  if (operation == "==") return order == Order::equal;
  if (operation == "!=") return order != Order::equal;
  if (operation == "<") return order == Order::less;
  if (operation == ">") return order == Order::greater;
  return order == Order::equal || order == (operation == "<=" ? Order::less : Order::greater);
}

Result<std::optional<Range>> range_of(const std::array<Bound, 3>& bounds, std::size_t size) {
  const auto length = static_cast<std::int64_t>(size);
  std::int64_t from = bounds[0].known ? bounds[0].value : 0;
  if (from < 0) from += length;
  std::int64_t to = bounds[1].known ? bounds[1].value : length;
  if (to < 0 || (to == 0 && bounds[1].derived)) to += length;
  if (from == to) return std::optional<Range>();
  if (from >= length || from < 0)
    return problem(fmt::format("array index out of bounds: index {}, length {}", from, length));
  if (to > length || to < 0)
    return problem(fmt::format("array index out of bounds: index {}, length {}", to - 1, length));
  if (from > to)
    return problem(fmt::format("starting index {} is greater than ending index {}", from, to));
  if (bounds[2].known && bounds[2].value <= 0) return problem("step must be > 0");
  const std::int64_t step = bounds[2].known ? bounds[2].value : 1;
  return Range{
      static_cast<std::size_t>(from), static_cast<std::size_t>(to), static_cast<std::size_t>(step)};
}

}  // namespace kscan::jsonpath
