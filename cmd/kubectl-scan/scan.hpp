#pragma once
#include "http/curl_engine.hpp"
#include "io/signals.hpp"
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/options.hpp"

namespace kscan::cmd {

/// Scans what the options name: progress and warnings to `around.err`, the report to `around.out`.
/// Returns the exit code; throws Error when nothing could be scanned at all.
[[nodiscard]] int
scan(Options options, http::CurlEngine& engine, io::Signals& signals, Surroundings& around);

}  // namespace kscan::cmd
