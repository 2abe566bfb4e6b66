#pragma once
#include "base/error.hpp"
#include "plan/plan.hpp"
#include "report/report.hpp"
#include "run/effects.hpp"
#include "run/inputs.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// The whole life of a run, interruption and cleanup included, with no I/O and no clock.
namespace kscan::run {

struct Limits {
  std::size_t parallel = 4;                   ///< unfinished Jobs at a time
  std::chrono::seconds pod_start{300};        ///< clusters scale up
  std::chrono::seconds group_deadline{1080};  ///< later than the pod's and the Job's own
  std::chrono::seconds cleanup_grace{10};
  std::chrono::seconds run{0};         ///< the whole run; zero: no limit
  std::chrono::seconds heartbeat{30};  ///< silence after which one line says that all is well
  unsigned retries = 1;  ///< of an image whose failure may pass; 0: nothing is tried again
};

/// Memory limits of a scanner, as Kubernetes quantities.
struct Memory {
  std::string first = "2Gi";
  std::string second = "4Gi";   ///< for images that need more than the first
  std::string advised = "8Gi";  ///< what to ask for when that was too little as well
};

enum class Mode {
  scan,
  detach,  ///< leave as soon as every Job has its pod and no temporary Secret needs deleting
  attach,  ///< the Jobs are there, and stay: read what they have to say
};

/// Every image is scanned by one Job; those of a Job that failed for a reason that may pass, or
/// that more memory or a smaller Job may cure, are scanned again by another one: a group that is
/// added to the plan.
///
/// Holds for every order and repetition of inputs: each created Job is deleted exactly once
/// (never, with keep and when nothing cuts it short; never, when it goes on detached), no more than
/// Limits::parallel Jobs are unfinished, there is one ImageDone for each of the plan's images that
/// is not left to others, Finish is emitted once and last, and no effect names an unknown group.
class Machine {
public:
  struct Options {
    std::string run_id;
    bool keep = false;  ///< leave the Jobs for debugging, unless the run is cut short
    Limits limits;
    std::string service_account = {};  ///< that the scan pods run as, if one was named
    Memory memory = {};
    Mode mode = Mode::scan;
    std::map<Group, std::string> ended = {};  ///< to attach to: Jobs that are over, and why
    std::set<Group> suspended = {};           ///< to attach to: Jobs that somebody holds back
  };
  Machine(plan::Plan plan, Options options);
  ~Machine();
  Machine(Machine&&) noexcept;
  [[nodiscard]] std::vector<Effect> on(const Input& input);
  /// Groups are only ever added.
  [[nodiscard]] const plan::Plan& plan() const noexcept;
  /// What is known so far; images not finished are failures. Ns, time and scanner are the caller's.
  [[nodiscard]] report::Report take_report();
  /// What take_report() will say of one image; for ImageDone.
  [[nodiscard]] report::ImageReport report_of(Group group, std::size_t scan) const;
  /// Set when the API server let no group start: then there is no report, only this.
  [[nodiscard]] std::optional<Error> refusal() const;
  /// Jobs that were created on purpose to stay.
  [[nodiscard]] std::vector<Group> kept() const;
  /// Jobs that go on detached: their images are not in the report.
  [[nodiscard]] std::vector<Group> away() const;
  /// Attached to: Jobs from which more may be learnt later. Empty: the report has all of them.
  [[nodiscard]] std::vector<Group> unread() const;
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
  /// Once for each image that was not refused before the run, as soon as nothing more happens to
  /// it.
  virtual void on_image(const report::ImageReport& /*image*/) {}
};

}  // namespace kscan::run
