#pragma once
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace kscan::cmd {

/// What becomes of a report, whether just scanned or read from a file; as typed, "" means not
/// given.
struct ReportFlags {
  // shape
  std::vector<std::string> outputs{};
  bool show_suppressed = false;
  bool no_headers = false;
  std::string color = "auto";
  // findings
  std::string severity{};
  bool only_fixed = false;
  std::vector<std::string> ids{};
  std::vector<std::string> ignored_statuses{};
  std::vector<std::string> ignore_files{};
  bool no_ignore_file = false;
  std::vector<std::string> vex{};
  std::string baseline{};
  // exit code
  std::string fail_on = "none";
  std::string exit_code = "2";
  bool ignore_errors = false;
  bool fail_if_empty = false;
};

/// --output, --show-suppressed, --no-headers, --color.
void add_shape_flags(CLI::App& command, ReportFlags& flags);
/// What is counted: --severity to --vex.
void add_finding_flags(CLI::App& command, ReportFlags& flags);
void add_baseline_flag(CLI::App& command, ReportFlags& flags);
/// --fail-on, --exit-code, --ignore-errors, --fail-if-empty.
void add_gate_flags(CLI::App& command, ReportFlags& flags);
/// All of them, for whatever shows one report.
void add_report_flags(CLI::App& command, ReportFlags& flags);

}  // namespace kscan::cmd
