#pragma once
#include "base/error.hpp"
#include "kubectl-scan/flags.hpp"
#include "manifest/manifest.hpp"

namespace kscan::cmd {

/// Which scanner it is, and where it finds its databases: into `settings`. The scanner is the one
/// that --scanner names, else the one whose name is the command's or the image's, else trivy.
/// Errc::usage says which flag is wrong, or is not for this scanner.
[[nodiscard]] Result<> take_scanner_kind(const ScanFlags& flags, manifest::Settings& settings);

}  // namespace kscan::cmd
