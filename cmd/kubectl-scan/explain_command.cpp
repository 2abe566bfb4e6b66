#include "kubectl-scan/command.hpp"
#include "kubectl-scan/output.hpp"
#include "kubectl-scan/report_flags.hpp"
#include "kubectl-scan/report_input.hpp"
#include "render/over_time.hpp"
#include "report/explain.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kscan::cmd {

namespace {

constexpr const char* footer =
    "\nID is a vulnerability's name or any other name of it. With -o, the format shows the report\n"
    "reduced to it. Needs no cluster.\n"
    "\nExamples:\n"
    "  # What is it, who has it, and what removes it?\n"
    "  kubectl scan explain CVE-2023-38545 scan.json\n"
    "  # In which containers is it?\n"
    "  kubectl scan explain GHSA-jf85-cpcp-j695 shop.json billing.json -o wide\n"
    "\nExit codes:\n"
    "  0 explained   1 no report has it, or another error";

/// What is asked for: the id, then the files.
struct Question {
  std::string id;
  std::vector<std::string> files;
};

int run(const Question& asked, ReportFlags flags, Surroundings& around) {
  if (asked.id.empty())
    throw Error(Error(Errc::usage, "no vulnerability was specified")
                    .hint("kubectl scan explain CVE-2023-38545 FILE"));
  flags.no_ignore_file = true;
  ReportOptions options = value_or_throw(to_report_options(flags, report_input(around.system)));
  report::Report report = value_or_throw(read_reports(asked.files));
  const auto explanation = report::explain(report, asked.id);
  if (!explanation)
    throw Error(
        Errc::not_found,
        fmt::format("no vulnerability \"{}\" in {}", asked.id, fmt::join(asked.files, ", ")));
  options.show_suppressed = true;
  options.ending.ignore_errors = true;
  options.relevant.ids = explanation->names;
  options.relevant.ids.push_back(explanation->id);
  const auto show = [&asked](const report::Report& all, const auto& style, std::ostream& out) {
    if (const auto found = report::explain(all, asked.id))
      render::write_explanation(*found, style, out);
  };
  return deliver(std::move(report), options, around, {.show = show});
}

void fill(CLI::App& command, Action& chosen) {
  command.footer(footer);
  command.fallthrough();
  const auto asked = std::make_shared<Question>();
  const auto flags = std::make_shared<ReportFlags>();
  command.add_option("ID", asked->id, "Vulnerability, by any of its names")->type_name("");
  command.add_option("FILE", asked->files, "Saved reports; -: standard input")->type_name("");
  add_shape_flags(command, *flags);
  command.callback([&chosen, asked, flags] {
    chosen = [asked, flags](const Connection&, Surroundings& around) {
      return run(*asked, *flags, around);
    };
  });
}

}  // namespace

void add_explain_command(CLI::App& parent, ConnectionFlags& /*connection*/, Action& chosen) {
  add_command(
      parent,
      {"explain", "Show everything saved reports know of a vulnerability", Section::reports},
      [&chosen](CLI::App& command) { fill(command, chosen); });
}

}  // namespace kscan::cmd
