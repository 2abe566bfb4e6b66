#include "kubectl-scan/command.hpp"
#include "kubectl-scan/output.hpp"
#include "kubectl-scan/report_flags.hpp"
#include "kubectl-scan/report_input.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace kscan::cmd {

namespace {

constexpr const char* footer =
    "\nReads reports that -o json saved, or Trivy's and Grype's own JSON; - is standard input. Of\n"
    "an image that several of them hold, the newest scan counts. Needs no cluster.\n"
    "\nExamples:\n"
    "  # The same scan once more, as a page and as a gate\n"
    "  kubectl scan report scan.json -o html=scan.html --fail-on high\n"
    "  # Several namespaces as one report for code scanning\n"
    "  kubectl scan report shop.json billing.json -o sarif\n"
    "  # Fail only on what last week's report did not have\n"
    "  kubectl scan report today.json --baseline last-week.json --fail-on new:high\n"
    "\nExit codes:\n"
    "  0 the gate passed, or there is none   1 error   2 the gate failed\n"
    "  3 an image was not scanned   4 a scan took too long   5 no image, with --fail-if-empty";

/// What nobody will see is not kept.
report::Detail detail_of(const ReportOptions& options) {
  const bool seen = std::ranges::any_of(options.outputs, [](const render::Output& output) {
    return render::shows_descriptions(output.format);
  });
  return seen ? report::Detail::everything : report::Detail::no_descriptions;
}

int run(const std::vector<std::string>& files, const ReportFlags& flags, Surroundings& around) {
  const ReportOptions options =
      value_or_throw(to_report_options(flags, report_input(around.system)));
  return deliver(value_or_throw(read_reports(files, detail_of(options))), options, around);
}

void fill(CLI::App& command, Action& chosen) {
  command.footer(footer);
  command.fallthrough();
  const auto files = std::make_shared<std::vector<std::string>>();
  const auto flags = std::make_shared<ReportFlags>();
  command.add_option("FILE", *files, "Saved reports; -: standard input")->type_name("");
  add_report_flags(command, *flags);
  command.callback([&chosen, files, flags] {
    chosen = [files, flags](const Connection&, Surroundings& around) {
      return run(*files, *flags, around);
    };
  });
}

}  // namespace

void add_report_command(CLI::App& parent, ConnectionFlags& /*connection*/, Action& chosen) {
  add_command(parent,
              {"report", "Render, merge and gate saved reports", Section::reports},
              [&chosen](CLI::App& command) { fill(command, chosen); });
}

}  // namespace kscan::cmd
