#include "report/image_digest.hpp"
#include "report/scanners.hpp"

#include <span>
#include <utility>

namespace kscan::report {
namespace {

enum TrivyPlace : Place {
  document = root + 1,
  trivy,
  metadata,
  os,
  digests,
  config,
  results,
  result,
  vulnerabilities,
  vulnerability,
  identifier,
  layer,
  vendor_ids,
  ratings,
  rating,
  modified_list,
  modified,
  modified_vulnerability,
};

struct Rating {
  double v2 = 0;
  double v3 = 0;
  double v4 = 0;
  std::string v2_vector;
  std::string v3_vector;
  std::string v4_vector;
};

/// A vulnerability while it is read.
struct Item {
  Finding finding;
  std::string severity;
  std::string layer_digest;
  std::string layer_diff;
  std::vector<std::pair<std::string, Cvss>> ratings;
};

/// The one that most others can be compared with: version 3, then 4, then 2.
std::optional<Cvss> best_of(Rating&& rating, std::string_view source) {
  const std::string by(source);
  if (rating.v3 > 0) return Cvss{rating.v3, std::move(rating.v3_vector), by};
  if (rating.v4 > 0) return Cvss{rating.v4, std::move(rating.v4_vector), by};
  if (rating.v2 > 0) return Cvss{rating.v2, std::move(rating.v2_vector), by};
  return std::nullopt;
}

/// Of whoever said how severe it is, else of the National Vulnerability Database, else the first.
std::optional<Cvss> chosen(std::vector<std::pair<std::string, Cvss>>&& ratings,
                           const std::string& severity_source) {
  for (const std::string& source : {severity_source, std::string("nvd")})
    for (auto& [by, cvss] : ratings)
      if (by == source) return std::move(cvss);
  if (ratings.empty()) return std::nullopt;
  return std::move(ratings.front().second);
}

class Reader {
public:
  explicit Reader(Detail detail);
  [[nodiscard]] Result<Scan> read(const ByteSource& json);

private:
  void of_document();
  void of_vulnerability(Place place);
  void of_results();
  Result<> end_rating(std::string_view source);
  Result<> end_vulnerability(std::vector<Finding>& list);
  Result<> end_result();
  Result<> end_modified();

