#include "run/remedy.hpp"

#include "base/text.hpp"
#include "run/pull_failure.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace kscan::run {

namespace {

using Words = std::span<const std::string_view>;

// Go's and the registries' words about what passes, in lower case.
constexpr std::array<std::string_view, 11> passing{"500 internal server error",
                                                   "502 bad gateway",
                                                   "503 service unavailable",
                                                   "504 gateway timeout",
                                                   "unexpected eof",
                                                   "connection reset by peer",
                                                   "connection timed out",
                                                   "tls handshake timeout",
                                                   "client.timeout exceeded",
                                                   "temporary failure in name resolution",
                                                   "server misbehaving"};

// apiserver, admission/plugin/webhook: the first is a webhook that is there and did not answer.
constexpr std::array<std::string_view, 2> passing_refusals{"failed calling webhook",
                                                           "internal error occurred"};

bool has_any(std::string_view lower, Words words) {
  return std::ranges::any_of(
      words, [&](std::string_view word) { return lower.find(word) != std::string_view::npos; });
}

bool passes(handoff::Answer answer) {
  return answer == handoff::Answer::rate_limited || answer == handoff::Answer::network;
}

/// What stands between the two words, or nothing.
std::string_view between(std::string_view text, std::string_view begin, std::string_view end) {
  const std::size_t from = text.find(begin);
  if (from == std::string_view::npos) return {};
  text.remove_prefix(from + begin.size());
  return text.substr(0, text.find(end));
}

// But not Secrets: each image has one.
bool counts_objects(std::string_view resource) {
  return resource == "pods" || resource == "configmaps"
         || (resource.starts_with("count/") && resource != "count/secrets");
}

}  // namespace

Remedy remedy_for(const Error& error) {
  if (error.code() == Errc::gone) return Remedy::again;
  const std::string lower = to_lower_ascii(error.message());
  if (error.code() == Errc::protocol && lower.find("is incomplete: ") != std::string::npos)
    return Remedy::again;
  const auto answer = registry_answer(lower);
  if (answer && passes(*answer)) return Remedy::again;
  return has_any(lower, passing) ? Remedy::again : Remedy::none;
}

Remedy remedy_for_refusal(std::string_view words) {
  const std::string lower = to_lower_ascii(words);
  if (lower.find("exceeded quota") != std::string::npos) return Remedy::room;
  return has_any(lower, passing_refusals) ? Remedy::again : Remedy::none;
}

Remedy remedy_for_end(const PodState& pod) {
  const bool own_limit =
      pod.reason == "DeadlineExceeded"
      || (pod.reason == "Evicted" && pod.message.find("ephemeral") != std::string::npos
          && pod.message.find("limit") != std::string::npos);
  return pod.reason.empty() || own_limit ? Remedy::none : Remedy::again;
}

bool fewer_containers_help(std::string_view words) {
  std::string_view requested = between(words, "requested: ", ", used: ");
  while (!requested.empty()) {
    const std::size_t comma = std::min(requested.find(','), requested.size());
    const std::string_view entry = requested.substr(0, comma);
    if (counts_objects(trim(entry.substr(0, entry.find('='))))) return false;
    requested.remove_prefix(std::min(comma + 1, requested.size()));
  }
  return true;
}

bool lacks_room(std::string_view unschedulable) {
  return unschedulable.find("Insufficient ") != std::string_view::npos
         || unschedulable.find("didn't match pod affinity rules") != std::string_view::npos;
}

}  // namespace kscan::run
