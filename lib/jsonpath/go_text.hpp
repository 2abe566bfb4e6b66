#pragma once
#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

/// JSON values in the forms that Go prints them in.
namespace kscan::jsonpath {

/// fmt.Sprint: "map[a:1 b:[x y]]", "<nil>".
[[nodiscard]] std::string go_sprint(const nlohmann::json& value);
/// encoding/json's Marshal: keys sorted, '<', '>' and '&' escaped.
[[nodiscard]] std::string go_marshal(const nlohmann::json& value);
/// "map[string]interface {}", "int64"
[[nodiscard]] std::string_view go_type(const nlohmann::json& value);

}  // namespace kscan::jsonpath
