#include "kubectl-scan/program.hpp"

#include "kubectl-scan/arguments.hpp"
#include "report/gate.hpp"
#include "ui/ui.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <exception>
#include <ostream>
#include <utility>

namespace kscan::cmd {

namespace {

constexpr const char* description =
    "Scan the images that run in a cluster for known vulnerabilities.\n\n"
    "The scan runs as a Job in the pods' own namespace, with the pods' own pull secrets;\n"
    "nobody hands out registry passwords, and nothing is left behind.";

/// What the arguments say: a command to run, or an exit code.
struct Parsed {
  Action action;
  ConnectionFlags connection;
  int exit = report::exit_code::ok;
};

/// Returns the command of arguments that name none.
const CLI::App* build(CLI::App& app, Parsed& parsed) {
  app.name("kubectl scan");
  app.require_subcommand(0, 1);
  // As with kubectl, flags about the connection may stand before the command too.
  add_connection_flags(app, parsed.connection, Help::hidden);
  const CLI::App* const unnamed = add_target_commands(app, parsed.connection, parsed.action);
  for (AddCommand* const add : {&add_images_command,
                                &add_config_command,
                                &add_match_command,
                                &add_report_command,
                                &add_diff_command,
                                &add_explain_command,
                                &add_version_command})
    add(app, parsed.connection, parsed.action);
  return unnamed;
}

Parsed parse(const std::vector<std::string>& arguments, Surroundings& around) {
  CLI::App app(description);
  Parsed parsed;
  const CLI::App* const unnamed = build(app, parsed);
  try {
    auto words = normalized(arguments, app, unnamed);
    std::ranges::reverse(words);  // CLI11 takes them from the end
    app.parse(std::move(words));
    if (!parsed.action) around.out << app.help();  // of the command that was named
  } catch (const CLI::Success& success) {          // --help
    parsed.exit = app.exit(success, around.out, around.err);
  } catch (const CLI::ParseError& wrong) {
    throw Error(Errc::usage, wrong.what());
  }
  return parsed;
}

int parse_and_run(const std::vector<std::string>& arguments, Surroundings& around) {
  Parsed parsed = parse(arguments, around);
  if (!parsed.action) return parsed.exit;
  auto connection = value_or_throw(to_connection(std::move(parsed.connection), around.system));
  return parsed.action(std::move(connection), around);
}

}  // namespace

int run_program(const std::vector<std::string>& arguments, Surroundings& around) {
  try {
    return parse_and_run(arguments, around);
  } catch (const Error& error) {
    ui::print_error(around.err, error);
    if (error.code() == Errc::usage) around.err << "See 'kubectl scan -h' for help and examples\n";
  } catch (const std::exception& error) {
    ui::print_error(around.err, Error(Errc::internal, error.what()));
  }
  return report::exit_code::error;
}

}  // namespace kscan::cmd
