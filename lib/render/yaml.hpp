#pragma once
#include <nlohmann/json_fwd.hpp>

#include <iosfwd>

namespace kscan::render {

/// Any JSON value as YAML in kubectl's style: block form, lists not indented, text without quotes
/// unless it could be read as something else. Read as YAML 1.1 or 1.2 it gives the same value
/// (bytes that are not UTF-8 become U+FFFD).
void write_yaml_value(const nlohmann::ordered_json& value, std::ostream& out);

}  // namespace kscan::render
