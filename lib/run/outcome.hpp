#pragma once
#include "base/error.hpp"
#include "report/report.hpp"
#include "run/container_log.hpp"
#include "run/pod_state.hpp"

#include <string>
#include <string_view>

/// From what a container left behind to what a person is told.
namespace kscan::run {

/// A whole container report with a scanner's JSON in it, or why there is none. `image` is the
/// reference the scanner was given.
[[nodiscard]] Result<report::Scan> interpret_scan(const ContainerReport& report,
                                                  std::string_view image);

/// Success if the container's command succeeded, else what it said. `doing` names its work:
/// "download of the vulnerability database".
[[nodiscard]] Result<> check_success(const ContainerReport& report, std::string_view doing);

/// Why a pod that ended before its containers could start ended.
[[nodiscard]] Error pod_failure(const PodState& pod);

/// The pod could not even be created: the words of the Job's FailedCreate event.
[[nodiscard]] Error pod_refused(std::string_view message);

/// What a pod that has not started is waiting for: "Unschedulable: 0/3 nodes ...",
/// "database: ErrImagePull: ..."; empty when nothing is known yet.
[[nodiscard]] std::string waiting_for(const PodState& pod);

/// Is the first container that waits one that will not start however long one waits?
[[nodiscard]] bool never_starts(const PodState& pod);
/// ... one that the kubelet has tried to start in vain, and tries again every few seconds? Pulling
/// its image does not count.
[[nodiscard]] bool is_stuck(const PodState& pod);

}  // namespace kscan::run
