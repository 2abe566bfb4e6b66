#include "kube/status.hpp"

#include "base/json.hpp"
#include "kube/decode.hpp"

#include <nlohmann/json.hpp>

namespace kscan::kube {

namespace {

using nlohmann::json;

Errc code_of(int status) {
  switch (status) {
  case 401:
    return Errc::unauthorized;
  case 403:
    return Errc::forbidden;
  case 404:
    return Errc::not_found;
  case 409:
    return Errc::conflict;
  case 410:
    return Errc::gone;
  case 408:
  case 504:
    return Errc::timeout;
  case 429:
    return Errc::unavailable;
  default:
    return status >= 500 ? Errc::unavailable : Errc::invalid;
  }
}

std::string clipped(std::string text) {
  constexpr std::size_t most = 2000;
  if (text.size() > most) text = text.substr(0, most) + "...";
  return text;
}

std::string with_reason(std::string_view reason, const std::string& message) {
  if (reason.empty()) return "Error from server: " + message;
  return "Error from server (" + std::string(reason) + "): " + message;
}

std::string logged_out(const std::string& message) {
  return "You must be logged in to the server (" + message + ")";
}

std::string causes_of(const json& details) {
  std::string text;
  for (const auto& cause : array_member(details, "causes")) {
    const auto field = text_member(cause, "field");
    text += (text.empty() ? "" : "; ") + (field.empty() ? "" : field + ": ")
            + text_member(cause, "message");
  }
  return text;
}

/// kubectl leaves the reason out here: "The Job "x" is invalid: spec.a: Required value"
/// (kubectl/pkg/cmd/util/helpers.go); its list of several causes is one line here.
std::string invalid_text(const json& status) {
  const auto& details = member(status, "details");
  const auto causes = causes_of(details);
  const auto kind = text_member(details, "kind");
  const auto name = text_member(details, "name");
  const bool named = !kind.empty() || !name.empty();
  const auto message = text_member(status, "message");
  std::string text = named ? "The " + kind + " \"" + name + "\" is invalid"
                           : std::string("The request is invalid");
  if (!causes.empty()) return text + ": " + causes;
  return named || message.empty() ? text : text + ": " + message;
}

std::string status_text(int http_status, const json& status) {
  const auto reason = text_member(status, "reason");
  const auto message = text_member(status, "message");
  if (http_status == 401) return logged_out(message.empty() ? reason : message);
  return reason == "Invalid" ? invalid_text(status) : with_reason(reason, message);
}

std::string generic_text(int http_status, std::string_view body, const Asked& asked) {
  const auto told = readable_part(body);
  const auto [reason, message] = generic_status(http_status, told);
  if (http_status == 401) return logged_out(message);
  auto text = with_reason(reason, message) + " (" + words_of(asked) + ")";
  const bool repeated = told.empty() || text.find(told) != std::string::npos;
  return repeated ? text : text + ": " + told;
}

}  // namespace

std::string words_of(const Asked& asked) {
  std::string text = asked.verb + " " + asked.resource;
  if (!asked.subresource.empty()) text += "/" + asked.subresource;
  return asked.name.empty() ? text : text + " " + asked.name;
}

Error status_error(int http_status, std::string_view body, const Asked& asked) {
  const auto status = decode_object(body);
  const bool structured = status && text_member(*status, "kind") == "Status";
  auto text = structured ? status_text(http_status, *status)
                         : generic_text(http_status, status ? "" : body, asked);
  Error error(code_of(http_status), clipped(std::move(text)));
  auto hint = hint_for(http_status, structured ? text_member(*status, "message") : "", asked);
  return hint.empty() ? error : std::move(error).hint(std::move(hint));
}

}  // namespace kscan::kube
