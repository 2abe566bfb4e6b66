#pragma once
#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>

/// Private to this module: numbers as Go's strconv reads and writes them.
namespace kscan::yaml {

/// A plain scalar that starts with a digit, a sign or a point, if go-yaml takes it for a number:
/// json's int64 or uint64 for integers (0x, 0o, 0b, leading 0; "_" anywhere), else double.
[[nodiscard]] std::optional<nlohmann::json> parse_number(std::string_view plain);

/// strconv.FormatFloat(value, 'g', -1, 32), with YAML's names for what is no number.
[[nodiscard]] std::string format_key(double value);

}  // namespace kscan::yaml
