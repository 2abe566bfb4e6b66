#include "auth/describe.hpp"
#include "http/curl_engine.hpp"
#include "kubectl-scan/command.hpp"
#include "report/gate.hpp"
#include "ui/ui.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>
#include <string>
#include <utility>

namespace kscan::cmd {

namespace {

constexpr const char* footer =
    "\nReads the kubeconfig and the files that it names, as kubectl does; runs no credential\n"
    "plugin and contacts nobody. Certificates, and the Authorization header, are shown as\n"
    "SHA-256 only.\n"
    "\nExamples:\n"
    "  # Where would a scan go, and as whom?\n"
    "  kubectl scan config connection -o json\n"
    "  kubectl scan config connection --context prod -n shop";

void check_format(const std::string& output) {
  if (output == "json") return;
  throw Error(Errc::usage,
              "unable to match a printer suitable for the output format \"" + output
                  + "\", allowed formats are: json");
}

int show_connection(const Connection& connection, Surroundings& around) {
  http::CurlEngine loop;  // nothing ever runs in it
  auto resolved = kubeconfig::load(around.system, connection.overrides);
  for (const std::string& warning : resolved.warnings)
    ui::print_warning(around.err, warning);
  const auto shown = auth::describe(std::move(resolved), around.system, loop);
  around.out << shown.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  return report::exit_code::ok;
}

void fill_connection(CLI::App& command, ConnectionFlags& connection, Action& chosen) {
  command.footer(footer);
  const auto output = std::make_shared<std::string>("json");
  command.add_option("-o,--output", *output, "Format: json")->type_name("FORMAT");
  add_connection_flags(command, connection, Help::shown);
  command.callback([&chosen, output] {
    chosen = [output](const Connection& to, Surroundings& around) {
      check_format(*output);
      return show_connection(to, around);
    };
  });
}

void fill(CLI::App& config, ConnectionFlags& connection, Action& chosen) {
  config.require_subcommand(0, 1);
  add_command(
      config,
      {"connection", "Show the connection that the kubeconfig leads to"},
      [&connection, &chosen](CLI::App& command) { fill_connection(command, connection, chosen); });
}

}  // namespace

void add_config_command(CLI::App& parent, ConnectionFlags& connection, Action& chosen) {
  add_command(parent,
              {"config", "Show how kubectl scan is set up"},
              [&connection, &chosen](CLI::App& command) { fill(command, connection, chosen); });
}

}  // namespace kscan::cmd
