#pragma once
#include "http/curl_engine.hpp"
#include "io/signals.hpp"
#include "kubectl-scan/options.hpp"

#include <iosfwd>

namespace kscan::cmd {

/// Scans what the options name: progress and warnings to `err`, the report to `out`. Returns the
/// exit code; throws Error when nothing could be scanned at all.
[[nodiscard]] int scan(Options options,
                       http::CurlEngine& engine,
                       io::Signals& signals,
                       std::ostream& out,
                       std::ostream& err);

}  // namespace kscan::cmd
