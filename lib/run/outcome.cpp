#include "run/outcome.hpp"

#include "base/text.hpp"
#include "report/scanners.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kscan::run {

namespace {

/// Grype: "[0003] ERROR <text>".
constexpr std::string_view grype_error = "] ERROR ";

bool is_grypes(std::string_view line) {
  return line.starts_with('[') && line.find(grype_error) != std::string_view::npos;
}

bool is_fatal(std::string_view line) {
  return line.find("FATAL") != std::string_view::npos || is_grypes(line);
}

std::string_view without_level(std::string_view line) {
  if (is_grypes(line)) return trim(line.substr(line.find(grype_error) + grype_error.size()));
  // Trivy: "<time>\tFATAL\tFatal error\t<text>"; the text is all a person needs.
  const std::size_t tab = line.rfind('\t');
  return trim(tab == std::string_view::npos ? line : line.substr(tab + 1));
}

// Before what the registry said, scanners list every layer of their own that the error came
// through.
std::string without_chain(std::string words) {
  constexpr std::array<std::string_view, 2> markers{"* remote error: ", ": oci-registry: "};
  for (const std::string_view marker : markers) {
    const std::size_t found = words.find(marker);
    if (found != std::string::npos) words.erase(0, found + marker.size());
  }
  return std::string(trim(words));
}

/// The scanner's last words: its line that says FATAL or ERROR and what follows it, else the last
/// line.
std::string last_words(const std::vector<std::string>& lines) {
  std::string words;
  for (const std::string& line : lines) {
    const bool fatal = is_fatal(line);
    if (!fatal && words.empty()) continue;
    if (!words.empty()) words += ' ';
    words += fatal ? without_level(line) : trim(line);
  }
  if (words.empty() && !lines.empty()) words = without_level(lines.back());
  return without_chain(std::move(words));
}

const ContainerState* first_waiting(const PodState& pod) {
  const auto waits = [](const ContainerState& container) {
    // These two only say that others come first.
    return container.phase == ContainerState::Phase::waiting && !container.reason.empty()
           && container.reason != "PodInitializing" && container.reason != "ContainerCreating";
  };
  const auto found = std::ranges::find_if(pod.containers, waits);
  return found == pod.containers.end() ? nullptr : &*found;
}

/// Go's words where a scanner's own --timeout is over.
bool took_too_long(std::string_view words) {
  return words.find("context deadline exceeded") != std::string_view::npos;
}

}  // namespace

Result<> check_success(const ContainerReport& report, std::string_view doing) {
  const handoff::Ending& ending = report.ending;
  if (!ending.error.empty())
    return fail(Error(Errc::unavailable, fmt::format("{} failed: {}", doing, ending.error)));
  if (ending.signal != 0)
    return fail(
        Error(Errc::unavailable, fmt::format("{} was killed by signal {}", doing, ending.signal)));
  if (ending.exit_code == 0) return {};
  const std::string words = last_words(report.last_lines);
  return fail(
      Error(took_too_long(words) ? Errc::timeout : Errc::unavailable,
            fmt::format("{} failed with exit code {}: {}", doing, ending.exit_code, words)));
}

Result<report::Scan> interpret_scan(const ContainerReport& report, std::string_view image) {
  const std::string doing = fmt::format("scan of {}", image);
  if (Result<> success = check_success(report, doing); !success) return fail(success.error());
  Result<report::Scan> scan = report::parse_scan(report.payload);
  if (!scan) return fail(std::move(scan.error()).because(doing));
  return scan;
}

Error pod_failure(const PodState& pod) {
  if (!pod.reason.empty())
    return Error(pod.reason == "DeadlineExceeded" ? Errc::timeout : Errc::unavailable,
                 fmt::format("scan pod {} failed: {}{}{}",
                             pod.name,
                             pod.reason,
                             pod.message.empty() ? "" : ": ",
                             pod.message));
  return Error(Errc::unavailable, fmt::format("scan pod {} failed", pod.name));
}

Error pod_refused(std::string_view message) {
  return Error(Errc::forbidden, fmt::format("the scan pod was refused: {}", message));
}

std::string waiting_for(const PodState& pod) {
  if (!pod.unschedulable.empty()) return "Unschedulable: " + pod.unschedulable;
  const ContainerState* waiting = first_waiting(pod);
  if (waiting == nullptr) return {};
  return fmt::format("{}: {}{}{}",
                     waiting->name,
                     waiting->reason,
                     waiting->message.empty() ? "" : ": ",
                     waiting->message);
}

bool never_starts(const PodState& pod) {
  const ContainerState* waiting = first_waiting(pod);
  if (waiting == nullptr) return false;
  if (waiting->reason == "InvalidImageName" || waiting->reason == "ErrImageNeverPull") return true;
  // K/pkg/kubelet/kuberuntime/security_context_others.go
  return waiting->reason == "CreateContainerConfigError"
         && (waiting->message.find("runAsNonRoot") != std::string::npos
             || waiting->message.find("non-root policy") != std::string::npos);
}

bool is_stuck(const PodState& pod) {
  const ContainerState* waiting = first_waiting(pod);
  return waiting != nullptr
         && (waiting->reason == "CreateContainerConfigError"
             || waiting->reason == "CreateContainerError"
             || waiting->reason == "RunContainerError");
}

}  // namespace kscan::run
