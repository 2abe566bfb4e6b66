#include "run/outcome.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <utility>

namespace kscan::run {

namespace {

struct Advice {
  std::string_view when;  ///< found in the text, in lower case
  std::string_view hint;
};

// The first that matches wins: the specific before the general.
constexpr std::array advices{
    Advice{"violates podsecurity",
           "the namespace's Pod Security level refuses the scan pod; see: kubectl get ns "
           "--show-labels"},
    Advice{"exceeded quota", "see what is left: kubectl describe resourcequota"},
    Advice{"must specify limits", "see what is asked for: kubectl describe resourcequota"},
    Advice{"toomanyrequests",
           "the registry limits the rate of pulls; try again later or use a "
           "mirror (--db-repository, --scanner-image)"},
    Advice{"certificate signed by unknown authority",
           "give the registry's CA certificate with --registry-ca FILE"},
    Advice{"unauthorized",
           "check the pull secret: kubectl get secrets --field-selector "
           "type=kubernetes.io/dockerconfigjson"},
    Advice{"denied", "check that the pull secret's user may pull this image"},
    Advice{"manifest_unknown", "the image is no longer in its registry"},
    Advice{"no such host",
           "the scan pod cannot resolve the registry's name; use a mirror "
           "(--db-repository) or check the cluster's DNS"},
    Advice{"out of memory", "the image needs more than the scanner's memory limit"},
    Advice{"errimagepull",
           "the nodes cannot pull the scanner's image; use a mirror with "
           "--scanner-image REF"},
    Advice{"imagepullbackoff",
           "the nodes cannot pull the scanner's image; use a mirror with "
           "--scanner-image REF"},
};

bool is_fatal(std::string_view line) {
  return line.find("FATAL") != std::string_view::npos;
}

std::string_view without_level(std::string_view line) {
  // Trivy: "<time>\tFATAL\tFatal error\t<text>"; the text is all a person needs.
  const std::size_t tab = line.rfind('\t');
  return trim(tab == std::string_view::npos ? line : line.substr(tab + 1));
}

/// The scanner's last words: its FATAL line and what follows it, else the last line.
std::string last_words(const std::vector<std::string>& lines) {
  std::string words;
  for (const std::string& line : lines) {
    const bool fatal = is_fatal(line);
    if (!fatal && words.empty()) continue;
    if (!words.empty()) words += ' ';
    words += fatal ? without_level(line) : trim(line);
  }
  if (words.empty() && !lines.empty()) words = without_level(lines.back());
  return words;
}

Error with_hint(Errc code, std::string message) {
  std::string hint = hint_for(message);
  return Error(code, std::move(message)).hint(std::move(hint));
}

}  // namespace

std::string hint_for(std::string_view text) {
  const std::string lower = to_lower_ascii(text);
  for (const Advice& advice : advices)
    if (lower.find(advice.when) != std::string::npos) return std::string(advice.hint);
  return {};
}

Result<> check_success(const ContainerReport& report, std::string_view doing) {
  const handoff::Ending& ending = report.ending;
  if (!ending.error.empty())
    return fail(with_hint(Errc::unavailable, fmt::format("{} failed: {}", doing, ending.error)));
  if (ending.signal != 0)
    return fail(with_hint(Errc::unavailable,
                          fmt::format("{} was killed by signal {}", doing, ending.signal)));
  if (ending.exit_code == 0) return {};
  return fail(with_hint(Errc::unavailable,
                        fmt::format("{} failed with exit code {}: {}",
                                    doing,
                                    ending.exit_code,
                                    last_words(report.last_lines))));
}

Result<report::Scan> interpret_scan(const ContainerReport& report, std::string_view image) {
  const std::string doing = fmt::format("scan of {}", image);
  if (Result<> success = check_success(report, doing); !success) return fail(success.error());
  Result<report::Scan> scan = report::parse_trivy(report.payload);
  if (!scan) return fail(std::move(scan.error()).because(doing));
  return scan;
}

Error pod_failure(const PodState& pod) {
  if (!pod.reason.empty())
    return with_hint(pod.reason == "DeadlineExceeded" ? Errc::timeout : Errc::unavailable,
                     fmt::format("scan pod {} failed: {}{}{}",
                                 pod.name,
                                 pod.reason,
                                 pod.message.empty() ? "" : ": ",
                                 pod.message));
  return Error(Errc::unavailable, fmt::format("scan pod {} failed", pod.name));
}

Error pod_refused(std::string_view message) {
  return with_hint(Errc::forbidden, fmt::format("the scan pod was refused: {}", message));
}

std::string waiting_for(const PodState& pod) {
  if (!pod.unschedulable.empty()) return "Unschedulable: " + pod.unschedulable;
  for (const ContainerState& container : pod.containers) {
    if (container.phase != ContainerState::Phase::waiting) continue;
    // These two only say that others come first.
    if (container.reason.empty() || container.reason == "PodInitializing"
        || container.reason == "ContainerCreating")
      continue;
    return fmt::format("{}: {}{}{}",
                       container.name,
                       container.reason,
                       container.message.empty() ? "" : ": ",
                       container.message);
  }
  return {};
}

}  // namespace kscan::run
