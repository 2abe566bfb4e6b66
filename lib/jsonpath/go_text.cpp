#include "jsonpath/go_text.hpp"

#include "base/utf8.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <iterator>
#include <string>

namespace kscan::jsonpath {
namespace {

using nlohmann::json;

constexpr double least_with_exponent = 1e21;

/// "1e-07" in C is "1e-07" for fmt.Sprint, and "1e-7" for encoding/json.
std::string with_short_exponent(std::string text) {
  const std::size_t e = text.find('e');
  if (e != std::string::npos && text[e + 1] == '-' && text[e + 2] == '0') text.erase(e + 2, 1);
  return text;
}

std::string float_text(double value, double least_without) {
  const double size = std::fabs(value);
  const bool exponent = value != 0 && (size < least_without || size >= least_with_exponent);
  if (!exponent) {
    // The shortest digits that give the number back, never with an exponent.
    std::string digits = fmt::format("{:e}", value);
    for (int precision = 0; precision <= 17; ++precision) {
      digits = fmt::format("{:.{}e}", value, precision);
      if (std::strtod(digits.c_str(), nullptr) == value) {
        const int power = std::atoi(digits.substr(digits.find('e') + 1).c_str());
        return fmt::format("{:.{}f}", value, std::max(0, precision - power));
      }
    }
    return digits;
  }
  for (int precision = 0; precision <= 17; ++precision) {
    std::string digits = fmt::format("{:.{}e}", value, precision);
    if (std::strtod(digits.c_str(), nullptr) == value) return digits;
  }
  return fmt::format("{:e}", value);
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    const auto value = static_cast<unsigned>(point.value);
    if (value == '"' || value == '\\')
      (out += '\\') += static_cast<char>(value);
    else if (value == '\n')
      out += "\\n";
    else if (value == '\r')
      out += "\\r";
    else if (value == '\t')
      out += "\\t";
    else if (value == '\b')
      out += "\\b";
    else if (value == '\f')
      out += "\\f";
    else if (value < 0x20 || value == '<' || value == '>' || value == '&' || value == 0x2028
             || value == 0x2029 || !point.valid)
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", value);
    else
      out += text.substr(0, point.size);
    text.remove_prefix(point.size);
  }
  out += '"';
}

void append_json(std::string& out, const json& value) {
  std::string_view before;
  if (value.is_object()) {
    out += '{';
    for (const auto& [key, member] : value.items()) {
      out += before;
      append_quoted(out, key);
      out += ':';
      append_json(out, member);
      before = ",";
    }
    out += '}';
  } else if (value.is_array()) {
    out += '[';
    for (const json& element : value) {
      out += before;
      append_json(out, element);
      before = ",";
    }
    out += ']';
  } else if (value.is_string()) {
    append_quoted(out, value.get_ref<const std::string&>());
  } else if (value.is_number_float()) {
    out += with_short_exponent(float_text(value.get<double>(), 1e-6));
  } else {
    out += value.dump();
  }
}

void append_go(std::string& out, const json& value) {
  std::string_view before;
  if (value.is_object()) {
    out += "map[";
    for (const auto& [key, member] : value.items()) {
      ((out += before) += key) += ':';
      append_go(out, member);
      before = " ";
    }
    out += ']';
  } else if (value.is_array()) {
    out += '[';
    for (const json& element : value) {
      out += before;
      append_go(out, element);
      before = " ";
    }
    out += ']';
  } else if (value.is_string()) {
    out += value.get_ref<const std::string&>();
  } else if (value.is_number_float()) {
    out += float_text(value.get<double>(), 1e-4);
  } else {
    out += value.is_null() ? "<nil>" : value.dump();
  }
}

}  // namespace

std::string go_sprint(const json& value) {
  std::string out;
  append_go(out, value);
  return out;
}

std::string go_marshal(const json& value) {
  std::string out;
  append_json(out, value);
  return out;
}

std::string_view go_type(const json& value) {
  switch (value.type()) {
  case json::value_t::object:
    return "map[string]interface {}";
  case json::value_t::array:
    return "[]interface {}";
  case json::value_t::string:
    return "string";
  case json::value_t::boolean:
    return "bool";
  case json::value_t::number_float:
    return "float64";
  case json::value_t::number_integer:
  case json::value_t::number_unsigned:
    return "int64";
  default:
    return "interface {}";
  }
}

}  // namespace kscan::jsonpath
