#include "render/table.hpp"

#include "base/text.hpp"
#include "render/grid.hpp"
#include "render/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace kscan::render {
namespace {

constexpr std::string_view separator = "   ";

/// The parts on one line if that fits, else one to a line.
void write_parts(const std::vector<std::string>& parts, int columns, std::ostream& out) {
  const std::string line = fmt::format("{}", fmt::join(parts, separator));
  const bool fits = columns <= 0 || display_width(line) <= static_cast<std::size_t>(columns);
  out << (fits ? line : fmt::format("{}", fmt::join(parts, "\n"))) << '\n';
}

void write_header(const report::ImageReport& image,
                  std::string_view report_namespace,
                  const Style& style,
                  std::ostream& out) {
  std::vector<std::string> parts;
  if (!image.targets.empty()) parts.push_back(target_text(image.targets[0], report_namespace));
  parts.push_back(image_text(image));
  if (image.scanned()) parts.push_back(os_text(image.scan.os));
  if (const std::string used = credential_text(image.credential); !used.empty())
    parts.push_back(used);
  write_parts(parts, style.columns, out);
  for (std::size_t i = 1; i < image.targets.size(); ++i)
    out << target_text(image.targets[i], report_namespace) << '\n';
  if (image.scanned() && !image.pinned && !image.targets.empty())
    out << "the tag was scanned, which may not be what runs\n";
}

void write_findings(const std::vector<report::Finding>& findings,
                    const Style& style,
                    std::ostream& out) {
  constexpr std::size_t short_name = 12;
  constexpr std::size_t short_title = 20;
  Grid grid({{"SEVERITY"},
             {"CVE"},
             {"PACKAGE", short_name},
             {"INSTALLED", short_name},
             {"FIXED", short_name},
             {"TITLE", short_title}});
  for (const report::Finding& finding : findings)
    grid.add({{std::string(to_string(finding.severity)),
               style.color ? color_of(finding.severity) : std::string_view()},
              {printable(finding.id)},
              {printable(finding.package)},
              {printable(finding.installed)},
              {finding.fixed.empty() ? "<none>" : printable(finding.fixed)},
              {printable(finding.title)}});
  constexpr std::size_t up_to_installed = 4;
  grid.write({static_cast<std::size_t>(std::max(style.columns, 0)), up_to_installed, style.headers},
             out);
}

void write_suppressed(const std::vector<report::Finding>& findings,
                      const Style& style,
                      std::ostream& out) {
  constexpr std::size_t short_name = 12;
  constexpr std::size_t short_reason = 20;
  Grid grid({{"SUPPRESSED"}, {"CVE"}, {"PACKAGE", short_name}, {"REASON", short_reason}});
  for (const report::Finding& finding : findings)
    grid.add({{std::string(to_string(finding.severity))},
              {printable(finding.id)},
              {printable(finding.package)},
              {suppression_text(finding.suppression.value_or(report::Suppression{}))}});
  constexpr std::size_t up_to_package = 3;
  grid.write({static_cast<std::size_t>(std::max(style.columns, 0)), up_to_package, style.headers},
             out);
}

void write_error(const Error& error, std::ostream& out) {
  out << "error: " << printable(error.message()) << '\n';
  if (!error.hint().empty()) out << "hint: " << printable(error.hint()) << '\n';
}

void write_scan(const report::Scan& scan, const Style& style, std::ostream& out) {
  if (!scan.findings.empty()) write_findings(scan.findings, style, out);
  if (style.show_suppressed && !scan.suppressed.empty())
    write_suppressed(scan.suppressed, style, out);
  const bool nothing_known = scan.findings.empty() && scan.suppressed.empty() && !scan.has_packages;
  out << (nothing_known ? "no packages found" : totals_text(totals(scan), separator)) << '\n';
}

/// "3 images, 1 not scanned: 2 critical, 5 high   7 fixable"
std::string sum_text(const report::Report& report) {
  const std::size_t all = report.images.size();
  const std::size_t failed = report::failures(report);
  std::string text = fmt::format("{} images", all);
  if (failed > 0) text += fmt::format(", {} not scanned", failed);
  if (failed == all) return text;
  const report::Totals sum = totals(report);
  text += ": " + totals_text(sum, separator);
  if (sum.all() == 0 && failed > 0) text += " in the others";
  return text;
}

}  // namespace

void write_table(const report::Report& report, const Style& style, std::ostream& out) {
  std::string_view between;
  for (const report::ImageReport& image : report.images) {
    out << std::exchange(between, "\n");
    write_header(image, report.ns, style, out);
    if (image.scanned())
      write_scan(image.scan, style, out);
    else
      write_error(*image.failure, out);
  }
  if (report.images.size() > 1) out << '\n' << sum_text(report) << '\n';
  if (report.gone) out << changes_text(report) << '\n';
  if (report.gate) out << gate_text(*report.gate) << '\n';
}

void write_names(const report::Report& report, std::ostream& out) {
  for (const report::ImageReport& image : report.images)
    out << "image/" << printable(full_name(image)) << '\n';
}

}  // namespace kscan::render
