#include "render/documents.hpp"
#include "render/escape.hpp"
#include "render/words.hpp"

#include <fmt/format.h>

#include <ostream>
#include <string>
#include <string_view>

namespace kscan::render {
namespace {

using report::Finding;

// So many annotations of each kind are shown for a step.
constexpr std::size_t most_annotations = 10;

void annotate(std::string_view command,
              const std::string& title,
              const std::string& message,
              std::ostream& out) {
  out << fmt::format(
      "::{} title={}::{}\n", command, github_text(title, true), github_text(message));
}

std::string change_of(const Finding& finding) {
  return fmt::format("{} {} -> {}{}{}",
                     finding.package,
                     finding.installed,
                     finding.fixed.empty() ? "no fixed version is known" : finding.fixed,
                     finding.title.empty() ? "" : ": ",
                     finding.title);
}

/// Worst first, whatever image they are in; `gated`: those, else the others.
std::size_t annotate_findings(const report::Report& report, bool gated, std::ostream& out) {
  std::size_t count = 0;
  for (const report::Severity severity : report::all_severities)
    for (const report::ImageReport& image : report.images)
      for (const Finding& finding : image.scan.findings) {
        if (finding.severity != severity || finding.gated != gated) continue;
        if (count++ < most_annotations)
          annotate(gated ? "error" : "warning",
                   finding.id + " in " + short_image_text(image),
                   change_of(finding),
                   out);
      }
  return count;
}

void write_line(const Finding& finding, std::ostream& out) {
  const std::string text =
      fmt::format("{}  {}  {}", to_string(finding.severity), finding.id, change_of(finding));
  out << github_text(text);
  if (finding.suppression)
    out << github_text("  suppressed by " + suppression_text(*finding.suppression));
  out << '\n';
}

void write_group(const report::ImageReport& image, const Style& style, std::ostream& out) {
  const std::string about = image.scanned() ? totals_text(totals(image.scan), ", ") : "not scanned";
  out << "::group::" << github_text(image_text(image) + "  " + about) << '\n';
  for (const Finding& finding : image.scan.findings)
    write_line(finding, out);
  if (style.show_suppressed)
    for (const Finding& finding : image.scan.suppressed)
      write_line(finding, out);
  out << "::endgroup::\n";
}

}  // namespace

void write_github(const report::Report& report, const Style& style, std::ostream& out) {
  for (const report::ImageReport& image : report.images)
    write_group(image, style, out);
  for (const report::ImageReport& image : report.images)
    if (image.failure)
      annotate("error", full_name(image) + " was not scanned", image.failure->message(), out);
  const std::size_t errors = annotate_findings(report, true, out);
  const std::size_t warnings = annotate_findings(report, false, out);
  std::string sum = size_text(report) + ": " + totals_text(totals(report), ", ");
  if (errors > most_annotations || warnings > most_annotations)
    sum += "; the log has those that are not annotated";
  if (report.gate) sum += "; " + gate_text(*report.gate);
  annotate("notice", "kubectl scan", sum, out);
}

}  // namespace kscan::render
