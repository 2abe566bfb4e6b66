#pragma once
#include "base/error.hpp"
#include "report/report.hpp"

#include <optional>
#include <string>
#include <string_view>

/// What makes a run fail, and with which exit code: the same for every format.
namespace kscan::report {

struct Gate {
  std::string text{};               ///< as it was asked for
  std::optional<Severity> least{};  ///< findings from here on fail; nothing: none do
  bool only_new = false;            ///< of these only what the baseline does not have
  bool end_of_life = false;         ///< an operating system without support fails
  [[nodiscard]] bool fails(const Finding& finding) const noexcept;
};

/// "none", "high", "high,eol", "eol" or "new:high", in any case.
[[nodiscard]] Result<Gate> parse_gate(std::string_view text);

/// Marks the findings that fail and sets report.gate. Suppressed ones never do. Comes after
/// exceptions, --only-fixed and the baseline, and before the filter for --severity.
void evaluate(const Gate& gate, Report& report);

namespace exit_code {
inline constexpr int ok = 0;
inline constexpr int error = 1;
inline constexpr int gate = 2;
inline constexpr int incomplete = 3;  ///< at least one image was not scanned
inline constexpr int timeout = 4;
inline constexpr int empty = 5;     ///< nothing matched, and that was to be an error
inline constexpr int signal = 128;  ///< plus its number
}  // namespace exit_code

struct Ending {
  int signal = 0;              ///< that interrupted the run, or 0
  bool fail_if_empty = false;  ///< no image at all is a failure
  bool ignore_errors = false;  ///< images that were not scanned are none, timeouts included
  int gate_code = exit_code::gate;
};
/// Where several apply: signal, timeout, gate, incomplete.
[[nodiscard]] int exit_code_of(const Report& report, const Ending& ending) noexcept;

}  // namespace kscan::report
