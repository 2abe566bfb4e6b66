#pragma once
#include <nlohmann/json_fwd.hpp>

#include <string_view>
#include <vector>

namespace kscan::yaml {

/// Private to this module: decoder.go, YAMLOrJSONDecoder. Takes the JSON objects with which a text
/// starts and returns what is not JSON: all, when it starts with none. Throws Error where more than
/// one object shows that the text means to be JSON.
[[nodiscard]] std::string_view take_json_stream(std::string_view text,
                                                std::vector<nlohmann::json>& out);

}  // namespace kscan::yaml
