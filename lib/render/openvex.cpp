#include "base/sha256.hpp"
#include "base/time.hpp"
#include "render/documents.hpp"
#include "render/escape.hpp"
#include "render/ids.hpp"
#include "render/words.hpp"

#include <nlohmann/json.hpp>

#include <ostream>
#include <set>
#include <string>
#include <utility>

namespace kscan::render {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view context = "https://openvex.dev/ns/v0.2.0";

ordered_json statement(const report::ImageReport& image, const report::Finding& finding) {
  ordered_json vulnerability = {{"name", finding.id}};
  if (!finding.aliases.empty()) vulnerability["aliases"] = finding.aliases;
  if (!finding.description.empty()) vulnerability["description"] = finding.description;
  ordered_json product = {
      {"@id", image_purl(image)},
      {"subcomponents", ordered_json::array({{{"@id", package_purl(finding)}}})}};
  return {{"vulnerability", std::move(vulnerability)},
          {"products", ordered_json::array({std::move(product)})}};
}

ordered_json undecided(const report::ImageReport& image, const report::Finding& finding) {
  ordered_json result = statement(image, finding);
  result["status"] = "under_investigation";
  return result;
}

/// A person decided: what a VEX document said is said again, what somebody only accepted is there.
ordered_json decided(const report::ImageReport& image, const report::Finding& finding) {
  ordered_json result = statement(image, finding);
  const report::Suppression why = finding.suppression.value_or(report::Suppression{});
  const std::string text = suppression_text(why);
  if (why.status == "fixed") {
    result["status"] = "fixed";
  } else if (why.status == "not_affected") {
    result["status"] = "not_affected";
    result["impact_statement"] = text;
  } else {
    result["status"] = "affected";
    result["action_statement"] = "accepted: " + text;
  }
  return result;
}

/// Each statement once: of one package in two paths the same is said.
class Statements {
public:
  void add(ordered_json&& statement) {
    if (m_seen.insert(sha256_hex(json_text(statement, -1))).second)
      m_list.push_back(std::move(statement));
  }
  ordered_json take() { return std::move(m_list); }

private:
  std::set<std::string> m_seen;
  ordered_json m_list = ordered_json::array();
};

/// The specification wants one, even of a report that does not know it.
std::string time_of(const std::string& created) {
  const Result<SystemTime> time = parse_rfc3339(created);
  return format_rfc3339(time ? *time : SystemTime());
}

}  // namespace

void write_openvex(const report::Report& report, std::ostream& out) {
  Statements statements;
  std::string stable = report.created;
  for (const report::ImageReport& image : report.images) {
    stable += '\n' + full_name(image);
    for (const report::Finding& finding : image.scan.findings)
      statements.add(undecided(image, finding));
    for (const report::Finding& finding : image.scan.suppressed)
      statements.add(decided(image, finding));
  }
  write_document({{"@context", context},
                  {"@id", "urn:uuid:" + uuid_of(stable)},
                  {"author", "kubectl-scan"},
                  {"timestamp", time_of(report.created)},
                  {"version", 1},
                  {"tooling", std::string("kubectl-scan ") + KSCAN_VERSION},
                  {"statements", statements.take()}},
                 out);
}

}  // namespace kscan::render
