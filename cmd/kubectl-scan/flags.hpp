#pragma once
#include "kubectl-scan/credential_flags.hpp"

#include <string>
#include <vector>

namespace kscan::cmd {

/// The flags of a scan, as typed or given by the environment; "" means not given.
struct ScanFlags {
  std::string output = "table";
  std::string scanner_image = "ghcr.io/aquasecurity/trivy:0.70.0";
  std::string db_repository = "ghcr.io/aquasecurity/trivy-db:2";
  std::string java_db_repository;
  std::string registry_ca;
  bool keep = false;
  CredentialFlags credentials;
  // arguments
  std::vector<std::string> names;
};

void add_scan_flags(CLI::App& command, ScanFlags& flags);

}  // namespace kscan::cmd
