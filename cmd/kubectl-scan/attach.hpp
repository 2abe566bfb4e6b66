#pragma once
#include "http/curl_engine.hpp"
#include "io/signals.hpp"
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/report_options.hpp"
#include "manifest/own_job.hpp"
#include "run/machine.hpp"

#include <chrono>
#include <span>
#include <string>
#include <vector>

namespace kscan::cmd {

struct AttachOptions {
  std::string run;
  bool all_namespaces = false;
  bool keep = false;
  std::chrono::seconds timeout{0};  ///< zero: none
  ReportOptions report;
};

/// A run as its Jobs tell it; each group has the index that its Job has in its name.
struct Recovered {
  plan::Plan plan;  ///< refuses what cannot be read any more
  run::Machine::Options options;
  bool deletable = false;  ///< once its report is delivered: nobody else waits for it
  std::vector<std::string> warnings;
};
/// Errc::protocol when no Job says what it scans, Errc::unavailable while the run is being set up,
/// Errc::invalid when the Jobs are of several runs. `now` is the server's time. A run whose plugin
/// may still be there is read and left alone.
[[nodiscard]] Result<Recovered>
recover(std::span<const manifest::OwnJob> jobs, const AttachOptions& options, SystemTime now);

/// Reads what a run has found or still finds, makes its report, and deletes its Jobs once that is
/// delivered and nothing more can be learnt from them. When interrupted, the run goes on. Returns
/// the exit code; throws Error.
[[nodiscard]] int attach(const AttachOptions& options,
                         const Connection& connection,
                         http::CurlEngine& engine,
                         io::Signals& signals,
                         Surroundings& around);

}  // namespace kscan::cmd
