#pragma once
#include "base/error.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace kscan::kube {

/// JSON from the network, an object. Nesting is bounded (Errc::protocol), because whoever copies or
/// dumps the value does so recursively.
[[nodiscard]] Result<nlohmann::json> decode_object(std::string_view text);

}  // namespace kscan::kube
