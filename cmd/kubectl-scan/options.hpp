#pragma once
#include "base/error.hpp"
#include "kubectl-scan/connection.hpp"
#include "kubectl-scan/dry_run.hpp"
#include "kubectl-scan/flags.hpp"
#include "kubectl-scan/report_options.hpp"
#include "kubectl-scan/run_options.hpp"
#include "kubectl-scan/target_options.hpp"
#include "manifest/manifest.hpp"

#include <optional>

namespace kscan::cmd {

/// What is to be scanned and how: flags checked, files read.
struct Options {
  Connection connection;
  TargetOptions targets;
  manifest::Settings manifest;  ///< without run id, payload and platform
  plan::Options plan;
  std::optional<plan::Handoff> credentials;  ///< nothing: what each namespace's rights allow
  RunOptions run;
  bool keep = false;
  DryRunOptions dry_run;
  ReportOptions report;  ///< of no meaning in a dry run
};

/// Without the connection. Errors say which flag is wrong.
[[nodiscard]] Result<Options> to_options(const ScanFlags& flags, const ReportInput& input);

}  // namespace kscan::cmd
