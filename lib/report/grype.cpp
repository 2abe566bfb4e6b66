#include "report/grype_words.hpp"
#include "report/image_digest.hpp"
#include "report/scanners.hpp"

#include <fmt/format.h>

#include <utility>

namespace kscan::report {
namespace {

enum GrypePlace : Place {
  document = root + 1,
  matches,
  match,
  ignored_matches,
  ignored_match,
  rules,
  rule,
  vulnerability,
  fix,
  fix_versions,
  ratings,
  rating,
  metrics,
  related_list,
  related,
  artifact,
  locations,
  location,
  alerts_by_package,
  package_alerts,
  alerts,
  alert,
  source,
  target,
  digests,
  distribution,
  descriptor,
  database,
  database_status,
};

struct Location {
  std::string path;
  std::string layer;
};

/// A match while it is read.
struct Item {
  Finding finding;
  std::string severity;
  std::string fix_state;
  std::vector<std::string> fixes;
  std::vector<grype::Rating> ratings;
  std::vector<std::string> related;
  std::string related_description;
  std::optional<Location> first_location;
  Suppression suppression;
};

class Reader {
public:
  explicit Reader(Detail detail);
  [[nodiscard]] Result<Scan> read(const ByteSource& json);

private:
  void of_document();
  void of_match(Place place);
  void of_vulnerability();
  Result<> end_rating();
  Result<> end_related();
  Result<> end_location();
  Result<> end_rule();
  Result<> end_match(std::vector<Finding>& list);

