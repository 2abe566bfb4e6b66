#pragma once
#include "kubectl-scan/credential_flags.hpp"
#include "kubectl-scan/report_flags.hpp"
#include "kubectl-scan/run_flags.hpp"
#include "kubectl-scan/target_flags.hpp"

#include <string>
#include <string_view>

namespace kscan::cmd {

/// Trivy's own.
inline constexpr std::string_view default_db_repository = "ghcr.io/aquasecurity/trivy-db:2";

/// The flags of a scan, as typed or given by the environment; "" means not given.
struct ScanFlags {
  std::string scanner_image = "ghcr.io/aquasecurity/trivy:0.70.0";
  std::string db_repository{default_db_repository};
  std::string java_db_repository;
  std::string registry_ca;
  bool keep = false;
  std::string dry_run = "none";
  TargetFlags targets;
  PlanFlags plan;
  CredentialFlags credentials;
  RunFlags run;
  ReportFlags report;
};

void add_scan_flags(CLI::App& command, ScanFlags& flags);

}  // namespace kscan::cmd
