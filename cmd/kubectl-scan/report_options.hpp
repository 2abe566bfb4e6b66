#pragma once
#include "base/error.hpp"
#include "ignore/ignore.hpp"
#include "kubectl-scan/report_flags.hpp"
#include "render/format.hpp"
#include "report/filter.hpp"
#include "report/gate.hpp"
#include "report/report.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kscan::cmd {

enum class Color { automatic, always, never };

/// What becomes of a report: flags checked, files read.
struct ReportOptions {
  std::vector<render::Output> outputs{};  ///< none: what the report is best shown as
  bool show_suppressed = false;
  bool headers = true;
  Color color = Color::automatic;
  report::Filter relevant{};   ///< the rest is neither shown nor gated
  report::Severities shown{};  ///< of what is relevant
  std::vector<ignore::Rule> exceptions{};
  std::optional<report::Report> baseline{};
  report::Gate gate{};
  report::Ending ending{};  ///< without a signal
  std::vector<std::string> warnings{};
};

/// The world, or a test's.
struct ReportInput {
  std::function<Result<std::string>(const std::filesystem::path&)> read_file;
  std::function<Result<report::Report>(const std::string& file)> read_report;
  std::string now;  ///< RFC 3339: an exception may have ended
};

/// Errors say which flag is wrong: Errc::usage, or what is wrong with a file it names.
[[nodiscard]] Result<ReportOptions> to_report_options(const ReportFlags& flags,
                                                      const ReportInput& input);

}  // namespace kscan::cmd
