#include "base/encoding.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "render/documents.hpp"
#include "render/escape.hpp"
#include "render/html_assets.hpp"
#include "render/words.hpp"
#include "report/rollup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::render {
namespace {

using report::Finding;
using report::Severity;

constexpr std::size_t most_upgrades = 20;

unsigned digit(char c) {
  constexpr unsigned ten = 10;
  return c <= '9' ? static_cast<unsigned>(c - '0') : static_cast<unsigned>(c - 'a') + ten;
}

/// What a Content-Security-Policy lets run: this text and no other.
std::string hash_source(std::string_view text) {
  const std::string hex = sha256_hex(text);
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(digit(hex[i]) * 16U + digit(hex[i + 1]));
  return "'sha256-" + base64_encode(bytes) + "'";
}

std::string class_of(Severity severity) {
  return to_lower_ascii(to_string(severity));
}

std::string number_cell(std::size_t number, std::string_view classes = "") {
  return fmt::format("<td class=\"n{}{}\">{}</td>",
                     classes.empty() || number == 0 ? "" : " ",
                     number == 0 ? "" : classes,
                     number);
}

std::string counts(const report::Totals& totals, bool known) {
  std::string cells;
  if (!known) {
    for (std::size_t i = 0; i <= report::all_severities.size(); ++i)
      cells += "<td class=\"n\">-</td>";
    return cells;
  }
  for (const Severity severity : report::all_severities)
    cells += number_cell(totals[severity], class_of(severity));
  return cells + number_cell(totals.fixable);
}

constexpr std::string_view count_titles =
    "<th class=\"n\">C</th><th class=\"n\">H</th><th class=\"n\">M</th><th class=\"n\">L</th>"
    "<th class=\"n\">U</th><th class=\"n\">Fixable</th>";

std::string cell(std::string_view text) {
  return "<td>" + html_text(text) + "</td>";
}

void write_head(const report::Report& report, std::ostream& out) {
  out << fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                     "style-src {}; script-src {}; base-uri 'none'; form-action 'none'\">\n"
                     "<meta name=\"referrer\" content=\"no-referrer\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<title>kubectl scan {}</title>\n<style>{}</style>\n</head>\n<body>\n",
                     hash_source(html_style()),
                     hash_source(html_script()),
                     html_text(report.ns),
                     html_style());
}

void write_tiles(const report::Report& report, std::ostream& out) {
  const report::Totals sum = totals(report);
  out << "<div class=\"tiles\">\n";
  for (const Severity severity : report::all_severities)
    out << fmt::format("<div class=\"tile {}\"><b>{}</b>{}</div>\n",
                       class_of(severity),
                       sum[severity],
                       class_of(severity));
  out << fmt::format("<div class=\"tile\"><b>{}</b>fixable</div>\n", sum.fixable);
  if (sum.suppressed > 0)
    out << fmt::format("<div class=\"tile\"><b>{}</b>suppressed</div>\n", sum.suppressed);
  if (report.gone) out << fmt::format("<div class=\"tile\"><b>{}</b>new</div>\n", sum.fresh);
  out << "</div>\n";
}

void write_title(const report::Report& report, std::ostream& out) {
  out << fmt::format("<h1>kubectl scan{}{}</h1>\n<p>{}</p>\n",
                     report.ns.empty() ? "" : ": ",
                     html_text(report.ns),
                     html_text(size_text(report)));
  out << fmt::format("<p class=\"muted\">{}{}{}</p>\n",
                     html_text(report.created),
                     report.scanner.name.empty() ? "" : ", ",
                     html_text(scanner_text(report.scanner)));
  if (report.gate)
    out << fmt::format("<p class=\"{}\">{}</p>\n",
                       report.gate->passed ? "passed" : "failed",
                       html_text(gate_text(*report.gate)));
  if (report.gone) out << "<p>" << html_text(changes_text(report)) << "</p>\n";
  for (const std::string& warning : report.warnings)
    out << "<p class=\"warning\">Warning: " << html_text(warning) << "</p>\n";
  write_tiles(report, out);
}

std::string target_cell(const report::Target& target) {
  if (target.name.empty()) return "<td></td>";
  return cell(target.ns + "/" + target.kind + "/" + target.name + "/" + target.container);
}

void write_containers(const report::Report& report, std::ostream& out) {
  out << "<h2>Containers</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th>Container</th>"
         "<th>Image</th><th>OS</th>"
      << count_titles << "<th>Status</th></tr></thead>\n<tbody>\n";
  for (const report::Row& row : rows_of(report)) {
    const report::ImageReport& image = *row.image;
    out << "<tr>" << target_cell(row.target) << "<td class=\"long\">"
        << html_text(image_text(image)) << "</td>"
        << cell(image.scanned() ? os_text(image.scan.os) : "")
        << counts(totals(image.scan), image.scanned());
    if (image.scanned())
      out << "<td>scanned</td>";
    else
      out << "<td class=\"failed long\">not scanned: " << html_text(image.failure->message())
          << "</td>";
    out << "</tr>\n";
  }
  out << "</tbody></table></div>\n";
}

