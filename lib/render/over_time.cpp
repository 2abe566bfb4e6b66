#include "render/over_time.hpp"

#include "base/text.hpp"
#include "render/grid.hpp"
#include "render/words.hpp"
#include "report/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::render {
namespace {

using report::Finding;

constexpr std::size_t short_name = 12;
constexpr std::size_t short_title = 20;

Grid::Room room_of(const Style& style, std::size_t least) {
  return {static_cast<std::size_t>(std::max(style.columns, 0)), least, style.headers};
}

Grid::Cell severity_cell(const Finding& finding, const Style& style) {
  return {std::string(to_string(finding.severity)),
          style.color ? color_of(finding.severity) : std::string_view()};
}

std::string or_none(const std::string& text) {
  return text.empty() ? "<none>" : printable(text);
}

void add_change(Grid& grid,
                std::string_view change,
                const std::string& image,
                const Finding& finding,
                const Style& style) {
  grid.add({{std::string(change)},
            severity_cell(finding, style),
            {printable(finding.id)},
            {printable(finding.package)},
            {image},
            {or_none(finding.installed)},
            {or_none(finding.fixed)},
            {printable(finding.title)}});
}

/// The repository is what stays the same, and tells enough.
std::string repository_text(const report::ImageReport& image) {
  return printable(report::repository_of(image));
}

void write_field(std::string_view name, const std::string& value, std::ostream& out) {
  if (!value.empty()) out << fmt::format("{:<11} {}\n", name, printable(value));
}

std::string rating_of(const Finding& finding) {
  if (!finding.cvss) return {};
  return fmt::format("{:.1f} {} ({})",
                     finding.cvss->score,
                     finding.cvss->vector,
                     finding.cvss->source.empty() ? "unknown" : finding.cvss->source);
}

std::string severity_of(const Finding& finding) {
  std::string text(to_string(finding.severity));
  if (!finding.severity_source.empty()) text += " (" + finding.severity_source + ")";
  return text;
}

void add_occurrence(Grid& grid, const report::Occurrence& one, const report::Target* target) {
  const Finding& finding = *one.finding;
  grid.add({{target == nullptr ? "<none>" : printable(target->ns)},
            {target == nullptr ? "<none>" : printable(target->kind + "/" + target->name)},
            {target == nullptr ? "<none>" : printable(target->container)},
            {short_image_text(*one.image)},
            {printable(finding.package)},
            {or_none(finding.installed)},
            {or_none(finding.fixed)},
            {finding.suppression ? "suppressed by " + suppression_text(*finding.suppression)
                                 : or_none(finding.status)},
            {or_none(finding.path)}});
}

void write_occurrences(const std::vector<report::Occurrence>& all,
                       const Style& style,
                       std::ostream& out) {
  if (all.empty()) return;
  out << '\n';
  Grid grid({{"NAMESPACE", short_name},
             {"WORKLOAD", short_name},
             {"CONTAINER", short_name},
             {"IMAGE", short_name},
             {"PACKAGE", short_name},
             {"INSTALLED", short_name},
             {"FIXED", short_name},
             {"STATUS", short_name},
             {"PATH", short_name}});
  for (const report::Occurrence& one : all) {
    for (const report::Target& target : one.image->targets)
      add_occurrence(grid, one, &target);
    if (one.image->targets.empty()) add_occurrence(grid, one, nullptr);
  }
  constexpr std::size_t up_to_fixed = 7;
  grid.write(room_of(style, up_to_fixed), out);
}

}  // namespace

void write_changes(const report::Report& report, const Style& style, std::ostream& out) {
  Grid grid({{"CHANGE"},
             {"SEVERITY"},
             {"CVE"},
             {"PACKAGE", short_name},
             {"IMAGE", short_name},
             {"INSTALLED", short_name},
             {"FIXED", short_name},
             {"TITLE", short_title}});
  const report::Changes counts = report::changes(report);
  for (const report::Severity severity : report::all_severities)
    for (const report::ImageReport& image : report.images)
      for (const Finding& finding : image.scan.findings)
        if (finding.severity == severity && finding.age == report::Age::fresh)
          add_change(grid, "new", repository_text(image), finding, style);
  for (const report::Gone& gone : report.gone.value_or(std::vector<report::Gone>{}))
    add_change(
        grid, "gone", printable(gone.image.substr(0, gone.image.find('@'))), gone.finding, style);
  constexpr std::size_t up_to_package = 4;
  if (counts.fresh + counts.gone > 0) grid.write(room_of(style, up_to_package), out);
  out << changes_text(report) << '\n';
  if (const std::size_t failed = report::failures(report); failed > 0)
    out << count_of(failed, "image") << " not scanned: nothing is known to be gone there\n";
  if (report.gate) out << gate_text(*report.gate) << '\n';
}

void write_explanation(const report::Explanation& explanation,
                       const Style& style,
                       std::ostream& out) {
  const Finding& about = *explanation.about;
  out << printable(explanation.id) << (about.title.empty() ? "" : ": ") << printable(about.title)
      << "\n\n";
  write_field("severity", severity_of(about), out);
  write_field("CVSS", rating_of(about), out);
  write_field("also", fmt::format("{}", fmt::join(explanation.names, ", ")), out);
  write_field("published", about.published, out);
  write_field("modified", about.modified, out);
  write_field("see", about.url, out);
  if (!about.description.empty()) out << '\n' << printable(about.description) << '\n';
  write_occurrences(explanation.found, style, out);
  write_occurrences(explanation.suppressed, style, out);
  if (!explanation.elsewhere.empty())
    out << fmt::format("\nnot in {} that {} scanned as well\n",
                       count_of(explanation.elsewhere.size(), "image"),
                       explanation.elsewhere.size() == 1 ? "was" : "were");
}

}  // namespace kscan::render
