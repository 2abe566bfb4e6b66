#pragma once
#include "base/error.hpp"
#include "kubectl-scan/run_flags.hpp"
#include "manifest/manifest.hpp"
#include "run/machine.hpp"

#include <string_view>

namespace kscan::cmd {

/// Trivy's own, for --java-db without --java-db-repository.
inline constexpr std::string_view default_java_db_repository =
    "ghcr.io/aquasecurity/trivy-java-db:1";

/// What the flags mean for the machine; Limits::parallel is left as it is by default.
struct RunOptions {
  run::Limits limits;
  run::Memory memory;
  bool detach = false;
};

/// What they mean for the manifests goes into `settings`, in which the repositories are set
/// already. Errc::usage, in kubectl's words, says which flag is wrong.
[[nodiscard]] Result<RunOptions> to_run_options(const RunFlags& flags,
                                                manifest::Settings& settings);

}  // namespace kscan::cmd
