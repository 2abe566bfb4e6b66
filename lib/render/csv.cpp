#include "render/documents.hpp"
#include "render/escape.hpp"
#include "report/rollup.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>

namespace kscan::render {
namespace {

constexpr std::string_view end_of_record = "\r\n";  // RFC 4180 section 2

void write_record(std::initializer_list<std::string_view> fields, std::ostream& out) {
  std::string_view before;
  for (const std::string_view field : fields) {
    out << before << csv_field(field);
    before = ",";
  }
  out << end_of_record;
}

void write_finding(const report::Row& row, const report::Finding& finding, std::ostream& out) {
  const auto& why = finding.suppression;
  write_record({row.target.ns,
                row.target.kind,
                row.target.name,
                row.target.container,
                row.target.container_kind,
                full_name(*row.image),
                row.image->scan.platform,
                row.image->scan.os.family,
                row.image->scan.os.name,
                why ? "suppressed" : "found",
                to_string(finding.severity),
                finding.cvss ? fmt::format("{:.1f}", finding.cvss->score) : std::string(),
                finding.id,
                finding.package,
                finding.installed,
                finding.fixed,
                finding.status,
                finding.path,
                finding.purl,
                finding.title,
                finding.url,
                why ? why->reason : std::string()},
               out);
}

void write_failure(const report::Row& row, std::ostream& out) {
  const std::string_view none;
  write_record({row.target.ns,
                row.target.kind,
                row.target.name,
                row.target.container,
                row.target.container_kind,
                full_name(*row.image),
                none,
                none,
                none,
                "failed",
                none,
                none,
                none,
                none,
                none,
                none,
                none,
                none,
                none,
                none,
                none,
                row.image->failure->message()},
               out);
}

}  // namespace

void write_csv(const report::Report& report, const Style& style, std::ostream& out) {
  if (style.headers)
    write_record({"namespace",
                  "kind",
                  "name",
                  "container",
                  "container_type",
                  "image",
                  "platform",
                  "os",
                  "os_version",
                  "result",
                  "severity",
                  "cvss",
                  "vulnerability",
                  "package",
                  "installed_version",
                  "fixed_version",
                  "status",
                  "path",
                  "purl",
                  "title",
                  "url",
                  "reason"},
                 out);
  for (const report::Row& row : rows_of(report)) {
    if (!row.image->scanned()) {
      write_failure(row, out);
      continue;
    }
    for (const report::Finding& finding : row.image->scan.findings)
      write_finding(row, finding, out);
    if (!style.show_suppressed) continue;
    for (const report::Finding& finding : row.image->scan.suppressed)
      write_finding(row, finding, out);
  }
}

}  // namespace kscan::render
