#include "base/sha256.hpp"
#include "base/text.hpp"
#include "render/documents.hpp"
#include "render/escape.hpp"
#include "render/ids.hpp"
#include "render/words.hpp"
#include "report/history.hpp"
#include "report/scanners.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace kscan::render {
namespace {

using nlohmann::ordered_json;
using report::Finding;
using report::Severity;

std::string_view level_of(Severity severity) {
  switch (severity) {
  case Severity::critical:
  case Severity::high:
    return "error";
  case Severity::medium:
    return "warning";
  case Severity::low:
  case Severity::unknown:
    return "note";
  }
  return {};
}

/// GitHub makes a severity of it again: 9 and more is critical, 7 high, 4 medium. The scanner's own
/// score may say something else than the severity that everybody else is shown.
std::string_view score_of(Severity severity) {
  switch (severity) {
  case Severity::critical:
    return "9.5";
  case Severity::high:
    return "8.0";
  case Severity::medium:
    return "5.5";
  case Severity::low:
    return "2.0";
  case Severity::unknown:
    return "0.0";
  }
  return {};
}

std::string text_of(std::string_view text) {
  return printable(text);
}

ordered_json rule_of(const Finding& finding) {
  const std::string title = text_of(finding.title.empty() ? finding.id : finding.title);
  const std::string about = text_of(finding.description.empty() ? title : finding.description);
  const std::string severity(to_string(finding.severity));
  const std::string_view url = safe_url(finding.url);
  std::string markdown =
      fmt::format("**{}** {}\n\n{}", severity, markdown_text(title), markdown_text(about));
  if (!url.empty()) markdown += fmt::format("\n\n[{}]({})", markdown_text(finding.id), url);
  ordered_json rule = {{"id", text_of(finding.id)},
                       {"name", "Vulnerability"},
                       {"shortDescription", {{"text", title}}},
                       {"fullDescription", {{"text", about}}},
                       {"defaultConfiguration", {{"level", level_of(finding.severity)}}},
                       {"help", {{"text", about}, {"markdown", markdown}}}};
  if (!url.empty()) rule["helpUri"] = url;
  rule["properties"] = {{"tags", {"security", "vulnerability", severity}},
                        {"precision", "very-high"},
                        {"security-severity", score_of(finding.severity)}};
  return rule;
}

ordered_json logical_locations(const report::ImageReport& image) {
  ordered_json list = ordered_json::array();
  for (const report::Target& target : image.targets)
    list.push_back(
        {{"name", text_of(target.container)},
         {"fullyQualifiedName",
          text_of(target.ns + "/" + target.kind + "/" + target.name + "/" + target.container)},
         {"kind", "object"}});
  return list;
}

ordered_json location_of(const report::ImageReport& image) {
  ordered_json region = {{"startLine", 1}, {"startColumn", 1}, {"endLine", 1}, {"endColumn", 1}};
  ordered_json location = {
      {"physicalLocation",
       {{"artifactLocation", {{"uri", percent_encoded(report::repository_of(image))}}},
        {"region", std::move(region)}}},
      {"message", {{"text", text_of(full_name(image))}}}};
  ordered_json logical = logical_locations(image);
  if (!logical.empty()) location["logicalLocations"] = std::move(logical);
  return location;
}

std::string message_of(const report::ImageReport& image, const Finding& finding) {
  std::string text =
      fmt::format("{} {} in {}", finding.package, finding.installed, image_text(image));
  if (!finding.path.empty()) text += " (" + finding.path + ")";
  text += finding.fixed.empty() ? ", no fixed version is known" : ", fixed in " + finding.fixed;
  return text_of(text + ": " + (finding.title.empty() ? finding.id : finding.title));
}

ordered_json result_of(const report::ImageReport& image, const Finding& finding, std::size_t rule) {
  const std::string stable =
      report::repository_of(image) + '\n' + finding.package + '\n' + finding.id;
  ordered_json result = {
      {"ruleId", text_of(finding.id)},
      {"ruleIndex", rule},
      {"level", level_of(finding.severity)},
      {"message", {{"text", message_of(image, finding)}}},
      {"locations", ordered_json::array({location_of(image)})},
      {"partialFingerprints", {{"primaryLocationLineHash", sha256_hex(stable) + ":1"}}}};
  if (finding.age != report::Age::unknown)
    result["baselineState"] = finding.age == report::Age::fresh ? "new" : "unchanged";
  if (finding.suppression)
    result["suppressions"] =
        ordered_json::array({{{"kind", "external"},
                              {"status", "accepted"},
                              {"justification", suppression_text(*finding.suppression)}}});
  result["properties"] = {{"severity", to_string(finding.severity)},
                          {"package", text_of(finding.package)},
                          {"installedVersion", text_of(finding.installed)},
                          {"fixedVersion", text_of(finding.fixed)},
                          {"purl", text_of(finding.purl)}};
  return result;
}

/// Rules and results as they are found.
class Run {
public:
  explicit Run(const Style& style)
      : m_style(style) {}
  void add(const report::ImageReport& image) {
    for (const Finding& finding : image.scan.findings)
      add(image, finding);
    if (!m_style.show_suppressed) return;
    for (const Finding& finding : image.scan.suppressed)
      add(image, finding);
  }
  ordered_json rules = ordered_json::array();
  ordered_json results = ordered_json::array();

private:
  void add(const report::ImageReport& image, const Finding& finding) {
    const auto [known, added] = m_rules.try_emplace(finding.id, rules.size());
    if (added) rules.push_back(rule_of(finding));
    results.push_back(result_of(image, finding, known->second));
  }
  const Style& m_style;
  std::map<std::string, std::size_t> m_rules;
};

ordered_json notification(std::string_view level, const std::string& text) {
  return {{"level", level}, {"message", {{"text", text_of(text)}}}};
}

ordered_json invocation_of(const report::Report& report) {
  ordered_json notes = ordered_json::array();
  for (const report::ImageReport& image : report.images)
    if (image.failure)
      notes.push_back(notification("error", full_name(image) + ": " + image.failure->message()));
  for (const std::string& warning : report.warnings)
    notes.push_back(notification("warning", warning));
  return {{"executionSuccessful", report::failures(report) == 0},
          {"toolExecutionNotifications", std::move(notes)}};
}

ordered_json tool_of(const report::Report& report, ordered_json&& rules) {
  ordered_json driver = {
      {"name", "kubectl-scan"}, {"semanticVersion", KSCAN_VERSION}, {"rules", std::move(rules)}};
  ordered_json tool = {{"driver", std::move(driver)}};
  const report::ScannerProfile* const profile = report::find_scanner(report.scanner.name);
  if (profile == nullptr) return tool;
  ordered_json extension = {{"name", profile->title},
                            {"organization", profile->vendor},
                            {"informationUri", profile->url}};
  if (!report.scanner.version.empty()) extension["version"] = text_of(report.scanner.version);
  tool["extensions"] = ordered_json::array({std::move(extension)});
  return tool;
}

}  // namespace

void write_sarif(const report::Report& report, const Style& style, std::ostream& out) {
  Run run(style);
  for (const report::ImageReport& image : report.images)
    run.add(image);
  ordered_json entry = {
      {"tool", tool_of(report, std::move(run.rules))},
      {"automationDetails",
       {{"id", "kubectl-scan/" + (report.ns.empty() ? "all" : text_of(report.ns)) + "/"}}},
      {"invocations", ordered_json::array({invocation_of(report)})},
      {"columnKind", "utf16CodeUnits"},
      {"results", std::move(run.results)}};
  write_document({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                  {"version", "2.1.0"},
                  {"runs", ordered_json::array({std::move(entry)})}},
                 out);
}

}  // namespace kscan::render