  const Detail m_detail;
  JsonFields m_fields;
  Scan m_scan;
  double m_schema = 0;
  std::vector<std::string> m_digests;
  std::string m_os;
  std::string m_architecture;
  std::string m_variant;
  // of the result, vulnerability, rating or changed finding that is being read
  std::string m_target;
  std::string m_class;
  std::string m_type;
  std::size_t m_first_finding = 0;
  std::size_t m_first_suppressed = 0;
  Item m_item;
  Rating m_rating;
  std::string m_change_type;
  Suppression m_change;
};

Reader::Reader(Detail detail)
    : m_detail(detail) {
  m_scan.has_packages = false;
  m_scan.scanner.name = "trivy";
  of_document();
  of_results();
  of_vulnerability(vulnerability);
  of_vulnerability(modified_vulnerability);
}

void Reader::of_document() {
  m_fields.object(root, JsonFields::any, document)
      .number(document, "SchemaVersion", m_schema)
      .text(document, "ArtifactName", m_scan.artifact)
      .text(document, "CreatedAt", m_scan.created)
      .object(document, "Trivy", trivy)
      .text(trivy, "Version", m_scan.scanner.version)
      .object(document, "Metadata", metadata)
      .text(metadata, "ImageID", m_scan.id)
      .texts(metadata, "RepoDigests", m_digests, digests)
      .object(metadata, "OS", os)
      .text(os, "Family", m_scan.os.family)
      .text(os, "Name", m_scan.os.name)
      .boolean(os, "EOSL", m_scan.os.end_of_life)
      .object(metadata, "ImageConfig", config)
      .text(config, "os", m_os)
      .text(config, "architecture", m_architecture)
      .text(config, "variant", m_variant)
      .array(document, "Results", results);
}

void Reader::of_results() {
  m_fields.object(results, JsonFields::any, result)
      .text(result, "Target", m_target)
      .text(result, "Class", m_class)
      .text(result, "Type", m_type)
      .array(result, "Vulnerabilities", vulnerabilities)
      .object(vulnerabilities, JsonFields::any, vulnerability)
      .array(result, "ExperimentalModifiedFindings", modified_list)
      .object(modified_list, JsonFields::any, modified)
      .text(modified, "Type", m_change_type)
      .text(modified, "Status", m_change.status)
      .text(modified, "Statement", m_change.reason)
      .text(modified, "Source", m_change.by)
      .object(modified, "Finding", modified_vulnerability)
      .number(rating, "V2Score", m_rating.v2)
      .text(rating, "V2Vector", m_rating.v2_vector)
      .number(rating, "V3Score", m_rating.v3)
      .text(rating, "V3Vector", m_rating.v3_vector)
      .number(rating, "V40Score", m_rating.v4)
      .text(rating, "V40Vector", m_rating.v4_vector)
      .object(ratings, JsonFields::any, rating)
      .text(identifier, "PURL", m_item.finding.purl)
      .text(layer, "Digest", m_item.layer_digest)
      .text(layer, "DiffID", m_item.layer_diff);
  m_fields.at_end(result, [this](auto) { return end_result(); })
      .at_end(rating, [this](std::string_view source) { return end_rating(source); })
      .at_end(vulnerability, [this](auto) { return end_vulnerability(m_scan.findings); })
      .at_end(modified, [this](auto) { return end_modified(); });
}

void Reader::of_vulnerability(Place place) {
  Finding& finding = m_item.finding;
  m_fields.text(place, "VulnerabilityID", finding.id)
      .texts(place, "VendorIDs", finding.aliases, vendor_ids)
      .text(place, "PkgName", finding.package)
      .text(place, "PkgPath", finding.path)
      .object(place, "PkgIdentifier", identifier)
      .text(place, "InstalledVersion", finding.installed)
      .text(place, "FixedVersion", finding.fixed)
      .text(place, "Status", finding.status)
      .object(place, "Layer", layer)
      .text(place, "SeveritySource", finding.severity_source)
      .text(place, "PrimaryURL", finding.url)
      .text(place, "Title", finding.title)
      .text(place, "Description", finding.description)
      .text(place, "Severity", m_item.severity)
      .object(place, "CVSS", ratings)
      .text(place, "PublishedDate", finding.published)
      .text(place, "LastModifiedDate", finding.modified);
}

Result<> Reader::end_rating(std::string_view source) {
  if (auto best = best_of(std::exchange(m_rating, {}), source))
    m_item.ratings.emplace_back(std::string(source), *std::move(best));
  return {};
}

Result<> Reader::end_vulnerability(std::vector<Finding>& list) {
  Item item = std::exchange(m_item, {});
  Finding& finding = item.finding;
  if (finding.id.empty()) return fail(Errc::protocol, "has no VulnerabilityID");
  finding.severity = parse_severity(item.severity);
  finding.layer = std::move(item.layer_digest.empty() ? item.layer_diff : item.layer_digest);
  finding.cvss = chosen(std::move(item.ratings), finding.severity_source);
  append(std::move(finding), m_detail, list);
  return {};
}

/// What Trivy itself left out, because of an ignore file or a VEX document of its own.
Result<> Reader::end_modified() {
  const bool is_vulnerability = std::exchange(m_change_type, {}) == "vulnerability";
  Suppression change = std::exchange(m_change, {});
  if (!is_vulnerability || m_item.finding.id.empty()) {
    m_item = {};
    return {};
  }
  m_item.finding.suppression = std::move(change);
  return end_vulnerability(m_scan.suppressed);
}

/// A package of an OS is where its package manager put it; one of a language is in the file that
/// the result is about, unless it names its own.
Result<> Reader::end_result() {
  const bool language = m_class == "lang-pkgs";
  const auto complete = [&](std::vector<Finding>& list, std::size_t& first) {
    for (Finding& found : std::span(list).subspan(std::exchange(first, list.size()))) {
      found.package_type = m_type;
      if (language && found.path.empty()) found.path = m_target;
    }
  };
  complete(m_scan.findings, m_first_finding);
  complete(m_scan.suppressed, m_first_suppressed);
  if (language || m_class == "os-pkgs") m_scan.has_packages = true;
  if (m_type == "jar") m_scan.has_jars = true;
  m_target.clear();
  m_class.clear();
  m_type.clear();
  return {};
}

Result<Scan> Reader::read(const ByteSource& json) {
  constexpr double supported = 2;
  if (Result<> done = read_json(json, m_fields); !done)
    return fail(unusable(done.error().message()));
  if (m_schema != supported) return fail(unusable("it is not Trivy's of schema version 2"));
  if (m_scan.os.family == "none") m_scan.os = {};
  m_scan.digest = first_digest(m_digests);
  m_scan.platform = platform_of(m_os, m_architecture, m_variant);
  tidy(m_scan);
  return std::move(m_scan);
}

}  // namespace

Result<Scan> decode_trivy(const ByteSource& json, Detail detail) {
  return Reader(detail).read(json);
}

}  // namespace kscan::report
