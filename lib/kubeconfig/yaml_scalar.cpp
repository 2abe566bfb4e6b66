#include "kubeconfig/yaml_scalar.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace kscan::kubeconfig {

namespace {

using nlohmann::json;

constexpr std::string_view tag_prefix = "tag:yaml.org,2002:";
constexpr std::string_view digits = "0123456789";

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

bool is_true(std::string_view text) {
  return is_one_of(text, {"true", "True", "TRUE"});
}
bool is_yes(std::string_view text) {
  return is_one_of(text, {"y", "Y", "yes", "Yes", "YES", "on", "On", "ON"});
}
bool is_false(std::string_view text) {
  return is_one_of(text, {"false", "False", "FALSE"});
}
bool is_no(std::string_view text) {
  return is_one_of(text, {"n", "N", "no", "No", "NO", "off", "Off", "OFF"});
}

/// Takes a sign off.
bool is_negative(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative;
}

/// Go's ParseInt with base 0: "0x", "0o", "0b", "0" for octal. Takes the prefix off.
int base_of(std::string_view& text) {
  if (text.size() < 2 || text[0] != '0') return 10;
  const char mark = text[1];
  const int base = mark == 'x' || mark == 'X' ? 16 : mark == 'b' || mark == 'B' ? 2 : 8;
  const bool bare = base == 8 && mark != 'o' && mark != 'O';
  text.remove_prefix(bare ? 1 : 2);
  return base;
}

std::optional<json> integer(std::string_view text) {
  const bool negative = is_negative(text);
  const int base = base_of(text);
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc() || last != end) return std::nullopt;
  if (!negative) return json(value);
  if (value > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  return json(-static_cast<std::int64_t>(value));
}

/// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool looks_like_float(std::string_view text) {
  std::ignore = is_negative(text);
  const auto take_digits = [&text] {
    const auto count = std::min(text.find_first_not_of(digits), text.size());
    text.remove_prefix(count);
    return count;
  };
  const auto whole = take_digits();
  std::size_t fraction = 0;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits();
  }
  if (whole + fraction == 0) return false;
  if (!text.starts_with('e') && !text.starts_with('E')) return text.empty();
  text.remove_prefix(1);
  std::ignore = is_negative(text);
  return take_digits() > 0 && text.empty();
}

std::optional<json> floating(const std::string& text) {
  if (!looks_like_float(text)) return std::nullopt;
  const double value = std::strtod(text.c_str(), nullptr);
  return std::isfinite(value) ? std::optional<json>(value) : std::nullopt;
}

bool is_not_finite(std::string_view text) {
  if (is_one_of(text, {".nan", ".NaN", ".NAN"})) return true;
  std::ignore = is_negative(text);
  return is_one_of(text, {".inf", ".Inf", ".INF"});
}

std::optional<json> number(const std::string& text) {
  if (text.empty() || std::string_view("0123456789.+-").find(text[0]) == std::string_view::npos) {
    return std::nullopt;
  }
  if (is_not_finite(text)) return json();
  if (text[0] == '.') return floating(text);
  std::string plain = text;
  std::erase(plain, '_');
  const auto whole = integer(plain);
  return whole ? whole : floating(plain);
}

}  // namespace

Scalar kind_of(const YAML::Node& scalar) {
  const std::string& tag = scalar.Tag();
  const std::string& text = scalar.Scalar();
  // "?" stands at what was written without quotes and tag.
  const bool typed = tag == "?" || tag == std::string(tag_prefix) + "int"
                     || tag == std::string(tag_prefix) + "float"
                     || tag == std::string(tag_prefix) + "bool";
  if (!typed) return Scalar::text;
  if (is_true(text) || is_false(text)) return Scalar::boolean;
  if (is_yes(text) || is_no(text)) return Scalar::word;
  return number(text) ? Scalar::number : Scalar::text;
}

bool truth_of(const YAML::Node& scalar) {
  return is_true(scalar.Scalar()) || is_yes(scalar.Scalar());
}

json json_of(const YAML::Node& scalar) {
  const auto kind = kind_of(scalar);
  if (kind == Scalar::text) return scalar.Scalar();
  if (kind == Scalar::number) return *number(scalar.Scalar());
  return truth_of(scalar);
}

}  // namespace kscan::kubeconfig
