#include "kube/status.hpp"

#include "base/json.hpp"
#include "kube/decode.hpp"

#include <nlohmann/json.hpp>

#include <string>

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

/// What client-go says for a status whose body is no Status (apimachinery/pkg/api/errors,
/// NewGenericServerResponse).
struct Generic {
  std::string_view reason, message;
};

Generic generic(int status) {
  switch (status) {
  case 400:
    return {"BadRequest", "the server rejected our request for an unknown reason"};
  case 401:
    return {"Unauthorized", "the server has asked for the client to provide credentials"};
  case 403:
    return {"Forbidden", "the server does not allow access to the requested resource"};
  case 404:
    return {"NotFound", "the server could not find the requested resource"};
  case 405:
    return {"MethodNotAllowed", "the server does not allow this method on the requested resource"};
  case 409:
    return {"Conflict", "the server reported a conflict"};
  case 410:
    return {"Expired", "the resource version is too old"};
  case 413:
    return {"RequestEntityTooLarge", "the request is too large for the server"};
  case 429:
    return {"TooManyRequests",
            "the server has received too many requests and has asked us to try again later"};
  case 500:
    return {"InternalError",
            "an error on the server has prevented the request from "
            "succeeding"};
  case 503:
    return {"ServiceUnavailable", "the server is currently unable to handle the request"};
  case 504:
    return {"Timeout",
            "the server was unable to return a response in the time allotted, but may "
            "still be processing the request"};
  default:
    return {"", "the server responded without more information"};
  }
}

std::string clipped(std::string text) {
  constexpr std::size_t most = 2000;
  if (text.size() > most) text = text.substr(0, most) + "...";
  return text;
}

std::string with_reason(const std::string& reason, const std::string& message) {
  if (reason.empty()) return "Error from server: " + message;
  return "Error from server (" + reason + "): " + message;
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

/// kubectl leaves the reason out here: "The Job "x" is invalid: spec.a: Required value".
std::string invalid_text(const json& status) {
  const auto& details = member(status, "details");
  const auto causes = causes_of(details);
  if (causes.empty()) return with_reason("Invalid", text_member(status, "message"));
  return "The " + text_member(details, "kind") + " \"" + text_member(details, "name")
         + "\" is invalid: " + causes;
}

Error from_status(int http_status, const json& status) {
  const auto reason = text_member(status, "reason");
  const auto message = text_member(status, "message");
  if (http_status == 401) {
    return {Errc::unauthorized,
            "You must be logged in to the server (" + clipped(message.empty() ? reason : message)
                + ")"};
  }
  const auto text = reason == "Invalid" ? invalid_text(status) : with_reason(reason, message);
  return {code_of(http_status), clipped(text)};
}

}  // namespace

Error status_error(int http_status, std::string_view body, std::string_view what) {
  const auto status = decode_object(body);
  if (status && text_member(*status, "kind") == "Status") return from_status(http_status, *status);
  const auto [reason, message] = generic(http_status);
  if (http_status == 401) {
    return {Errc::unauthorized,
            "You must be logged in to the server (" + std::string(message) + ")"};
  }
  const std::string where = " (" + std::string(what) + ")";
  if (!reason.empty()) {
    return {code_of(http_status), with_reason(std::string(reason), std::string(message) + where)};
  }
  return {code_of(http_status),
          with_reason("",
                      "the server responded with the status code " + std::to_string(http_status)
                          + " but did not return more information" + where)};
}

}  // namespace kscan::kube
