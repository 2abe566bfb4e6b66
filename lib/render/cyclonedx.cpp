#include "base/text.hpp"
#include "base/time.hpp"
#include "base/utf8.hpp"
#include "render/documents.hpp"
#include "render/escape.hpp"
#include "render/ids.hpp"
#include "render/words.hpp"
#include "report/history.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace kscan::render {
namespace {

using nlohmann::ordered_json;
using report::Finding;

ordered_json properties(std::initializer_list<std::pair<std::string_view, std::string_view>> all) {
  ordered_json list = ordered_json::array();
  for (const auto& [name, value] : all)
    if (!value.empty())
      list.push_back({{"name", fmt::format("kubectl-scan:{}", name)}, {"value", value}});
  return list;
}

void set_if(ordered_json& object, std::string_view key, std::string_view value) {
  if (!value.empty()) object[std::string(key)] = value;
}

void set_time(ordered_json& object, std::string_view key, const std::string& time) {
  if (parse_rfc3339(time)) object[std::string(key)] = time;
}

/// No longer than the schema allows.
std::string version_of(std::string_view text) {
  constexpr std::size_t longest = 1024;
  return std::string(cut(to_valid_utf8(text), longest));
}

std::string image_ref(const report::ImageReport& image) {
  return "image:" + full_name(image)
         + (image.scan.platform.empty() ? "" : "?" + image.scan.platform);
}

std::string package_ref(const report::ImageReport& image, const Finding& finding) {
  return image_ref(image) + "#" + finding.package + "@" + finding.installed
         + (finding.path.empty() ? "" : ":" + finding.path);
}

std::string_view method_of(std::string_view vector) {
  if (vector.starts_with("CVSS:4.0/")) return "CVSSv4";
  if (vector.starts_with("CVSS:3.1/")) return "CVSSv31";
  if (vector.starts_with("CVSS:3.0/")) return "CVSSv3";
  return vector.starts_with("AV:") ? "CVSSv2" : "other";
}

ordered_json rating(const Finding& finding) {
  ordered_json result = ordered_json::object();
  const std::string& source = finding.cvss ? finding.cvss->source : finding.severity_source;
  if (!source.empty()) result["source"] = {{"name", source}};
  if (finding.cvss) result["score"] = finding.cvss->score;
  result["severity"] = to_lower_ascii(to_string(finding.severity));
  if (!finding.cvss) return result;
  result["method"] = method_of(finding.cvss->vector);
  set_if(result, "vector", finding.cvss->vector);
  return result;
}

ordered_json analysis(const report::Suppression& why) {
  const std::string_view state = why.status == "fixed"          ? "resolved"
                                 : why.status == "not_affected" ? "not_affected"
                                                                : "exploitable";
  ordered_json result = {{"state", state}};
  if (state == "exploitable") result["response"] = {"will_not_fix"};
  result["detail"] = suppression_text(why);
  return result;
}

ordered_json vulnerability(const Finding& finding) {
  ordered_json result = {{"id", finding.id}};
  if (const std::string_view url = safe_url(finding.url); !url.empty())
    result["source"] = {{"url", url}};
  ordered_json references = ordered_json::array();
  for (const std::string& alias : finding.aliases)
    references.push_back({{"id", alias}, {"source", {{"name", "alias"}}}});
  if (!references.empty()) result["references"] = std::move(references);
  result["ratings"] = ordered_json::array({rating(finding)});
  set_if(result, "description", finding.title.empty() ? finding.description : finding.title);
  if (!finding.title.empty()) set_if(result, "detail", finding.description);
  set_time(result, "published", finding.published);
  set_time(result, "updated", finding.modified);
  if (finding.suppression) result["analysis"] = analysis(*finding.suppression);
  return result;
}

ordered_json package_of(const report::ImageReport& image, const Finding& finding) {
  ordered_json result = {{"type", "library"},
                         {"bom-ref", package_ref(image, finding)},
                         {"name", finding.package},
                         {"version", version_of(finding.installed)},
                         {"purl", package_purl(finding)}};
  ordered_json more = properties({{"type", finding.package_type},
                                  {"path", finding.path},
                                  {"layer", finding.layer},
                                  {"fixed", finding.fixed}});
  if (!more.empty()) result["properties"] = std::move(more);
  return result;
}

ordered_json image_of(const report::ImageReport& image) {
  ordered_json more = properties({{"platform", image.scan.platform},
                                  {"os", os_text(image.scan.os)},
                                  {"imageID", image.scan.id},
                                  {"error", image.failure ? image.failure->message() : ""}});
  for (const report::Target& target : image.targets)
    more.push_back(
        {{"name", "kubectl-scan:target"},
         {"value", target.ns + "/" + target.kind + "/" + target.name + "/" + target.container}});
  const std::string_view digest = report::digest_of(image);
  return {{"type", "container"},
          {"bom-ref", image_ref(image)},
          {"name", report::repository_of(image)},
          {"version", version_of(digest.empty() ? std::string_view(image.image.tag) : digest)},
          {"purl", image_purl(image)},
          {"properties", std::move(more)}};
}

/// Vulnerabilities with what they affect; each severity and each decision on its own.
class Vulnerabilities {
public:
  void add(const report::ImageReport& image, const Finding& finding) {
    const std::string decision = finding.suppression ? suppression_text(*finding.suppression) : "";
    const Key key(finding.id, finding.severity, finding.suppression.has_value(), decision);
    const auto [known, added] = m_places.try_emplace(key, m_list.size());
    if (added) {
      m_list.push_back(vulnerability(finding));
      m_list.back()["affects"] = ordered_json::array();
    }
    if (!m_affected.emplace(known->second, package_ref(image, finding)).second) return;
    m_list[known->second]["affects"].push_back(
        {{"ref", package_ref(image, finding)},
         {"versions",
          ordered_json::array(
              {{{"version", version_of(finding.installed)}, {"status", "affected"}}})}});
  }
  ordered_json take() { return std::move(m_list); }

private:
  using Key = std::tuple<std::string, report::Severity, bool, std::string>;
  ordered_json m_list = ordered_json::array();
  std::map<Key, std::size_t> m_places;
  std::set<std::pair<std::size_t, std::string>> m_affected;
};

/// The image with its packages, whose vulnerabilities go to `all`.
ordered_json component_of(const report::ImageReport& image, Vulnerabilities& all) {
  ordered_json packages = ordered_json::array();
  std::set<std::string> refs;
  for (const std::vector<Finding>* list : {&image.scan.findings, &image.scan.suppressed})
    for (const Finding& finding : *list) {
      if (refs.insert(package_ref(image, finding)).second)
        packages.push_back(package_of(image, finding));
      all.add(image, finding);
    }
  ordered_json component = image_of(image);
  if (!packages.empty()) component["components"] = std::move(packages);
  return component;
}

ordered_json metadata_of(const report::Report& report) {
  ordered_json tools = ordered_json::array(
      {{{"type", "application"}, {"name", "kubectl-scan"}, {"version", KSCAN_VERSION}}});
  if (!report.scanner.name.empty()) {
    tools.push_back({{"type", "application"}, {"name", report.scanner.name}});
    set_if(tools.back(), "version", report.scanner.version);
  }
  ordered_json metadata = ordered_json::object();
  set_time(metadata, "timestamp", report.created);
  metadata["tools"] = {{"components", std::move(tools)}};
  metadata["component"] = {{"type", "platform"},
                           {"bom-ref", "scan"},
                           {"name", report.ns.empty() ? "cluster" : report.ns}};
  return metadata;
}

}  // namespace

void write_cyclonedx(const report::Report& report, std::ostream& out) {
  Vulnerabilities vulnerabilities;
  ordered_json components = ordered_json::array();
  std::string stable = report.created;
  std::set<std::string> refs;
  for (const report::ImageReport& image : report.images) {
    if (!refs.insert(image_ref(image)).second) continue;
    components.push_back(component_of(image, vulnerabilities));
    stable += '\n' + image_ref(image);
  }
  write_document({{"$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json"},
                  {"bomFormat", "CycloneDX"},
                  {"specVersion", "1.6"},
                  {"serialNumber", "urn:uuid:" + uuid_of(stable)},
                  {"version", 1},
                  {"metadata", metadata_of(report)},
                  {"components", std::move(components)},
                  {"vulnerabilities", vulnerabilities.take()}},
                 out);
}

}  // namespace kscan::render
