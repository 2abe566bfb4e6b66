#pragma once
#include "kubectl-scan/runs.hpp"
#include "kubectl-scan/session.hpp"

#include <chrono>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

/// Jobs that earlier runs have left, and how they go.
namespace kscan::cmd {

/// Which of our Jobs `kubectl scan cleanup` deletes.
struct Cleanup {
  std::vector<std::string> runs{};  ///< ids, or names of Jobs; these, whatever their state
  std::optional<std::chrono::seconds> older_than{};  ///< these, whatever their state
  bool all = false;
  // Without any of them: leftovers, see is_leftover().
};
/// One for each name that no Job has.
[[nodiscard]] std::vector<Error> missing(const Cleanup& cleanup,
                                         std::span<const manifest::OwnJob> jobs);
[[nodiscard]] bool is_of_leftovers(const Cleanup& cleanup) noexcept;
/// What depends on a time needs the server's.
[[nodiscard]] Result<std::vector<manifest::OwnJob>>
chosen(const Cleanup& cleanup, std::vector<manifest::OwnJob> jobs, std::optional<SystemTime> now);

enum class Only {
  this_one,   ///< no other Job of that name
  unchanged,  ///< nor this one if anything has happened to it: it may live
};
/// Deletes these very Jobs, and with each all that it owns; a few at a time. Blocking. What is gone
/// already is fine; Errc::conflict is for one that has changed. In the order of the Jobs.
[[nodiscard]] std::vector<Result<>> remove_jobs(std::span<const manifest::OwnJob> jobs,
                                                kube::Client& client,
                                                io::Loop& loop,
                                                Only only = Only::this_one);

/// Closely enough to judge by them whether a run is dead.
[[nodiscard]] bool clocks_agree(SystemTime one, SystemTime other) noexcept;

/// At the start of a run: deletes what dead runs have left in these namespaces and says so in a
/// line each on `around.err`. Who may not list Jobs leaves it to others; no failure stops a run.
void sweep(const std::set<std::string>& namespaces,
           Session& session,
           io::Loop& loop,
           Surroundings& around);

}  // namespace kscan::cmd
