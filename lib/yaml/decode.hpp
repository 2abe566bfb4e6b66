#pragma once
#include "yaml/node.hpp"

#include <nlohmann/json_fwd.hpp>

namespace kscan::yaml {

/// Private to this module: a document as JSON, null for an empty one (yaml/v2 decode.go, into
/// interface{}). Throws Error (Errc::config).
[[nodiscard]] nlohmann::json to_json(const Tree& tree);

}  // namespace kscan::yaml
