#include "yaml/scalar.hpp"

#include "base/encoding.hpp"
#include "base/utf8.hpp"
#include "yaml/number.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

namespace kscan::yaml {

namespace {

using nlohmann::json;
using std::string_view;

constexpr string_view tag_prefix = "tag:yaml.org,2002:";

struct Typed {
  string_view tag;  ///< "str", "bool", "int", "float", "null", "timestamp"
  json value;
};

bool is_one_of(string_view text, std::initializer_list<string_view> words) {
  for (const auto word : words)
    if (text == word) return true;
  return false;
}

std::optional<Typed> word(string_view text) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) return Typed{"null", {}};
  if (is_one_of(text, {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}))
    return Typed{"bool", true};
  if (is_one_of(text, {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}))
    return Typed{"bool", false};
  if (is_one_of(text, {".nan", ".NaN", ".NAN"}))
    return Typed{"float", std::numeric_limits<double>::quiet_NaN()};
  if (is_one_of(text, {".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"}))
    return Typed{"float", infinite};
  if (is_one_of(text, {"-.inf", "-.Inf", "-.INF"})) return Typed{"float", -infinite};
  return {};
}

std::optional<Typed> number(string_view text) {
  if (string_view("+-.0123456789").find(text[0]) == string_view::npos) return {};
  auto value = parse_number(text);
  if (!value) return {};
  return Typed{value->is_number_float() ? "float" : "int", std::move(*value)};
}

Typed resolved(string_view text) {
  if (auto known = word(text)) return std::move(*known);
  if (auto known = number(text)) return std::move(*known);
  return {"str", text};
}

/// A timestamp is a string in the end, and no number looks like one.
bool fits(string_view wanted, const Typed& typed) {
  return wanted == typed.tag || (wanted == "timestamp" && typed.tag == "str");
}

json as(string_view wanted, const Node& scalar) {
  auto typed = resolved(scalar.value);
  if (wanted == "float" && typed.value.is_number_integer() && !typed.value.is_number_unsigned())
    return static_cast<double>(typed.value.get<std::int64_t>());
  if (fits(wanted, typed)) return std::move(typed.value);
  refuse(scalar.line, fmt::format("cannot decode !!{} as a !!{}", typed.tag, wanted));
}

json decoded_binary(const Node& scalar) {
  const auto bytes = base64_decode(scalar.value);
  if (!bytes) refuse(scalar.line, "!!binary value contains invalid base64 data");
  return to_valid_utf8(*bytes);
}

}  // namespace

json scalar_value(const Node& scalar) {
  if (scalar.plain) return resolved(scalar.value).value;
  const string_view tag = scalar.tag;
  if (!tag.starts_with(tag_prefix)) return scalar.value;
  const auto wanted = tag.substr(tag_prefix.size());
  if (wanted == "binary") return decoded_binary(scalar);
  const bool is_typed = is_one_of(wanted, {"bool", "int", "float", "null", "timestamp"});
  return is_typed ? as(wanted, scalar) : json(scalar.value);
}

json json_scalar(const Node& scalar) {
  auto value = scalar_value(scalar);
  if (!value.is_number_float()) return value;
  const auto number = value.get<double>();
  if (!std::isfinite(number)) refuse(scalar.line, "json: unsupported value: not a finite number");
  constexpr double beyond = 9223372036854775808.0;  // 2^63
  const bool is_whole = std::trunc(number) == number && std::abs(number) < beyond;
  return is_whole ? json(static_cast<std::int64_t>(number)) : value;
}

std::string key_text(const Node& scalar) {
  const auto value = scalar_value(scalar);
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number_float()) return format_key(value.get<double>());
  if (value.is_null()) refuse(scalar.line, "unsupported map key of type: null");
  if (value.is_number_unsigned()) refuse(scalar.line, "unsupported map key of type: uint64");
  return fmt::format("{}", value.get<std::int64_t>());
}

}  // namespace kscan::yaml
