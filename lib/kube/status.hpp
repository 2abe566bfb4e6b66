#pragma once
#include "base/error.hpp"

#include <string>
#include <string_view>

namespace kscan::kube {

/// What was asked of the API server, for errors and hints.
struct Asked {
  std::string verb = {};         ///< as RBAC names it: "get", "list", "create"
  std::string resource = {};     ///< "pods", "jobs.batch"; or a path: "/apis"
  std::string subresource = {};  ///< "log"
  std::string ns = {};           ///< "" for all namespaces and what has none
  std::string name = {};
};

/// "get pods web-0", "get pods/log web-0".
[[nodiscard]] std::string words_of(const Asked& asked);

/// A refused request as an Error in kubectl's words: "Error from server (NotFound): pods "x" not
/// found", and a hint where a person can do something. `body` is what the server, or a proxy before
/// it, sent: a Status object or anything else, of which the readable part is told. The code is by
/// HTTP status:
///   400 413 422 ... invalid   401 unauthorized   403 forbidden   404 not_found   409 conflict
///   410 gone   408 504 timeout   429 5xx unavailable
[[nodiscard]] Error status_error(int http_status, std::string_view body, const Asked& asked);

/// What the server may tell about a status when its body is no Status object, as client-go does
/// (apimachinery/pkg/api/errors, NewGenericServerResponse).
struct GenericStatus {
  std::string_view reason;
  std::string message;
};
/// `told` is the readable part of the body.
[[nodiscard]] GenericStatus generic_status(int http_status, std::string_view told);

/// The text of an HTML page or of plain text: tags, scripts, styles and surplus white space gone,
/// safe for terminals, clipped to a line. "" for anything binary.
[[nodiscard]] std::string readable_part(std::string_view body);

/// What a person may do about a refusal, or "". A right can be missing (RBAC's words, or no words
/// at all); that a webhook, a quota or Pod Security forbids something (also 403) has other reasons.
[[nodiscard]] std::string hint_for(int http_status, std::string_view message, const Asked& asked);

}  // namespace kscan::kube
