#pragma once
#include "report/report.hpp"

namespace kscan::cmd {

// The whole table; the same for every format. Where several apply: signal, error, timeout,
// incomplete.
inline constexpr int exit_ok = 0;
inline constexpr int exit_error = 1;
inline constexpr int exit_incomplete = 3;  ///< at least one image was not scanned
inline constexpr int exit_timeout = 4;
inline constexpr int exit_signal = 128;  ///< plus its number

/// `signal`: that interrupted the run, or 0.
[[nodiscard]] int exit_code(const report::Report& report, int signal) noexcept;

}  // namespace kscan::cmd
