#pragma once
#include "base/error.hpp"
#include "report/report.hpp"
#include "run/remedy.hpp"

#include <chrono>
#include <optional>

/// Private to lib/run.
namespace kscan::run {

inline constexpr std::chrono::seconds pod_check_interval{2};
inline constexpr std::chrono::seconds pod_watch_interval{10};

// clang-format off
enum class Stage { delayed, queued, creating, equipping, starting, running, away, deleting, over };
// clang-format on

/// Of one of a group's scans.
struct Fate {
  std::optional<Result<report::Scan>> outcome;
  Remedy remedy = Remedy::none;
  bool secret_released = false;
  bool passed_on = false;  ///< somebody else has the last word: another group, or who attaches
  bool announced = false;
};

/// What a pod has not done, in turns of Timer::pod_watch.
struct Patience {
  int silent = 0;    ///< no line of any log although a container runs
  int stuck = 0;     ///< the kubelet cannot start a container
  int roomless = 0;  ///< no node has room
  int deleting = 0;  ///< asked to go and still there
};

}  // namespace kscan::run
