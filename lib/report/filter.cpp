#include "report/filter.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kscan::report {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::ranges::find(list, text) != list.end();
}

bool is_named(const Finding& finding, const std::vector<std::string>& ids) {
  const auto named = [&](const std::string& name) {
    return std::ranges::any_of(
        ids, [&](const std::string& id) { return to_lower_ascii(id) == to_lower_ascii(name); });
  };
  return named(finding.id) || std::ranges::any_of(finding.aliases, named);
}

Severities from(Severity least) {
  Severities set;
  for (const Severity severity : all_severities)
    set[static_cast<std::size_t>(severity)] = severity >= least;
  return set;
}

}  // namespace

Result<Severities> parse_severities(std::string_view text) {
  Severities set;
  const bool one = text.find(',') == std::string_view::npos;
  for (std::string_view rest = text;;) {
    const std::size_t comma = rest.find(',');
    const std::string_view word = trim(rest.substr(0, comma));
    const std::optional<Severity> severity = severity_named(word);
    if (!severity)
      return fail(Errc::usage,
                  fmt::format("invalid severity \"{}\": must be one of unknown, low, medium, high, "
                              "critical, or a list of them",
                              word));
    if (one) return from(*severity);
    set.set(static_cast<std::size_t>(*severity));
    if (comma == std::string_view::npos) return set;
    rest.remove_prefix(comma + 1);
  }
}

bool passes(const Filter& filter, const Finding& finding) {
  return holds(filter.severities, finding.severity)
         && (!filter.only_fixed || !finding.fixed.empty())
         && (filter.ids.empty() || is_named(finding, filter.ids))
         && !contains(filter.without_status, finding.status);
}

void apply(const Filter& filter, Report& report) {
  const auto hidden = [&](const Finding& finding) { return !passes(filter, finding); };
  for (ImageReport& image : report.images) {
    std::erase_if(image.scan.findings, hidden);
    std::erase_if(image.scan.suppressed, hidden);
  }
  if (report.gone)
    std::erase_if(*report.gone, [&](const Gone& gone) { return hidden(gone.finding); });
}

}  // namespace kscan::report
