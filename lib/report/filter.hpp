#pragma once
#include "base/error.hpp"
#include "report/report.hpp"

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

/// What counts, and what of it is shown. What fails is the gate's business, which is asked between
/// the two.
namespace kscan::report {

/// A set, indexed by Severity.
using Severities = std::bitset<all_severities.size()>;
[[nodiscard]] inline bool holds(Severities set, Severity severity) noexcept {
  return set[static_cast<std::size_t>(severity)];
}

/// "high": that and what is worse; "high,low": exactly these. In any case.
[[nodiscard]] Result<Severities> parse_severities(std::string_view text);

struct Filter {
  Severities severities = Severities().set();
  bool only_fixed = false;         ///< only what an upgrade removes
  std::vector<std::string> ids{};  ///< only these, by id or alias in any case; empty: all
  std::vector<std::string> without_status{};  ///< not those of such a Finding::status
};
[[nodiscard]] bool passes(const Filter& filter, const Finding& finding);
/// Removes what does not pass, suppressed findings and those that are gone included.
void apply(const Filter& filter, Report& report);

}  // namespace kscan::report
