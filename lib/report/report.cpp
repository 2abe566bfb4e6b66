#include "report/report.hpp"

#include <algorithm>
#include <numeric>

namespace kscan::report {
namespace {

bool same_letters(std::string_view upper, std::string_view text) noexcept {
  return std::ranges::equal(upper, text, [](char a, char b) {
    return a == (b >= 'a' && b <= 'z' ? static_cast<char>(b - 'a' + 'A') : b);
  });
}

void add(Totals& sum, const Totals& more) noexcept {
  for (const Severity severity : all_severities)
    sum.by_severity[static_cast<std::size_t>(severity)] += more[severity];
  sum.fixable += more.fixable;
}

}  // namespace

std::string_view to_string(Severity severity) noexcept {
  switch (severity) {
  case Severity::unknown:
    return "UNKNOWN";
  case Severity::low:
    return "LOW";
  case Severity::medium:
    return "MEDIUM";
  case Severity::high:
    return "HIGH";
  case Severity::critical:
    return "CRITICAL";
  }
  return {};
}

Severity parse_severity(std::string_view text) noexcept {
  const auto* const found = std::ranges::find_if(all_severities, [text](Severity severity) {
    return same_letters(to_string(severity), text);
  });
  return found == all_severities.end() ? Severity::unknown : *found;
}

std::size_t Totals::all() const noexcept {
  return std::accumulate(by_severity.begin(), by_severity.end(), std::size_t{0});
}

Totals totals(const Scan& scan) noexcept {
  Totals sum;
  for (const Finding& finding : scan.findings) {
    ++sum.by_severity[static_cast<std::size_t>(finding.severity)];
    if (!finding.fixed.empty()) ++sum.fixable;
  }
  return sum;
}

Totals totals(const Report& report) noexcept {
  Totals sum;
  for (const ImageReport& image : report.images)
    if (image.scanned()) add(sum, totals(image.scan));
  return sum;
}

}  // namespace kscan::report
