#include "kubectl-scan/flags.hpp"

#include "kubectl-scan/environment.hpp"

#include <CLI/CLI.hpp>

namespace kscan::cmd {

namespace {

/// A flag with a value. `names` is CLI11's "-n,--namespace"; the long name comes last.
CLI::Option* add(CLI::App& command,
                 const std::string& names,
                 std::string& value,
                 const std::string& placeholder,
                 const std::string& help) {
  const std::string long_name = names.substr(names.find("--") + 2);
  return command.add_option(names, value, help)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->envname(variable_of(long_name))
      ->type_name(placeholder);
}

}  // namespace

void add_scan_flags(CLI::App& command, ScanFlags& flags) {
  add(command, "-o,--output", flags.output, "FORMAT", "Format of the report: table or json")
      ->capture_default_str();
  add(command,
      "--scanner-image",
      flags.scanner_image,
      "REF",
      "Image with the scanner, pulled by the nodes")
      ->capture_default_str();
  add(command,
      "--db-repository",
      flags.db_repository,
      "REF",
      "Artifact with the vulnerability database")
      ->capture_default_str();
  add(command,
      "--java-db-repository",
      flags.java_db_repository,
      "REF",
      "Artifact with the Java database; without it, JARs are identified by their own metadata");
  add(command,
      "--registry-ca",
      flags.registry_ca,
      "FILE",
      "CA certificates (PEM) of the registries, trusted besides the system's");
  command.add_flag("--keep", flags.keep, "Leave the scan job in the cluster")
      ->envname(variable_of("keep"));
}

}  // namespace kscan::cmd
