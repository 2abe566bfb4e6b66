#pragma once
#include "base/error.hpp"
#include "base/time.hpp"
#include "manifest/group_text.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

/// Jobs of earlier runs, read back.
namespace kscan::manifest {

struct OwnJob {
  enum class State {
    waiting,    ///< suspended by us: its plugin has not released it yet, or never will
    suspended,  ///< released by us and suspended by somebody else, a queue for one
    running,
    complete,
    failed,
  };
  std::string ns;
  std::string name;
  std::string uid;
  std::string version{};  ///< resourceVersion
  std::string run_id;
  std::size_t group = 0;  ///< its index in the run's plan
  SystemTime created;
  SystemTime deadline;  ///< by the server's clock: no plugin works with it any more
  State state = State::waiting;
  bool detached = false;                ///< no plugin waits for it
  std::size_t jobs_of_run = 0;          ///< as the run was planned; 0: it does not say
  std::size_t jobs_in_namespace = 0;    ///< those of them in its namespace
  std::set<std::size_t> replaces = {};  ///< groups whose images it tries again
  std::string ending{};   ///< of a failed one: "DeadlineExceeded: Job was active longer than ..."
  std::string scanner{};  ///< manifest::scanner::Profile::name
  std::string scanner_image{};
  std::string memory_limit{};  ///< of each scanner
  std::chrono::seconds ttl{0};
  Result<ReadGroup> scans;  ///< what it scans
};
/// "Waiting", "Suspended", "Running", "Complete", "Failed": kubectl's words where it has words.
[[nodiscard]] std::string_view to_string(OwnJob::State state) noexcept;

/// Nothing for a Job that no run of ours has created: label, run, group, name and deadline must
/// agree.
[[nodiscard]] std::optional<OwnJob> own_job(const nlohmann::json& job);

/// Left by a run that is dead: past its deadline, and not held up by somebody else.
[[nodiscard]] bool is_leftover(const OwnJob& job, SystemTime server_time) noexcept;

}  // namespace kscan::manifest
