#pragma once
#include "base/error.hpp"
#include "kubeconfig/kubeconfig.hpp"
#include "kubectl-scan/report_options.hpp"
#include "report/report.hpp"

#include <string>
#include <vector>

namespace kscan::cmd {

/// A report as -o json saved it, or a scanner's own JSON; "-" is standard input. Read piece by
/// piece, never held as a whole. Errors name the file.
[[nodiscard]] Result<report::Report>
read_report(const std::string& file, report::Detail detail = report::Detail::everything);

/// Several, as one; see report::merge(). Errc::usage when there is none, or when several are
/// standard input.
[[nodiscard]] Result<report::Report>
read_reports(const std::vector<std::string>& files,
             report::Detail detail = report::Detail::everything);

/// The real files and the clock.
[[nodiscard]] ReportInput report_input(const kubeconfig::System& system);

}  // namespace kscan::cmd
