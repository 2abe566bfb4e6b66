#include "base/text.hpp"
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/output.hpp"
#include "kubectl-scan/report_flags.hpp"
#include "kubectl-scan/report_input.hpp"
#include "render/over_time.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace kscan::cmd {

namespace {

constexpr const char* footer =
    "\nThe same finding is the same vulnerability of the same package in the same repository,\n"
    "whatever the tag. --fail-on looks only at findings that are new. With -o, the format shows\n"
    "NEW, in which what is new is marked. Needs no cluster.\n"
    "\nExamples:\n"
    "  # What did the upgrade bring, and what did it remove?\n"
    "  kubectl scan diff before.json after.json\n"
    "  # Fail a pipeline on what is new and bad\n"
    "  kubectl scan diff main.json branch.json --fail-on high\n"
    "\nExit codes:\n"
    "  0 the gate passed, or there is none   1 error   2 the gate failed\n"
    "  3 an image of NEW was not scanned   4 a scan of it took too long";

/// The gate looks at what is new.
void narrow(report::Gate& gate) {
  if (!gate.least) return;
  gate.only_new = true;
  gate.text = "new:" + to_lower_ascii(to_string(*gate.least)) + (gate.end_of_life ? ",eol" : "");
}

int run(const std::vector<std::string>& files, ReportFlags flags, Surroundings& around) {
  constexpr std::size_t two = 2;
  if (files.size() != two)
    throw Error(Error(Errc::usage, "two reports are compared").hint("kubectl scan diff OLD NEW"));
  if (files.front() == "-" && files.back() == "-")
    throw Error(Errc::usage, "standard input cannot be used for multiple arguments");
  flags.baseline = files.front();
  ReportOptions options = value_or_throw(to_report_options(flags, report_input(around.system)));
  narrow(options.gate);
  report::Report report = value_or_throw(read_report(files.back()));
  return deliver(std::move(report), options, around, {.show = render::write_changes});
}

void fill(CLI::App& command, Action& chosen) {
  command.footer(footer);
  command.fallthrough();
  const auto files = std::make_shared<std::vector<std::string>>();
  const auto flags = std::make_shared<ReportFlags>();
  command.add_option("FILE", *files, "OLD and NEW: saved reports; -: standard input")
      ->type_name("");
  add_shape_flags(command, *flags);
  add_finding_flags(command, *flags);
  add_gate_flags(command, *flags);
  command.callback([&chosen, files, flags] {
    chosen = [files, flags](const Connection&, Surroundings& around) {
      return run(*files, *flags, around);
    };
  });
}

}  // namespace

void add_diff_command(CLI::App& parent, ConnectionFlags& /*connection*/, Action& chosen) {
  add_command(parent,
              {"diff", "Show what is new and what is gone between two reports", Section::reports},
              [&chosen](CLI::App& command) { fill(command, chosen); });
}

}  // namespace kscan::cmd
