#include "http/curl_engine.hpp"
#include "io/signals.hpp"
#include "kubectl-scan/add_flag.hpp"
#include "kubectl-scan/attach.hpp"
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/flag_values.hpp"
#include "kubectl-scan/report_flags.hpp"
#include "kubectl-scan/report_input.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <utility>

namespace kscan::cmd {

namespace {

constexpr const char* footer =
    "\nShows what a run finds that goes on without its plugin, makes its report as the scan "
    "itself\n"
    "would, and then deletes its jobs. Interrupted, it leaves the run as it is. Of a run that "
    "nobody\n"
    "detached (its plugin was killed, or is still there) the jobs stay.\n"
    "\nExamples:\n"
    "  # Begin now, and read the report later\n"
    "  kubectl scan namespace shop --detach\n"
    "  kubectl scan attach x7k2p9qa -n shop\n"
    "  # As a gate, and leave the jobs for others to read\n"
    "  kubectl scan attach x7k2p9qa -n shop --fail-on high --keep\n"
    "\nExit codes:\n"
    "  0 scanned   1 error   2 the gate failed   3 an image was not scanned   4 timeout\n"
    "  128+n ended by signal n";

struct AttachFlags {
  std::string run{};
  bool all_namespaces = false;
  bool keep = false;
  std::string timeout = "0";
  ReportFlags report{};
};

int run(const AttachFlags& flags, const Connection& connection, Surroundings& around) {
  const AttachOptions options{
      .run = flags.run,
      .all_namespaces = flags.all_namespaces,
      .keep = flags.keep,
      .timeout = value_or_throw(parse_duration("timeout", flags.timeout, {})),
      .report = value_or_throw(to_report_options(flags.report, report_input(around.system)))};
  http::CurlEngine engine;
  io::Signals signals(engine);
  return attach(options, connection, engine, signals, around);
}

void fill(CLI::App& command, ConnectionFlags& connection, Action& chosen) {
  command.footer(footer);
  const auto flags = std::make_shared<AttachFlags>();
  command.add_option("RUN", flags->run, "As kubectl scan list names it, or a job's name")
      ->type_name("")
      ->required();
  add_switch(command, {"-A,--all-namespaces", "", "Of all namespaces"}, flags->all_namespaces);
  add_switch(command, {"--keep", "", "Leave the jobs in the cluster"}, flags->keep);
  add_flag(command,
           {"--timeout", "DURATION", "How long to wait for the run; 0: until it is over"},
           flags->timeout)
      ->capture_default_str();
  add_report_flags(command, flags->report);
  add_connection_flags(command, connection, Help::shown);
  command.callback([&chosen, flags] {
    chosen = [flags](const Connection& to, Surroundings& around) {
      return run(*flags, to, around);
    };
  });
}

}  // namespace

void add_attach_command(CLI::App& parent, ConnectionFlags& connection, Action& chosen) {
  add_command(parent,
              {"attach", "Read the report of a run that was detached", Section::scan},
              [&connection, &chosen](CLI::App& command) { fill(command, connection, chosen); });
}

}  // namespace kscan::cmd
