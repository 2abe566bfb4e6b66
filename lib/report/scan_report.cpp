#include "report/scan_report.hpp"

#include "report/saved.hpp"

#include <utility>

namespace kscan::report {
namespace {

enum SavedPlace : Place {
  document = root + 1,
  metadata,
  scanner,
  database,
  items,
  item,
  image,
  os,
  targets,
  target,
  credential,
  failure,
  vulnerabilities,
  vulnerability,
  suppressed_list,
  suppressed,
  suppression,
  aliases,
  ratings,
  rating,
  package,
  warnings,
};

/// A vulnerability while it is read.
struct Item {
  Finding finding;
  std::string severity;
  Suppression suppression;
};

struct Failure {
  std::string code;
  std::string message;
  std::string hint;
};

class Reader {
public:
  explicit Reader(Detail detail);
  [[nodiscard]] Result<Report> read(const ByteSource& json);

private:
  void of_document();
  void of_item();
  void of_vulnerability(Place place);
  Result<> end_rating();
  Result<> end_finding(std::vector<Finding>& list);
  Result<> end_item();

  const Detail m_detail;
  JsonFields m_fields;
  Report m_report;
  std::string m_api_version;
  std::string m_kind;
  ImageReport m_image;
  std::string m_reference;
  std::string m_digest;
  std::string m_status;
  Failure m_failure;
  Target m_target;
  Item m_item;
  Cvss m_rating;
};

Reader::Reader(Detail detail)
    : m_detail(detail) {
  of_document();
  of_item();
  of_vulnerability(vulnerability);
  of_vulnerability(suppressed);
  m_fields.at_end(item, [this](auto) { return end_item(); })
      .at_end(rating, [this](auto) { return end_rating(); })
      .at_end(vulnerability, [this](auto) { return end_finding(m_image.scan.findings); })
      .at_end(suppressed, [this](auto) { return end_finding(m_image.scan.suppressed); })
      .at_end(target, [this](auto) -> Result<> {
        m_image.targets.push_back(std::exchange(m_target, {}));
        return {};
      });
}

void Reader::of_document() {
  m_fields.object(root, JsonFields::any, document)
      .text(document, "apiVersion", m_api_version)
      .text(document, "kind", m_kind)
      .object(document, "metadata", metadata)
      .text(metadata, "creationTimestamp", m_report.created)
      .text(metadata, "namespace", m_report.ns)
      .object(document, "scanner", scanner)
      .text(scanner, "name", m_report.scanner.name)
      .text(scanner, "image", m_report.scanner.image)
      .text(scanner, "version", m_report.scanner.version)
      .text(scanner, "digest", m_report.scanner.digest)
      .object(scanner, "database", database)
      .text(database, "updatedAt", m_report.scanner.database)
      .array(document, "items", items)
      .object(items, JsonFields::any, item)
      .texts(document, "warnings", m_report.warnings, warnings);
}

void Reader::of_item() {
  m_fields.object(item, "image", image)
      .text(image, "reference", m_reference)
      .text(image, "registry", m_image.image.registry)
      .text(image, "repository", m_image.image.repository)
      .text(image, "tag", m_image.image.tag)
      .text(image, "digest", m_digest)
      .boolean(image, "pinned", m_image.pinned)
      .text(image, "platform", m_image.scan.platform)
      .text(image, "id", m_image.scan.id)
      .object(item, "os", os)
      .text(os, "family", m_image.scan.os.family)
      .text(os, "name", m_image.scan.os.name)
      .boolean(os, "endOfLife", m_image.scan.os.end_of_life)
      .array(item, "targets", targets)
      .object(targets, JsonFields::any, target)
      .text(target, "namespace", m_target.ns)
      .text(target, "kind", m_target.kind)
      .text(target, "name", m_target.name)
      .text(target, "container", m_target.container)
      .text(target, "type", m_target.container_kind)
      .object(item, "credential", credential)
      .text(credential, "pullSecret", m_image.credential.pull_secret)
      .text(credential, "key", m_image.credential.key)
      .text(item, "status", m_status)
      .object(item, "error", failure)
      .text(failure, "code", m_failure.code)
      .text(failure, "message", m_failure.message)
      .text(failure, "hint", m_failure.hint)
      .boolean(item, "hasPackages", m_image.scan.has_packages)
      .array(item, "vulnerabilities", vulnerabilities)
      .object(vulnerabilities, JsonFields::any, vulnerability)
      .array(item, "suppressed", suppressed_list)
      .object(suppressed_list, JsonFields::any, suppressed)
      .text(suppression, "by", m_item.suppression.by)
      .text(suppression, "reason", m_item.suppression.reason)
      .text(suppression, "until", m_item.suppression.until)
      .text(suppression, "status", m_item.suppression.status);
}

void Reader::of_vulnerability(Place place) {
  Finding& finding = m_item.finding;
  m_fields.text(place, "id", finding.id)
      .texts(place, "aliases", finding.aliases, aliases)
      .text(place, "severity", m_item.severity)
      .text(place, "severitySource", finding.severity_source)
      .array(place, "cvss", ratings)
      .object(ratings, JsonFields::any, rating)
      .number(rating, "score", m_rating.score)
      .text(rating, "vector", m_rating.vector)
      .text(rating, "source", m_rating.source)
      .object(place, "pkg", package)
      .text(package, "name", finding.package)
      .text(package, "version", finding.installed)
      .text(package, "type", finding.package_type)
      .text(package, "path", finding.path)
      .text(package, "purl", finding.purl)
      .text(place, "fixedVersion", finding.fixed)
      .text(place, "status", finding.status)
      .text(place, "title", finding.title)
      .text(place, "description", finding.description)
      .text(place, "url", finding.url)
      .text(place, "layer", finding.layer)
      .text(place, "publishedDate", finding.published)
      .text(place, "lastModifiedDate", finding.modified)
      .object(place, "suppressed", suppression);
}

Result<> Reader::end_rating() {
  Cvss rating = std::exchange(m_rating, {});
  if (!m_item.finding.cvss) m_item.finding.cvss = std::move(rating);
  return {};
}

Result<> Reader::end_finding(std::vector<Finding>& list) {
  Item item = std::exchange(m_item, {});
  if (item.finding.id.empty()) return fail(Errc::protocol, "has no id");
  item.finding.severity = parse_severity(item.severity);
  if (&list == &m_image.scan.suppressed) item.finding.suppression = std::move(item.suppression);
  append(std::move(item.finding), m_detail, list);
  return {};
}

Result<> Reader::end_item() {
  ImageReport finished = std::exchange(m_image, {});
  const std::string reference = std::exchange(m_reference, {});
  std::string digest = std::exchange(m_digest, {});
  const std::string status = std::exchange(m_status, {});
  Failure why = std::exchange(m_failure, {});
  if (finished.image.repository.empty()) return fail(Errc::protocol, "has no image.repository");
  finished.scan.digest = digest;
  if (!digest.empty() && reference.ends_with("@" + digest))
    finished.image.digest = std::move(digest);
  if (status == "failed")
    finished.failure =
        Error(code_named(why.code), std::move(why.message)).hint(std::move(why.hint));
  else if (status != "scanned")
    return fail(Errc::protocol, "has no status of scanned or failed");
  finished.scan.scanner = m_report.scanner;
  tidy(finished.scan);
  m_report.images.push_back(std::move(finished));
  return {};
}

Result<Report> Reader::read(const ByteSource& json) {
  if (Result<> done = read_json(json, m_fields); !done) return fail(done.error());
  if (m_kind != report_kind || m_api_version != api_version)
    return fail(Errc::protocol,
                "no kind \"" + m_kind + "\" is known in version \"" + m_api_version + "\"");
  return std::move(m_report);
}

}  // namespace

Result<Report> read_scan_report(const ByteSource& json, Detail detail) {
  return Reader(detail).read(json);
}

}  // namespace kscan::report
