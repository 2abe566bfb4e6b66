#include "render/json_report.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace kscan::render {
namespace {

using nlohmann::ordered_json;

ordered_json summary(const report::Report& report) {
  const report::Totals totals = report::totals(report);
  ordered_json by_severity = ordered_json::object();
  for (const report::Severity severity : report::all_severities)
    by_severity[std::string(to_string(severity))] = totals[severity];
  const auto failed =
      std::ranges::count_if(report.images, [](const auto& image) { return !image.scanned(); });
  return {{"images", report.images.size()},
          {"failed", failed},
          {"bySeverity", std::move(by_severity)},
          {"fixable", totals.fixable}};
}

ordered_json image(const report::ImageReport& item) {
  const image::Reference& reference = item.image;
  const bool parsed = !reference.registry.empty();
  return {{"reference", parsed ? reference.pinned() : reference.repository},
          {"registry", reference.registry},
          {"repository", reference.repository},
          {"tag", reference.tag},
          {"digest", reference.digest.empty() ? item.scan.digest : reference.digest},
          {"pinned", item.pinned}};
}

ordered_json os(const report::OperatingSystem& system) {
  if (system.family.empty()) return nullptr;
  return {{"family", system.family}, {"name", system.name}, {"endOfLife", system.end_of_life}};
}

ordered_json target(const report::Target& target) {
  return {{"namespace", target.ns},
          {"kind", target.kind},
          {"name", target.name},
          {"container", target.container},
          {"type", target.container_kind}};
}

ordered_json error(const std::optional<Error>& failure) {
  if (!failure) return nullptr;
  return {{"message", failure->message()}, {"hint", failure->hint()}};
}

ordered_json vulnerability(const report::Finding& finding) {
  ordered_json pkg = {{"name", finding.package},
                      {"version", finding.installed},
                      {"path", finding.path},
                      {"purl", finding.purl}};
  return {{"id", finding.id},
          {"severity", std::string(to_string(finding.severity))},
          {"pkg", std::move(pkg)},
          {"fixedVersion", finding.fixed},
          {"title", finding.title},
          {"url", finding.url}};
}

template<typename T>
ordered_json list(const std::vector<T>& values, ordered_json (*convert)(const T&)) {
  ordered_json result = ordered_json::array();
  for (const T& value : values)
    result.push_back(convert(value));
  return result;
}

ordered_json item(const report::ImageReport& item) {
  return {{"image", image(item)},
          {"os", os(item.scan.os)},
          {"targets", list(item.targets, target)},
          {"status", item.scanned() ? "scanned" : "failed"},
          {"error", error(item.failure)},
          {"hasPackages", item.scanned() && item.scan.has_packages},
          {"vulnerabilities", list(item.scan.findings, vulnerability)}};
}

ordered_json scan_report(const report::Report& report) {
  ordered_json metadata = {{"creationTimestamp", report.created}, {"namespace", report.ns}};
  ordered_json scanner = {{"name", report.scanner.name}, {"image", report.scanner.image}};
  return {{"apiVersion", "scan.kubectl.dev/v1alpha1"},
          {"kind", "ScanReport"},
          {"metadata", std::move(metadata)},
          {"scanner", std::move(scanner)},
          {"summary", summary(report)},
          {"items", list(report.images, item)},
          {"warnings", ordered_json(report.warnings)}};
}

}  // namespace

void write_json(const report::Report& report, std::ostream& out) {
  constexpr int indent = 2;
  constexpr bool ascii_only = false;
  out << scan_report(report).dump(indent, ' ', ascii_only, ordered_json::error_handler_t::replace)
      << '\n';
}

}  // namespace kscan::render
