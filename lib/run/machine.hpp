#pragma once
#include "base/error.hpp"
#include "plan/plan.hpp"
#include "report/report.hpp"
#include "run/pod_state.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// The whole life of a run, interruption and cleanup included, with no I/O and no clock.
namespace kscan::run {

/// Index into plan::Plan::groups: one Job.
using Group = std::size_t;

enum class Timer {
  pod_check,       ///< no pod has appeared yet: ask why
  pod_start,       ///< no container has started in time
  log_retry,       ///< read a container's log again
  group_deadline,  ///< the server's own deadlines have failed to act
  signal_echo,     ///< whoever sent the first signal has had time to send it twice
  cleanup_grace,   ///< deleting takes too long
};

/// The calls whose failure changes a run's course.
enum class Call { watch_pods, create_job, create_owned, unsuspend, delete_secret, delete_job };

// Everything that can happen ...
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
                           JobDeleted,
                           CallFailed,
                           PodChanged,
                           PodDeleted,
                           PodRefusals,
                           LogLine,
                           LogEnded,
                           TimerFired,
                           Interrupted>;

// ... and everything we may do about it.
struct WatchPods {
  std::string ns;
};
struct CreateJob {
  Group group;
};
struct CreateOwned {
  Group group;
};
struct Unsuspend {
  Group group;
};
struct ReadPodRefusals {
  Group group;
};
struct FollowLog {
  Group group;
  std::string pod;
  std::string container;
};
struct StopStreams {  ///< every log and timer of the group
  Group group;
};
struct DeleteSecret {
  Group group;
  std::size_t scan;
};
struct DeleteJob {
  Group group;
};
struct StartTimer {
  Timer timer;
  Group group;
  std::string container;
  std::chrono::milliseconds delay;
};
/// For people. `image` is empty when it is about the whole group.
struct Tell {
  Group group;
  std::string image;
  std::string text;
};
struct Finish {};
using Effect = std::variant<WatchPods,
                            CreateJob,
                            CreateOwned,
                            Unsuspend,
                            ReadPodRefusals,
                            FollowLog,
                            StopStreams,
                            DeleteSecret,
                            DeleteJob,
                            StartTimer,
                            Tell,
                            Finish>;

struct Limits {
  std::size_t parallel = 4;                   ///< unfinished Jobs at a time
  std::chrono::seconds pod_start{300};        ///< clusters scale up
  std::chrono::seconds group_deadline{1080};  ///< later than the pod's and the Job's own
  std::chrono::seconds cleanup_grace{10};
};

/// Holds for every order and repetition of inputs: each created Job is deleted exactly once
/// (never, with keep and without an interruption), Finish is emitted once and last, and no effect
/// names an unknown group.
class Machine {
public:
  struct Options {
    std::string run_id;
    bool keep = false;  ///< leave the Jobs for debugging, unless the run is interrupted
    Limits limits;
    std::string service_account = {};  ///< that the scan pods run as, if one was named
  };
  Machine(plan::Plan plan, Options options);
  ~Machine();
  Machine(Machine&&) noexcept;
  [[nodiscard]] std::vector<Effect> on(const Input& input);
  [[nodiscard]] const plan::Plan& plan() const noexcept;
  /// What is known so far; images not finished are failures. Ns, time and scanner are the caller's.
  [[nodiscard]] report::Report take_report();
  /// Set when the API server let no group start: then there is no report, only this.
  [[nodiscard]] std::optional<Error> refusal() const;
  /// Jobs that were created on purpose to stay.
  [[nodiscard]] std::vector<Group> kept() const;
  /// Jobs that may exist and are not known to be deleted.
  [[nodiscard]] std::vector<Group> leftovers() const;
  [[nodiscard]] int signal() const noexcept;  ///< that interrupted the run, or 0

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

/// What a person sees of a run. Real: ui. Fake: a vector of strings.
class Observer {
public:
  virtual ~Observer() = default;
  virtual void on(const Tell& progress) = 0;
};

}  // namespace kscan::run