  const Detail m_detail;
  JsonFields m_fields;
  Scan m_scan;
  std::string m_name;
  std::vector<std::string> m_digests;
  std::string m_manifest_digest;
  std::string m_os;
  std::string m_architecture;
  std::string m_alert;
  Item m_item;
  grype::Rating m_rating;
  Location m_location;
  std::string m_related;
  std::string m_related_description;
  std::string m_rule_reason;
  std::string m_rule_status;
  std::string m_rule_justification;
};

Reader::Reader(Detail detail)
    : m_detail(detail) {
  of_document();
  of_match(match);
  of_match(ignored_match);
  of_vulnerability();
  m_fields.at_end(match, [this](auto) { return end_match(m_scan.findings); })
      .at_end(ignored_match, [this](auto) { return end_match(m_scan.suppressed); })
      .at_end(rule, [this](auto) { return end_rule(); })
      .at_end(rating, [this](auto) { return end_rating(); })
      .at_end(related, [this](auto) { return end_related(); })
      .at_end(location, [this](auto) { return end_location(); })
      .at_end(alert, [this](auto) -> Result<> {
        if (std::exchange(m_alert, {}) == "distro-eol") m_scan.os.end_of_life = true;
        return {};
      });
}

void Reader::of_document() {
  m_fields.object(root, JsonFields::any, document)
      .array(document, "matches", matches)
      .object(matches, JsonFields::any, match)
      .array(document, "ignoredMatches", ignored_matches)
      .object(ignored_matches, JsonFields::any, ignored_match)
      .array(document, "alertsByPackage", alerts_by_package)
      .object(alerts_by_package, JsonFields::any, package_alerts)
      .array(package_alerts, "alerts", alerts)
      .object(alerts, JsonFields::any, alert)
      .text(alert, "type", m_alert)
      .object(document, "distro", distribution)
      .text(distribution, "name", m_scan.os.family)
      .text(distribution, "version", m_scan.os.name)
      .object(document, "source", source)
      .object(source, "target", target)
      .text(target, "userInput", m_scan.artifact)
      .text(target, "imageID", m_scan.id)
      .text(target, "manifestDigest", m_manifest_digest)
      .texts(target, "repoDigests", m_digests, digests)
      .text(target, "os", m_os)
      .text(target, "architecture", m_architecture)
      .object(document, "descriptor", descriptor)
      .text(descriptor, "name", m_name)
      .text(descriptor, "version", m_scan.scanner.version)
      .text(descriptor, "timestamp", m_scan.created)
      .object(descriptor, "db", database)
      .text(database, "built", m_scan.scanner.database)
      .object(database, "status", database_status)
      .text(database_status, "built", m_scan.scanner.database);
}

void Reader::of_match(Place place) {
  m_fields.object(place, "vulnerability", vulnerability)
      .array(place, "relatedVulnerabilities", related_list)
      .object(place, "artifact", artifact)
      .array(place, "appliedIgnoreRules", rules);
}

void Reader::of_vulnerability() {
  Finding& finding = m_item.finding;
  m_fields.text(vulnerability, "id", finding.id)
      .text(vulnerability, "dataSource", finding.url)
      .text(vulnerability, "namespace", finding.severity_source)
      .text(vulnerability, "severity", m_item.severity)
      .text(vulnerability, "description", finding.description)
      .object(vulnerability, "fix", fix)
      .texts(fix, "versions", m_item.fixes, fix_versions)
      .text(fix, "state", m_item.fix_state)
      .array(vulnerability, "cvss", ratings)
      .object(ratings, JsonFields::any, rating)
      .text(rating, "source", m_rating.source)
      .text(rating, "version", m_rating.version)
      .text(rating, "vector", m_rating.vector)
      .object(rating, "metrics", metrics)
      .number(metrics, "baseScore", m_rating.score)
      .object(related_list, JsonFields::any, related)
      .text(related, "id", m_related)
      .text(related, "description", m_related_description)
      .array(related, "cvss", ratings)
      .text(artifact, "name", finding.package)
      .text(artifact, "version", finding.installed)
      .text(artifact, "type", finding.package_type)
      .text(artifact, "purl", finding.purl)
      .array(artifact, "locations", locations)
      .object(locations, JsonFields::any, location)
      .text(location, "path", m_location.path)
      .text(location, "layerID", m_location.layer)
      .object(rules, JsonFields::any, rule)
      .text(rule, "reason", m_rule_reason)
      .text(rule, "vex-status", m_rule_status)
      .text(rule, "vex-justification", m_rule_justification);
}

Result<> Reader::end_rating() {
  m_item.ratings.push_back(std::exchange(m_rating, {}));
  return {};
}

Result<> Reader::end_related() {
  m_item.related.push_back(std::exchange(m_related, {}));
  std::string description = std::exchange(m_related_description, {});
  if (m_item.related_description.empty()) m_item.related_description = std::move(description);
  return {};
}

Result<> Reader::end_location() {
  Location here = std::exchange(m_location, {});
  if (!m_item.first_location) m_item.first_location = std::move(here);
  return {};
}

/// The first rule that applied.
Result<> Reader::end_rule() {
  std::string reason = std::exchange(m_rule_reason, {});
  std::string status = std::exchange(m_rule_status, {});
  std::string justification = std::exchange(m_rule_justification, {});
  if (!m_item.suppression.by.empty()) return {};
  m_item.suppression = {.by = "grype",
                        .reason = std::move(reason.empty() ? justification : reason),
                        .until = {},
                        .status = status.empty() ? "ignored" : std::move(status)};
  return {};
}

Result<> Reader::end_match(std::vector<Finding>& list) {
  Item item = std::exchange(m_item, {});
  Finding& finding = item.finding;
  if (finding.id.empty()) return fail(Errc::protocol, "has no vulnerability.id");
  finding.severity = grype::severity_of(item.severity);
  finding.cvss = grype::chosen(std::move(item.ratings));
  finding.fixed = fmt::format("{}", fmt::join(item.fixes, ", "));
  finding.status = grype::status_of(item.fix_state);
  if (finding.description.empty()) finding.description = std::move(item.related_description);
  finding.title = grype::title_of(finding.description);
  std::erase(item.related, finding.id);
  finding.aliases = std::move(item.related);
  if (item.first_location) {
    finding.layer = std::move(item.first_location->layer);
    if (!grype::managed_by_the_system(finding.package_type))
      finding.path = std::move(item.first_location->path);
  }
  if (&list == &m_scan.suppressed) finding.suppression = std::move(item.suppression);
  append(std::move(finding), m_detail, list);
  return {};
}

Result<Scan> Reader::read(const ByteSource& json) {
  if (Result<> done = read_json(json, m_fields); !done)
    return fail(unusable(done.error().message()));
  if (m_name != "grype") return fail(unusable("it is not Grype's"));
  m_scan.scanner.name = m_name;
  m_digests.push_back("@" + m_manifest_digest);
  m_scan.digest = first_digest(m_digests);
  m_scan.platform = platform_of(m_os, m_architecture, {});
  tidy(m_scan);
  return std::move(m_scan);
}

}  // namespace

Result<Scan> decode_grype(const ByteSource& json, Detail detail) {
  return Reader(detail).read(json);
}

}  // namespace kscan::report
