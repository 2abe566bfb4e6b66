#include "base/time.hpp"
#include "render/documents.hpp"
#include "render/escape.hpp"
#include "report/rollup.hpp"

#include <fmt/format.h>

#include <map>
#include <ostream>
#include <string>
#include <string_view>

namespace kscan::render {
namespace {

/// One metric; what has the same labels is summed up, as a series may be there only once.
class Metric {
public:
  Metric(std::string_view name, std::string_view help)
      : m_name(name),
        m_help(help) {}
  void add(const std::string& labels, std::size_t value) { m_series[labels] += value; }
  void write(std::ostream& out) const {
    if (m_series.empty()) return;
    out << fmt::format("# HELP {} {}\n# TYPE {} gauge\n", m_name, m_help, m_name);
    for (const auto& [labels, value] : m_series)
      out << fmt::format("{}{{{}}} {}\n", m_name, labels, value);
  }

private:
  std::string_view m_name;
  std::string_view m_help;
  std::map<std::string, std::size_t> m_series;
};

std::string labels_of(const report::Row& row) {
  return fmt::format(R"(namespace="{}",kind="{}",name="{}",container="{}",image="{}")",
                     prometheus_label(row.target.ns),
                     prometheus_label(row.target.kind),
                     prometheus_label(row.target.name),
                     prometheus_label(row.target.container),
                     prometheus_label(full_name(*row.image)));
}

void write_time(std::string_view name,
                std::string_view help,
                std::string_view rfc3339,
                std::ostream& out) {
  const Result<SystemTime> time = parse_rfc3339(rfc3339);
  if (!time) return;
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(time->time_since_epoch()).count();
  out << fmt::format("# HELP {} {}\n# TYPE {} gauge\n{} {}\n", name, help, name, name, seconds);
}

}  // namespace

void write_prometheus(const report::Report& report, std::ostream& out) {
  Metric found("kubectl_scan_vulnerabilities", "Vulnerabilities found in a container's image.");
  Metric fixable("kubectl_scan_vulnerabilities_fixable", "Those that an upgrade removes.");
  Metric suppressed("kubectl_scan_vulnerabilities_suppressed", "Those that are not counted.");
  Metric scanned("kubectl_scan_image_scanned", "Whether a container's image was scanned.");
  Metric end_of_life("kubectl_scan_image_end_of_life",
                     "Whether the operating system of the image is at its end of life.");
  for (const report::Row& row : rows_of(report)) {
    const std::string labels = labels_of(row);
    scanned.add(labels, row.image->scanned() ? 1 : 0);
    if (!row.image->scanned()) continue;
    const report::Totals totals = report::totals(row.image->scan);
    for (const report::Severity severity : report::all_severities)
      found.add(fmt::format("{},severity=\"{}\"", labels, to_string(severity)), totals[severity]);
    fixable.add(labels, totals.fixable);
    suppressed.add(labels, totals.suppressed);
    end_of_life.add(labels, row.image->scan.os.end_of_life ? 1 : 0);
  }
  for (const Metric* metric : {&found, &fixable, &suppressed, &scanned, &end_of_life})
    metric->write(out);
  write_time("kubectl_scan_timestamp_seconds", "When the scan ended.", report.created, out);
  write_time("kubectl_scan_database_timestamp_seconds",
             "When the vulnerability database was made.",
             report.scanner.database,
             out);
}

}  // namespace kscan::render
