#include "kubectl-scan/report_flags.hpp"

#include "kubectl-scan/add_flag.hpp"
#include "render/format.hpp"

#include <fmt/format.h>

namespace kscan::cmd {

namespace {

constexpr const char* heading = "Report";

std::string output_help() {
  return fmt::format("Repeatable, at most one without FILE; else a table, or a summary of several "
                     "images. Formats: {}",
                     fmt::join(render::format_names(), ", "));
}

}  // namespace

void add_shape_flags(CLI::App& command, ReportFlags& flags) {
  // No delimiter: a template may hold commas.
  add_flag(command, {"-o,--output", "FORMAT[=FILE]", output_help()}, flags.outputs)
      ->delimiter('\0')
      ->group(heading);
  add_switch(command,
             {"--show-suppressed", "", "Show what an exception suppresses, and why"},
             flags.show_suppressed)
      ->group(heading);
  add_switch(command, {"--no-headers", "", "Print tables without headers"}, flags.no_headers)
      ->group(heading);
  add_flag(
      command, {"--color", "WHEN", "Color on standard output: auto, always or never"}, flags.color)
      ->capture_default_str()
      ->group(heading);
}

void add_finding_flags(CLI::App& command, ReportFlags& flags) {
  add_flag(command,
           {"--severity", "LEVEL", "Show from this severity on, or exactly those of a list"},
           flags.severity)
      ->group(heading);
  add_switch(command,
             {"--only-fixed", "", "Leave out, also from the gate, what no upgrade removes"},
             flags.only_fixed)
      ->group(heading);
  add_flag(command, {"--cve", "ID", "Only these vulnerabilities; repeatable"}, flags.ids)
      ->group(heading);
  add_flag(command,
           {"--ignore-status", "STATUS", "Leave out findings of this status; repeatable"},
           flags.ignored_statuses)
      ->group(heading);
  add_flag(command,
           {"--ignore-file",
            "FILE",
            "Exceptions; repeatable; without it .trivyignore.yaml and .trivyignore, if there"},
           flags.ignore_files)
      ->group(heading);
  add_switch(
      command, {"--no-ignore-file", "", "Read no file with exceptions"}, flags.no_ignore_file)
      ->group(heading);
  add_flag(command, {"--vex", "FILE", "OpenVEX documents; repeatable"}, flags.vex)->group(heading);
}

void add_baseline_flag(CLI::App& command, ReportFlags& flags) {
  add_flag(command,
           {"--baseline", "FILE", "Saved report (json) to compare with: what is new, what is gone"},
           flags.baseline)
      ->group(heading);
}

void add_gate_flags(CLI::App& command, ReportFlags& flags) {
  add_flag(
      command,
      {"--fail-on", "LEVEL", "Fail from this severity on: SEVERITY[,eol], new:SEVERITY or none"},
      flags.fail_on)
      ->capture_default_str()
      ->group(heading);
  add_flag(command, {"--exit-code", "N", "Exit code if --fail-on fails"}, flags.exit_code)
      ->capture_default_str()
      ->group(heading);
  add_switch(
      command,
      {"--ignore-errors", "", "Images that could not be scanned do not change the exit code"},
      flags.ignore_errors)
      ->group(heading);
  add_switch(
      command, {"--fail-if-empty", "", "Exit with 5 if there is no image"}, flags.fail_if_empty)
      ->group(heading);
}

void add_report_flags(CLI::App& command, ReportFlags& flags) {
  add_shape_flags(command, flags);
  add_finding_flags(command, flags);
  add_baseline_flag(command, flags);
  add_gate_flags(command, flags);
}

}  // namespace kscan::cmd
