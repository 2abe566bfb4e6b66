#include "manifest/own_job.hpp"

#include "base/json.hpp"
#include "handoff/handoff.hpp"
#include "manifest/manifest.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>
#include <vector>

namespace kscan::manifest {

namespace {

using nlohmann::json;
using std::chrono::seconds;

// What a run makes is far below; what somebody has written there must not overflow a clock.
constexpr std::int64_t most_seconds = 10LL * 365 * 86400;
constexpr std::int64_t most_groups = 100'000;

std::optional<std::int64_t> number(const std::string& text, std::int64_t most) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && value >= 0 && value <= most ? std::optional(value) : std::nullopt;
}

bool is_true(const json& value) {
  return value.is_boolean() && value.get<bool>();
}

/// The Job's condition of that type, if it holds.
const json* condition(const json& job, std::string_view type) {
  for (const json& one : array_member(member(job, "status"), "conditions"))
    if (text_member(one, "type") == type && text_member(one, "status") == "True") return &one;
  return nullptr;
}

OwnJob::State state_of(const json& job, const json& annotations) {
  if (condition(job, "Complete") != nullptr) return OwnJob::State::complete;
  if (condition(job, "Failed") != nullptr) return OwnJob::State::failed;
  if (!is_true(member(member(job, "spec"), "suspend"))) return OwnJob::State::running;
  return text_member(annotations, annotation_released) == "true" ? OwnJob::State::suspended
                                                                 : OwnJob::State::waiting;
}

/// Numbers with a space between them; no more than the first that is none.
std::vector<std::size_t> numbers(std::string_view text) {
  std::vector<std::size_t> result;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    const auto value = number(std::string(word), most_groups);
    if (!value) break;
    result.push_back(static_cast<std::size_t>(*value));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return result;
}

std::optional<SystemTime> time_member(const json& object, std::string_view key) {
  const auto time = parse_rfc3339(text_member(object, key));
  return time ? std::optional(*time) : std::nullopt;
}

/// When it was complete or had failed; nothing while it goes on.
std::optional<SystemTime> end_of(const json& job) {
  for (const char* type : {"Complete", "Failed"})
    if (const json* const ended = condition(job, type); ended != nullptr)
      return time_member(*ended, "lastTransitionTime");
  return std::nullopt;
}

seconds ttl_of(const json& job) {
  const auto ttl = integer_member(member(job, "spec"), "ttlSecondsAfterFinished");
  return seconds(std::clamp<std::int64_t>(ttl, 0, most_seconds));
}

/// From when nobody works with it any more. The API server counts activeDeadlineSeconds anew each
/// time a Job is no longer suspended (KEP-2232); one that has just been is not started yet.
SystemTime deadline_of(const json& job, OwnJob::State state, SystemTime created, seconds lives) {
  const SystemTime unstarted = created + lives;
  if (state == OwnJob::State::waiting || state == OwnJob::State::suspended) return unstarted;
  if (const auto end = end_of(job)) return std::max(unstarted, *end + ttl_of(job) + leftover_slack);
  const auto started = time_member(member(job, "status"), "startTime");
  if (started) return *started + lives;
  return state == OwnJob::State::running ? created + seconds(most_seconds) : unstarted;
}

std::string ending_of(const json& job) {
  const json* const failed = condition(job, "Failed");
  if (failed == nullptr) return {};
  return text_member(*failed, "reason") + ": " + text_member(*failed, "message");
}

}  // namespace

std::string_view to_string(OwnJob::State state) noexcept {
  switch (state) {
  case OwnJob::State::waiting:
    return "Waiting";
  case OwnJob::State::suspended:
    return "Suspended";
  case OwnJob::State::running:
    return "Running";
  case OwnJob::State::complete:
    return "Complete";
  case OwnJob::State::failed:
    return "Failed";
  }
  return "";
}

std::optional<OwnJob> own_job(const json& job) {
  const json& metadata = member(job, "metadata");
  const json& labels = member(metadata, "labels");
  const json& annotations = member(metadata, "annotations");
  const std::string run_id = text_member(labels, handoff::label_run);
  const auto group = number(text_member(labels, label_group), most_groups);
  const auto lives = number(text_member(annotations, annotation_deadline), most_seconds);
  const auto created = parse_rfc3339(text_member(metadata, "creationTimestamp"));
  const bool ours = text_member(labels, handoff::label_managed_by) == handoff::managed_by;
  if (!ours || run_id.empty() || !group || !lives || !created) return std::nullopt;
  const auto index = static_cast<std::size_t>(*group);
  const std::string name = text_member(metadata, "name");
  if (name != names_of(run_id, index).job) return std::nullopt;

  const std::string ns = text_member(metadata, "namespace");
  const json& spec = member(job, "spec");
  const json& containers = array_member(member(member(spec, "template"), "spec"), "containers");
  static const json nothing;
  const json& scanner = containers.empty() ? nothing : containers[0];
  const OwnJob::State state = state_of(job, annotations);
  std::vector<std::size_t> jobs = numbers(text_member(annotations, annotation_jobs));
  jobs.resize(2);
  const std::vector<std::size_t> replaces = numbers(text_member(annotations, annotation_replaces));
  return OwnJob{.ns = ns,
                .name = name,
                .uid = text_member(metadata, "uid"),
                .version = text_member(metadata, "resourceVersion"),
                .run_id = run_id,
                .group = index,
                .created = *created,
                .deadline = deadline_of(job, state, *created, seconds(*lives)),
                .state = state,
                .detached = text_member(annotations, annotation_detached) == "true",
                .jobs_of_run = jobs[0],
                .jobs_in_namespace = jobs[1],
                .replaces = {replaces.begin(), replaces.end()},
                .ending = ending_of(job),
                .scanner = text_member(annotations, annotation_scanner),
                .scanner_image = text_member(scanner, "image"),
                .memory_limit =
                    text_member(member(member(scanner, "resources"), "limits"), "memory"),
                .ttl = ttl_of(job),
                .scans = read_group(text_member(annotations, annotation_scans), ns)};
}

bool is_leftover(const OwnJob& job, SystemTime server_time) noexcept {
  return server_time > job.deadline && job.state != OwnJob::State::suspended;
}

}  // namespace kscan::manifest
