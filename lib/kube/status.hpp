#pragma once
#include "base/error.hpp"

#include <string_view>

namespace kscan::kube {

/// A refused request as an Error in kubectl's words: "Error from server (NotFound): pods "x" not
/// found". `body` is what the server sent, a Status object or anything else. `what` names the
/// request for bodies that say nothing ("get pods"). The code is by HTTP status:
///   400 413 422 ... invalid   401 unauthorized   403 forbidden   404 not_found   409 conflict
///   410 gone   408 504 timeout   429 5xx unavailable
[[nodiscard]] Error status_error(int http_status, std::string_view body, std::string_view what);

}  // namespace kscan::kube
