#pragma once
#include "agent/outlet.hpp"
#include "agent/paths.hpp"
#include "handoff/handoff.hpp"

#include <chrono>
#include <string_view>

namespace kscan::agent {

struct ShimSettings {
  Paths paths;
  std::string_view empty_java_db;  ///< a sqlite file: see write_java_db()
  std::chrono::milliseconds heartbeat{10'000};
};

/// PID 1 of a container that runs the scanner: gives it its credential as a config.json in memory,
/// with DOCKER_CONFIG naming the directory, and takes the variables it came in out of `variables`
/// (main's third argument) and the scanner's environment; TMPDIR, HOME and XDG_CACHE_HOME are below
/// the work directory, which is also the current one. Frames what the scanner says, a heartbeat
/// (progress without text), and its report. With Task::report, work/cache holds a symbolic link to
/// each entry of the database directory: a writable cache around a read-only database.
/// Returns the exit code for the container: the scanner's, 128 + signal, or 70 for an error of
/// ours. Throws Error only when the log cannot be written.
[[nodiscard]] int run_shim(const handoff::ShimTask& task,
                           char** variables,
                           const ShimSettings& settings,
                           Outlet& outlet);

}  // namespace kscan::agent
