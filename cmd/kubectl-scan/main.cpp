#include "http/curl_engine.hpp"
#include "io/file.hpp"
#include "io/signals.hpp"
#include "kubectl-scan/exit_code.hpp"
#include "kubectl-scan/flags.hpp"
#include "kubectl-scan/options.hpp"
#include "kubectl-scan/scan.hpp"
#include "ui/ui.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>
#include <memory>
#include <utility>

namespace {

using namespace kscan;

constexpr const char* description =
    "Scan the images that run in a cluster for known vulnerabilities.\n\n"
    "The scan runs as a Job in the pods' own namespace, with the pods' own pull secrets;\n"
    "nobody hands out registry passwords, and nothing is left behind.";

constexpr const char* pod_footer =
    "\nExamples:\n"
    "  # What is in the images of a pod?\n"
    "  kubectl scan pod web-0\n"
    "  # As JSON, for a script\n"
    "  kubectl scan pod web-0 -n shop -o json\n"
    "\nExit codes:\n"
    "  0 scanned   1 error   3 an image was not scanned   4 timeout   128+n ended by signal n";

/// kubectl scan, with one subcommand for each kind of target.
struct CommandLine {
  CommandLine() {
    app.name("kubectl scan");
    app.require_subcommand(0, 1);
    pod = app.add_subcommand("pod", "Scan the images of pods");
    pod->alias("pods")->alias("po");
    pod->footer(pod_footer);
    pod->add_option("NAME", flags.names, "Names of the pods");
    cmd::add_flags(*pod, flags);
  }
  CLI::App app{description};
  CLI::App* pod = nullptr;
  cmd::Flags flags;
};

int run(CommandLine& line) {
  if (!line.pod->parsed()) {
    std::cout << line.app.help();
    return cmd::exit_ok;
  }
  cmd::Options options = value_or_throw(
      cmd::to_options(line.flags, [](const auto& path) { return io::read_file(path); }));
  http::CurlEngine engine;
  io::Signals signals(engine);
  return cmd::scan(std::move(options), engine, signals, std::cout, std::cerr);
}

int parse_and_run(int argc, char** argv) {
  CommandLine line;
  try {
    line.app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help
    return line.app.exit(success);
  } catch (const CLI::ParseError& wrong) {
    ui::print_error(std::cerr, Error(Errc::usage, wrong.what()));
    std::cerr << "See 'kubectl scan -h' for help and examples\n";
    return cmd::exit_error;
  }
  return run(line);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return parse_and_run(argc, argv);
  } catch (const Error& error) {
    ui::print_error(std::cerr, error);
  } catch (const std::exception& error) {
    ui::print_error(std::cerr, Error(Errc::internal, error.what()));
  }
  return cmd::exit_error;
}