void write_groups(std::string_view title,
                  const std::vector<report::Group>& groups,
                  std::ostream& out) {
  if (groups.empty()) return;
  out << fmt::format("<div class=\"scroll\"><h2>{}</h2>\n<table>\n<thead><tr><th>Name</th><th "
                     "class=\"n\">Images</th>"
                     "{}</tr></thead>\n<tbody>\n",
                     title,
                     count_titles);
  for (const report::Group& group : groups)
    out << "<tr>" << cell(group.name.empty() ? "none" : group.name) << number_cell(group.images)
        << counts(group.totals, group.known()) << "</tr>\n";
  out << "</tbody></table></div>\n";
}

void write_upgrades(const report::Report& report, std::ostream& out) {
  const std::vector<report::Upgrade> all = upgrades(report);
  if (all.empty()) return;
  out << "<div class=\"scroll\"><h2>Upgrades that remove most</h2>\n<table>\n<thead><tr>"
         "<th>Package</th><th>To</th><th>Of</th><th class=\"n\">Removes</th>"
         "<th class=\"n\">Images</th><th>Worst</th></tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < std::min(all.size(), most_upgrades); ++i)
    out << "<tr>" << cell(all[i].package) << cell(all[i].to) << cell(all[i].where)
        << number_cell(all[i].findings) << number_cell(all[i].images)
        << fmt::format("<td class=\"s {}\">{}</td></tr>\n",
                       class_of(all[i].worst),
                       to_string(all[i].worst));
  out << "</tbody></table></div>\n";
}

std::string id_cell(const Finding& finding) {
  const std::string_view url = safe_url(finding.url);
  const std::string id = html_text(finding.id);
  if (url.empty()) return "<td class=\"nowrap\">" + id + "</td>";
  return fmt::format("<td class=\"nowrap\"><a href=\"{}\" rel=\"noopener noreferrer\">{}</a></td>",
                     html_text(url),
                     id);
}

std::string score_cell(const Finding& finding) {
  if (!finding.cvss) return "<td class=\"n\" data-key=\"0\"></td>";
  return fmt::format("<td class=\"n\" data-key=\"{0:.1f}\" title=\"{1}\">{0:.1f}</td>",
                     finding.cvss->score,
                     html_text(finding.cvss->vector));
}

std::string title_cell(const Finding& finding) {
  std::string text = html_text(finding.title);
  if (finding.age == report::Age::fresh) text += " <b>new</b>";
  if (finding.suppression)
    text += " <i>suppressed by " + html_text(suppression_text(*finding.suppression)) + "</i>";
  return fmt::format(
      "<td class=\"long\" title=\"{}\">{}</td>", html_text(finding.description), text);
}

void write_finding(const report::ImageReport& image, const Finding& finding, std::ostream& out) {
  out << fmt::format("<tr data-severity=\"{0}\" data-fixable=\"{1}\"{2}><td class=\"s {0}\" "
                     "data-key=\"{3}\">{4}</td>",
                     class_of(finding.severity),
                     finding.fixed.empty() ? 0 : 1,
                     finding.suppression ? " class=\"suppressed\"" : "",
                     static_cast<int>(Severity::critical) - static_cast<int>(finding.severity),
                     to_string(finding.severity))
      << score_cell(finding) << id_cell(finding) << cell(short_image_text(image))
      << cell(finding.package) << cell(finding.installed) << cell(finding.fixed)
      << cell(finding.status) << cell(finding.path) << title_cell(finding) << "</tr>\n";
}

void write_controls(std::ostream& out) {
  out << "<div class=\"bar\" id=\"controls\" hidden>\n"
         "<input type=\"search\" id=\"search\" placeholder=\"Filter\" aria-label=\"Filter\">\n";
  for (const Severity severity : report::all_severities)
    out << fmt::format(
        "<label class=\"{0}\"><input type=\"checkbox\" data-severity=\"{0}\" checked>"
        " {0}</label>\n",
        class_of(severity));
  out << "<label><input type=\"checkbox\" id=\"fixable\"> only fixable</label>\n"
         "<span class=\"muted\" id=\"shown\" aria-live=\"polite\"></span>\n</div>\n";
}

void write_findings(const report::Report& report, const Style& style, std::ostream& out) {
  out << "<h2>Vulnerabilities</h2>\n";
  write_controls(out);
  out << "<div class=\"scroll\" id=\"all\"><table id=\"findings\">\n<thead><tr>";
  for (const char* title : {"Severity",
                            "CVSS",
                            "Vulnerability",
                            "Image",
                            "Package",
                            "Installed",
                            "Fixed",
                            "Status",
                            "Path",
                            "Title"})
    out << "<th scope=\"col\">" << title << "</th>";
  out << "</tr></thead>\n<tbody>\n";
  for (const Severity severity : report::all_severities)
    for (const report::ImageReport& image : report.images)
      for (const Finding& finding : image.scan.findings)
        if (finding.severity == severity) write_finding(image, finding, out);
  if (style.show_suppressed)
    for (const report::ImageReport& image : report.images)
      for (const Finding& finding : image.scan.suppressed)
        write_finding(image, finding, out);
  out << "</tbody></table></div>\n";
}

}  // namespace

void write_html(const report::Report& report, const Style& style, std::ostream& out) {
  write_head(report, out);
  write_title(report, out);
  if (!report.images.empty()) write_containers(report, out);
  out << "<div class=\"side\">\n";
  write_upgrades(report, out);
  write_groups("Workloads", by_workload(report), out);
  write_groups("Registries", by_registry(report), out);
  out << "</div>\n";
  write_findings(report, style, out);
  out << "<script>" << html_script() << "</script>\n</body>\n</html>\n";
}

}  // namespace kscan::render
