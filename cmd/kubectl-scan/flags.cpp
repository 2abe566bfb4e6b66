#include "kubectl-scan/flags.hpp"

#include "kubectl-scan/add_flag.hpp"

namespace kscan::cmd {

void add_scan_flags(CLI::App& command, ScanFlags& flags) {
  add_flag(command,
           {"--scanner-image", "REF", "Image with the scanner, pulled by the nodes"},
           flags.scanner_image)
      ->capture_default_str();
  add_flag(command,
           {"--db-repository",
            "REF",
            "Artifact with the vulnerability database; grype's archive: a URL, or a file in its "
            "image"},
           flags.db_repository)
      ->capture_default_str();
  add_flag(
      command,
      {"--java-db-repository",
       "REF",
       "Artifact with the Java database; without it, JARs are identified by their own metadata"},
      flags.java_db_repository);
  add_flag(command,
           {"--registry-ca",
            "FILE",
            "CA certificates (PEM) of the registries, trusted besides the system's"},
           flags.registry_ca);
  add_switch(command, {"--keep", "", "Leave the scan job in the cluster"}, flags.keep);
  add_flag(command,
           {"--dry-run",
            "MODE",
            "Create nothing: print the objects (client) or have the server judge them (server); "
            "-o yaml, json or name"},
           flags.dry_run)
      ->capture_default_str();
  add_plan_flags(command, flags.plan);
  add_target_flags(command, flags.targets);
  add_credential_flags(command, flags.credentials);
  add_run_flags(command, flags.run);
  add_report_flags(command, flags.report);
}

}  // namespace kscan::cmd
