#include "base/text.hpp"
#include "http/curl_engine.hpp"
#include "kubectl-scan/add_flag.hpp"
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/flag_values.hpp"
#include "kubectl-scan/leftovers.hpp"
#include "kubectl-scan/session.hpp"
#include "report/gate.hpp"
#include "ui/ui.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace kscan::cmd {

namespace {

constexpr const char* footer =
    "\nDeletes jobs of kubectl scan, and with each all that it owns. Without RUN, --older-than "
    "and\n"
    "--all: only what dead runs have left, which is what is past its deadline by the server's\n"
    "clock; the next scan in the namespace does the same. What is named is deleted even while it\n"
    "is scanned.\n"
    "\nExamples:\n"
    "  # What dead runs have left in the namespace\n"
    "  kubectl scan cleanup\n"
    "  # One run, and what it has found\n"
    "  kubectl scan cleanup x7k2p9qa\n"
    "  # Would anything of yesterday go, in any namespace?\n"
    "  kubectl scan cleanup -A --older-than 24h --dry-run=client\n";

struct CleanupFlags {
  std::vector<std::string> runs{};
  std::string older_than{};
  bool all = false;
  bool all_namespaces = false;
  std::string dry_run = "none";
};

struct CleanupOptions {
  Cleanup what;
  bool all_namespaces = false;
  bool dry_run = false;
};

CleanupOptions to_cleanup_options(const CleanupFlags& flags) {
  CleanupOptions options{.what = {.runs = flags.runs, .all = flags.all},
                         .all_namespaces = flags.all_namespaces,
                         .dry_run = flags.dry_run == "client"};
  if (flags.dry_run != "client" && flags.dry_run != "none")
    throw Error(
        Errc::usage,
        fmt::format("Invalid dry-run value ({}). Must be \"none\" or \"client\".", flags.dry_run));
  if (!flags.older_than.empty())
    options.what.older_than = value_or_throw(parse_duration("older-than", flags.older_than, {}));
  if (flags.all && !flags.runs.empty())
    throw Error(Errc::usage, "a run cannot be named when --all is given");
  return options;
}

/// In kubectl's words.
std::string deleted_line(const manifest::OwnJob& job, bool dry_run) {
  return fmt::format("job.batch \"{}\" deleted from {} namespace{}",
                     printable(job.name),
                     printable(job.ns),
                     dry_run ? " (dry run)" : "");
}

int remove(const std::vector<manifest::OwnJob>& jobs,
           const CleanupOptions& options,
           kube::Client& client,
           io::Loop& loop,
           Surroundings& around) {
  std::vector<Result<>> results(jobs.size());
  const Only only = is_of_leftovers(options.what) ? Only::unchanged : Only::this_one;
  if (!options.dry_run) results = remove_jobs(jobs, client, loop, only);
  int code = report::exit_code::ok;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (results[i]) {
      around.out << deleted_line(jobs[i], options.dry_run) << '\n';
      continue;
    }
    ui::print_error(around.err, results[i].error());
    code = report::exit_code::error;
  }
  return code;
}

int run(const CleanupFlags& flags, const Connection& connection, Surroundings& around) {
  const CleanupOptions options = to_cleanup_options(flags);
  http::CurlEngine engine;
  Session session(connection, engine, around);
  kube::Client client = session.impatient_client();
  const std::string ns = options.all_namespaces ? std::string() : session.ns();
  std::vector<manifest::OwnJob> found = own_jobs(client, ns);
  const std::vector<Error> not_there = missing(options.what, found);
  const auto jobs = value_or_throw(chosen(options.what, std::move(found), session.server_time()));
  int code = remove(jobs, options, client, engine, around);
  for (const Error& error : not_there) {
    ui::print_error(around.err, error);
    code = report::exit_code::error;
  }
  if (!around.out.flush()) throw Error(Errc::internal, "cannot write to standard output");
  if (jobs.empty() && not_there.empty()) around.err << "No resources found\n";
  session.check_warnings();
  return code;
}

void fill(CLI::App& command, ConnectionFlags& connection, Action& chosen) {
  command.footer(footer);
  const auto flags = std::make_shared<CleanupFlags>();
  command.add_option("RUN", flags->runs, "As kubectl scan list names it, or a job's name")
      ->type_name("");
  add_flag(command,
           {"--older-than", "DURATION", "What began longer ago, even if it still runs"},
           flags->older_than);
  add_switch(command, {"--all", "", "All runs, even those that still run"}, flags->all);
  add_switch(command, {"-A,--all-namespaces", "", "In all namespaces"}, flags->all_namespaces);
  add_flag(command,
           {"--dry-run", "MODE", "Delete nothing and say what would be deleted (client)"},
           flags->dry_run)
      ->capture_default_str();
  add_connection_flags(command, connection, Help::shown);
  command.callback([&chosen, flags] {
    chosen = [flags](const Connection& to, Surroundings& around) {
      return run(*flags, to, around);
    };
  });
}

}  // namespace

void add_cleanup_command(CLI::App& parent, ConnectionFlags& connection, Action& chosen) {
  add_command(parent,
              {"cleanup", "Delete what runs have left in the cluster", Section::other},
              [&connection, &chosen](CLI::App& command) { fill(command, connection, chosen); });
}

}  // namespace kscan::cmd
