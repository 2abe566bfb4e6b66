#include "render/report_json.hpp"

#include "report/history.hpp"
#include "report/saved.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace kscan::render {
namespace {

using nlohmann::ordered_json;

template<typename T>
ordered_json list(const std::vector<T>& values, ordered_json (*convert)(const T&)) {
  ordered_json result = ordered_json::array();
  for (const T& value : values)
    result.push_back(convert(value));
  return result;
}

ordered_json counts(const report::Totals& totals) {
  ordered_json by_severity = ordered_json::object();
  for (const report::Severity severity : report::all_severities)
    by_severity[std::string(to_string(severity))] = totals[severity];
  return {{"bySeverity", std::move(by_severity)},
          {"fixable", totals.fixable},
          {"suppressed", totals.suppressed}};
}

ordered_json gate(const std::optional<report::GateResult>& result) {
  if (!result) return nullptr;
  return {{"threshold", result->threshold},
          {"result", result->passed ? "passed" : "failed"},
          {"findings", result->findings},
          {"endOfLife", result->end_of_life}};
}

ordered_json baseline(const report::Report& report) {
  if (!report.gone) return nullptr;
  const report::Changes changes = report::changes(report);
  return {{"new", changes.fresh}, {"gone", changes.gone}, {"unchanged", changes.unchanged}};
}

ordered_json summary(const report::Report& report) {
  ordered_json result = {{"images", report.images.size()}, {"failed", report::failures(report)}};
  result.update(counts(report::totals(report)));
  result["gate"] = gate(report.gate);
  result["baseline"] = baseline(report);
  return result;
}

ordered_json image(const report::ImageReport& item) {
  const image::Reference& reference = item.image;
  const bool parsed = !reference.registry.empty();
  return {{"reference", parsed ? reference.pinned() : reference.repository},
          {"registry", reference.registry},
          {"repository", reference.repository},
          {"tag", reference.tag},
          {"digest", std::string(report::digest_of(item))},
          {"pinned", item.pinned},
          {"platform", item.scan.platform},
          {"id", item.scan.id}};
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

ordered_json credential(const report::Credential& used) {
  if (used.pull_secret.empty()) return nullptr;
  return {{"pullSecret", used.pull_secret}, {"key", used.key}};
}

ordered_json error(const std::optional<Error>& failure) {
  if (!failure) return nullptr;
  return {{"code", std::string(report::code_name(failure->code()))},
          {"message", failure->message()},
          {"hint", failure->hint()}};
}

ordered_json cvss(const std::optional<report::Cvss>& rating) {
  ordered_json result = ordered_json::array();
  if (rating)
    result.push_back(ordered_json{
        {"score", rating->score}, {"vector", rating->vector}, {"source", rating->source}});
  return result;
}

ordered_json suppression(const std::optional<report::Suppression>& why) {
  if (!why) return nullptr;
  return {{"by", why->by}, {"reason", why->reason}, {"until", why->until}, {"status", why->status}};
}

ordered_json is_new(report::Age age) {
  if (age == report::Age::unknown) return nullptr;
  return age == report::Age::fresh;
}

ordered_json scanner(const report::Scanner& scanner) {
  return {{"name", scanner.name},
          {"image", scanner.image},
          {"version", scanner.version},
          {"digest", scanner.digest},
          {"database", ordered_json{{"updatedAt", scanner.database}}}};
}

ordered_json gone(const report::Gone& gone) {
  return {{"image", gone.image}, {"vulnerability", finding_json(gone.finding)}};
}

}  // namespace

ordered_json finding_json(const report::Finding& finding) {
  ordered_json pkg = {{"name", finding.package},
                      {"version", finding.installed},
                      {"type", finding.package_type},
                      {"path", finding.path},
                      {"purl", finding.purl}};
  return {{"id", finding.id},
          {"aliases", finding.aliases},
          {"severity", std::string(to_string(finding.severity))},
          {"severitySource", finding.severity_source},
          {"cvss", cvss(finding.cvss)},
          {"pkg", std::move(pkg)},
          {"fixedVersion", finding.fixed},
          {"status", finding.status},
          {"title", finding.title},
          {"description", finding.description},
          {"url", finding.url},
          {"layer", finding.layer},
          {"publishedDate", finding.published},
          {"lastModifiedDate", finding.modified},
          {"new", is_new(finding.age)},
          {"failsGate", finding.gated},
          {"suppressed", suppression(finding.suppression)}};
}

ordered_json item_json(const report::ImageReport& item) {
  return {{"image", image(item)},
          {"os", os(item.scan.os)},
          {"targets", list(item.targets, target)},
          {"credential", credential(item.credential)},
          {"status", item.scanned() ? "scanned" : "failed"},
          {"error", error(item.failure)},
          {"hasPackages", item.scanned() && item.scan.has_packages},
          {"summary", counts(report::totals(item.scan))},
          {"vulnerabilities", list(item.scan.findings, finding_json)},
          {"suppressed", list(item.scan.suppressed, finding_json)}};
}

ordered_json report_header(const report::Report& report) {
  ordered_json metadata = {{"creationTimestamp", report.created}, {"namespace", report.ns}};
  return {{"apiVersion", std::string(report::api_version)},
          {"kind", std::string(report::report_kind)},
          {"metadata", std::move(metadata)},
          {"scanner", scanner(report.scanner)},
          {"summary", summary(report)},
          {"items", ordered_json::array()},
          {"gone", report.gone ? list(*report.gone, gone) : ordered_json()},
          {"warnings", ordered_json(report.warnings)}};
}

ordered_json report_json(const report::Report& report) {
  ordered_json result = report_header(report);
  result["items"] = list(report.images, item_json);
  return result;
}

}  // namespace kscan::render
