#include "base/time.hpp"
#include "base/utf8.hpp"
#include "render/documents.hpp"
#include "render/escape.hpp"
#include "render/ids.hpp"
#include "render/words.hpp"
#include "report/rollup.hpp"
#include "report/scanners.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace kscan::render {
namespace {

using nlohmann::ordered_json;
using report::Finding;
using report::Severity;

constexpr std::string_view schema_version = "15.2.1";
constexpr std::size_t longest_name = 255;
constexpr std::size_t longest_solution = 7000;
constexpr std::size_t longest_description = 1'048'576;

std::string_view severity_of(Severity severity) {
  switch (severity) {
  case Severity::critical:
    return "Critical";
  case Severity::high:
    return "High";
  case Severity::medium:
    return "Medium";
  case Severity::low:
    return "Low";
  case Severity::unknown:
    return "Unknown";
  }
  return {};
}

/// The schema allows no empty text here.
std::string required(std::string_view text, std::size_t bytes = longest_name) {
  return text.empty() ? "none" : std::string(cut(to_valid_utf8(text), bytes));
}

/// The schema's form has no zone: it is UTC.
std::string time_of(std::string_view rfc3339) {
  const Result<SystemTime> time = parse_rfc3339(rfc3339);
  std::string text = format_rfc3339(time ? *time : SystemTime());
  text.pop_back();
  return text;
}

std::string_view identifier_type(std::string_view id) {
  if (id.starts_with("CVE-")) return "cve";
  return id.starts_with("GHSA-") ? "ghsa" : "vulnerability";
}

ordered_json identifier(std::string_view id, std::string_view url) {
  ordered_json result = {{"type", identifier_type(id)}, {"name", id}, {"value", id}};
  if (!url.empty()) result["url"] = url;
  return result;
}

ordered_json identifiers(const Finding& finding) {
  ordered_json list = ordered_json::array({identifier(finding.id, safe_url(finding.url))});
  for (const std::string& alias : finding.aliases)
    if (!alias.empty()) list.push_back(identifier(alias, {}));
  return list;
}

std::string os_name(const report::OperatingSystem& os) {
  return os.family.empty() ? os.family : os.family + " " + os.name;
}

ordered_json location(const report::Row& row, const Finding& finding) {
  return {
      {"dependency", {{"package", {{"name", finding.package}}}, {"version", finding.installed}}},
      {"operating_system", required(os_name(row.image->scan.os))},
      {"image", required(full_name(*row.image))},
      {"kubernetes_resource",
       {{"namespace", required(row.target.ns)},
        {"kind", required(row.target.kind)},
        {"name", required(row.target.name)},
        {"container_name", required(row.target.container)}}}};
}

std::string solution_of(const Finding& finding) {
  if (finding.fixed.empty()) return "No fixed version is known.";
  const std::string text =
      fmt::format("Upgrade {} from {} to {}", finding.package, finding.installed, finding.fixed);
  return std::string(cut(to_valid_utf8(text), longest_solution));
}

ordered_json vulnerability(const report::Row& row, const Finding& finding) {
  const report::Target& target = row.target;
  const std::string name = finding.title.empty() ? finding.id : finding.title;
  const std::string& about = finding.description.empty() ? finding.title : finding.description;
  const std::string stable = finding_key(finding) + '\n' + full_name(*row.image) + '\n' + target.ns
                             + '\n' + target.kind + '\n' + target.name + '\n' + target.container;
  ordered_json result = {{"id", uuid_of(stable)},
                         {"name", cut(to_valid_utf8(name), longest_name)},
                         {"description", cut(to_valid_utf8(about), longest_description)},
                         {"severity", severity_of(finding.severity)},
                         {"solution", solution_of(finding)},
                         {"identifiers", identifiers(finding)},
                         {"location", location(row, finding)}};
  if (const std::string_view url = safe_url(finding.url); !url.empty())
    result["links"] = ordered_json::array({{{"url", url}}});
  if (finding.suppression)
    result["flags"] =
        ordered_json::array({{{"type", "flagged-as-likely-false-positive"},
                              {"origin", required(finding.suppression->by)},
                              {"description", required(suppression_text(*finding.suppression))}}});
  return result;
}

ordered_json scanner_of(const report::Scanner& scanner) {
  const report::ScannerProfile* const profile = report::find_scanner(scanner.name);
  return {{"id", required(scanner.name)},
          {"name", profile == nullptr ? required(scanner.name) : std::string(profile->title)},
          {"version", required(scanner.version)},
          {"vendor", {{"name", profile == nullptr ? "none" : std::string(profile->vendor)}}}};
}

ordered_json messages_of(const report::Report& report) {
  ordered_json messages = ordered_json::array();
  for (const report::ImageReport& image : report.images)
    if (image.failure)
      messages.push_back(
          {{"level", "warn"},
           {"value", full_name(image) + " was not scanned: " + image.failure->message()}});
  for (const std::string& warning : report.warnings)
    messages.push_back({{"level", "warn"}, {"value", required(warning)}});
  return messages;
}

ordered_json scan_of(const report::Report& report) {
  const bool none_scanned =
      !report.images.empty() && report::failures(report) == report.images.size();
  return {{"analyzer",
           {{"id", "kubectl-scan"},
            {"name", "kubectl-scan"},
            {"version", KSCAN_VERSION},
            {"vendor", {{"name", "kubectl-scan"}}}}},
          {"scanner", scanner_of(report.scanner)},
          {"start_time", time_of(report.created)},
          {"end_time", time_of(report.created)},
          {"status", none_scanned ? "failure" : "success"},
          {"type", "cluster_image_scanning"},
          {"messages", messages_of(report)}};
}

}  // namespace

void write_gitlab(const report::Report& report, const Style& style, std::ostream& out) {
  ordered_json vulnerabilities = ordered_json::array();
  for (const report::Row& row : rows_of(report)) {
    for (const Finding& finding : row.image->scan.findings)
      vulnerabilities.push_back(vulnerability(row, finding));
    if (!style.show_suppressed) continue;
    for (const Finding& finding : row.image->scan.suppressed)
      vulnerabilities.push_back(vulnerability(row, finding));
  }
  write_document({{"version", schema_version},
                  {"scan", scan_of(report)},
                  {"vulnerabilities", std::move(vulnerabilities)}},
                 out);
}

}  // namespace kscan::render
