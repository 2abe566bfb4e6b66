#include "base/text.hpp"
#include "kube/status.hpp"

#include <array>

namespace kscan::kube {

namespace {

constexpr std::size_t longest_part = 200;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/// Past the end of the tag that begins at `from`; scripts and styles go with their content.
std::size_t skip_tag(std::string_view lower, std::size_t from) {
  for (const std::string_view element : {"script", "style"}) {
    if (!lower.substr(from + 1).starts_with(element)) continue;
    const auto close = lower.find("</" + std::string(element), from);
    if (close == std::string_view::npos) return lower.size();
    from = close;
  }
  const auto end = lower.find('>', from);
  return end == std::string_view::npos ? lower.size() : end + 1;
}

std::string without_tags(std::string_view html) {
  const std::string lower = to_lower_ascii(html);
  std::string text;
  for (std::size_t i = 0; i < html.size();) {
    if (html[i] == '<') {
      i = skip_tag(lower, i);
      text += ' ';
    } else {
      text += html[i++];
    }
  }
  return text;
}

std::string single_spaced(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (!is_space(c)) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  return std::string(trim(line));
}

struct Known {
  int status;
  std::string_view reason;
  std::string_view message;
};

constexpr std::array known_statuses{
    Known{400, "BadRequest", "the server rejected our request for an unknown reason"},
    Known{401, "Unauthorized", "the server has asked for the client to provide credentials"},
    Known{403, "Forbidden", "the server does not allow access to the requested resource"},
    Known{404, "NotFound", "the server could not find the requested resource"},
    Known{
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource"},
    Known{406,
          "NotAcceptable",
          "the server was unable to respond with a content type that the client supports"},
    Known{409, "Conflict", "the server reported a conflict"},
    Known{410, "Expired", "the resource version is too old"},
    Known{413, "RequestEntityTooLarge", "the request is too large for the server"},
    Known{422, "Invalid", "the server rejected our request due to an error in our request"},
    Known{429,
          "TooManyRequests",
          "the server has received too many requests and has asked us to try again later"},
    Known{503, "ServiceUnavailable", "the server is currently unable to handle the request"},
    Known{504,
          "Timeout",
          "the server was unable to return a response in the time allotted, but may still be "
          "processing the request"}};

}  // namespace

std::string readable_part(std::string_view body) {
  constexpr std::size_t most = 64 * 1024;
  body = body.substr(0, most);
  if (body.find('\0') != std::string_view::npos) return {};
  const bool html = trim(body).starts_with('<');
  const auto line = single_spaced(html ? without_tags(body) : std::string(body));
  const auto text = elide(printable(line), longest_part);
  return text.find("\\x") == std::string::npos ? text : std::string();
}

GenericStatus generic_status(int http_status, std::string_view told) {
  for (const auto& [status, reason, message] : known_statuses) {
    if (status == http_status) return {reason, std::string(message)};
  }
  const std::string what(told.empty() ? "unknown" : told);
  if (http_status >= 500) {
    return {"InternalError",
            "an error on the server (\"" + what + "\") has prevented the request from succeeding"};
  }
  return {"",
          "the server responded with the status code " + std::to_string(http_status)
              + " but did not return more information"};
}

namespace {

std::string in_namespace(const Asked& asked) {
  return asked.ns.empty() ? std::string() : " -n " + asked.ns;
}

/// The authorizer's words: 'pods is forbidden: User "x" cannot list resource "pods" ...'.
bool lacks_right(std::string_view message) {
  return message.empty() || message.find(" cannot ") != std::string_view::npos;
}

/// How to find out what is missing; "" for paths.
std::string can_i(const Asked& asked) {
  if (asked.resource.empty() || asked.resource.starts_with('/')) return {};
  std::string command = "kubectl auth can-i " + asked.verb + " " + asked.resource;
  if (!asked.subresource.empty()) command += " --subresource=" + asked.subresource;
  const bool everywhere = asked.ns.empty() && (asked.verb == "list" || asked.verb == "watch");
  return command + (everywhere ? " --all-namespaces" : in_namespace(asked));
}

}  // namespace

std::string hint_for(int http_status, std::string_view message, const Asked& asked) {
  switch (http_status) {
  case 401:
    return "the credentials of this context are missing, wrong or expired; compare: kubectl auth "
           "whoami";
  case 403:
    return lacks_right(message) ? can_i(asked) : std::string();
  case 404:
    if (asked.name.empty()) return {};
    return "see what is there: kubectl get " + asked.resource + in_namespace(asked);
  case 409:
    return "something else made or changed it at the same time; try again";
  case 413:
    return "the API server, or a proxy before it, limits the size of a request";
  case 429:
    return "the API server is busy; try again later";
  case 502:
  case 503:
  case 504:
    return "the API server, or a proxy before it, is not available; try again later";
  default:
    return {};
  }
}

}  // namespace kscan::kube
