#include "http/curl_engine.hpp"
#include "io/signals.hpp"
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/flags.hpp"
#include "kubectl-scan/options.hpp"
#include "kubectl-scan/scan.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <utility>

namespace kscan::cmd {

namespace {

constexpr const char* footer =
    "\nExamples:\n"
    "  # What is in the images of a pod?\n"
    "  kubectl scan pod web-0\n"
    "  # As JSON, for a script\n"
    "  kubectl scan pod web-0 -n shop -o json\n"
    "\nExit codes:\n"
    "  0 scanned   1 error   3 an image was not scanned   4 timeout   128+n ended by signal n";

int run(const ScanFlags& flags, Connection connection, Surroundings& around) {
  Options options = value_or_throw(to_options(flags, around.system.read_file));
  options.connection = std::move(connection);
  http::CurlEngine engine;
  io::Signals signals(engine);
  return scan(std::move(options), engine, signals, around);
}

}  // namespace

void add_pod_command(CLI::App& parent, ConnectionFlags& connection, Action& chosen) {
  auto* const command = parent.add_subcommand("pod", "Scan the images of pods");
  command->alias("pods")->alias("po");
  command->footer(footer);
  const auto flags = std::make_shared<ScanFlags>();
  command->add_option("NAME", flags->names, "Names of the pods");
  add_scan_flags(*command, *flags);
  add_connection_flags(*command, connection, Help::shown);
  command->callback([&chosen, flags] {
    chosen = [flags](Connection to, Surroundings& around) {
      return run(*flags, std::move(to), around);
    };
  });
}

}  // namespace kscan::cmd
