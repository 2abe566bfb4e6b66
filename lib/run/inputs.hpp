#pragma once
#include "base/error.hpp"
#include "run/pod_state.hpp"

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

/// What goes into the machine.
namespace kscan::run {

/// Index into plan::Plan::groups: one Job.
using Group = std::size_t;

enum class Timer {
  pod_check,       ///< no pod has appeared yet: ask why
  pod_start,       ///< no container has started in time
  pod_watch,       ///< every few seconds while a pod runs: is it still alive?
  log_retry,       ///< read a container's log again
  group_deadline,  ///< the server's own deadlines have failed to act
  retry,           ///< a failed image may be tried again
  heartbeat,       ///< nothing may have been told for a long time
  run_deadline,    ///< the whole run takes too long
  signal_echo,     ///< whoever sent the first signal has had time to send it twice
  cleanup_grace,   ///< deleting takes too long
};
/// Does it belong to the machine rather than to a group, and outlive its streams?
[[nodiscard]] constexpr bool is_of_run(Timer timer) noexcept {
  return timer >= Timer::heartbeat;
}

/// The calls whose failure changes a run's course.
enum class Call { watch_pods, create_job, create_owned, unsuspend, delete_secret, delete_job };

// Everything that can happen.
struct Begin {};
struct JobCreated {
  Group group;
};
struct OwnedCreated {  ///< all of them
  Group group;
};
struct Unsuspended {
  Group group;
};
struct SecretDeleted {
  Group group;
};
struct JobDeleted {
  Group group;
};
struct CallFailed {
  Group group;
  Call call;
  Error error;
};
struct PodChanged {
  Group group;
  PodState pod;
};
/// All pods that were there when the watch began have been told.
struct PodsListed {
  Group group;
};
struct PodDeleted {
  Group group;
};
/// Messages of the Job's FailedCreate events, newest last; empty if there are none.
struct PodRefusals {
  Group group;
  std::vector<std::string> messages;
};
struct LogLine {
  Group group;
  std::string container;
  std::string text;
};
struct LogEnded {
  Group group;
  std::string container;
  Result<> result;
};
struct TimerFired {
  Timer timer;
  Group group;
  std::string container;
};
struct Interrupted {
  int signal;
};
using Input = std::variant<Begin,
                           JobCreated,
                           OwnedCreated,
                           Unsuspended,
                           SecretDeleted,
                           JobDeleted,
                           CallFailed,
                           PodChanged,
                           PodsListed,
                           PodDeleted,
                           PodRefusals,
                           LogLine,
                           LogEnded,
                           TimerFired,
                           Interrupted>;

}  // namespace kscan::run
