#include "http/curl_engine.hpp"
#include "kubectl-scan/add_flag.hpp"
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/runs.hpp"
#include "kubectl-scan/session.hpp"
#include "report/gate.hpp"
#include "ui/ui.hpp"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <memory>
#include <ostream>

namespace kscan::cmd {

namespace {

constexpr const char* footer =
    "\nRuns whose jobs are in the cluster: under way, detached, kept, or left behind by a plugin\n"
    "that was killed. What is finished goes by itself, see --ttl.\n"
    "\nExamples:\n"
    "  # Which runs are there in the namespace?\n"
    "  kubectl scan list\n"
    "  # In all of them, with their scanner\n"
    "  kubectl scan list -A -o wide\n";

struct ListFlags {
  bool all_namespaces = false;
  std::string output = "table";
  bool no_headers = false;
};

int run(const ListFlags& flags, const Connection& connection, Surroundings& around) {
  RunsView view{.format = value_or_throw(parse_runs_format(flags.output)),
                .namespaces = flags.all_namespaces};
  http::CurlEngine engine;
  Session session(connection, engine, around);
  kube::Client client = session.impatient_client();
  const std::string ns = flags.all_namespaces ? std::string() : session.ns();
  const std::vector<Run> runs = group_by_run(own_jobs(client, ns));
  view.now = session.server_time();
  const auto term = around.system.env("TERM").value_or("");
  view.style = {.columns = ui::detect(STDOUT_FILENO, true, term).columns,
                .headers = !flags.no_headers};
  write_runs(runs, view, around.out);
  if (!around.out.flush()) throw Error(Errc::internal, "cannot write to standard output");
  if (runs.empty())
    around.err << (ns.empty() ? std::string("No runs found")
                              : "No runs found in " + ns + " namespace.")
               << '\n';
  session.check_warnings();
  return report::exit_code::ok;
}

void fill(CLI::App& command, ConnectionFlags& connection, Action& chosen) {
  command.footer(footer);
  const auto flags = std::make_shared<ListFlags>();
  add_switch(command, {"-A,--all-namespaces", "", "In all namespaces"}, flags->all_namespaces);
  add_flag(
      command, {"-o,--output", "FORMAT", "Format: table, wide, name, json or yaml"}, flags->output)
      ->capture_default_str();
  add_switch(command, {"--no-headers", "", "Tables without their first line"}, flags->no_headers);
  add_connection_flags(command, connection, Help::shown);
  command.callback([&chosen, flags] {
    chosen = [flags](const Connection& to, Surroundings& around) {
      return run(*flags, to, around);
    };
  });
}

}  // namespace

void add_list_command(CLI::App& parent, ConnectionFlags& connection, Action& chosen) {
  add_command(parent,
              {"list", "List the runs that have jobs in the cluster", Section::look, {"ls"}},
              [&connection, &chosen](CLI::App& command) { fill(command, connection, chosen); });
}

}  // namespace kscan::cmd
