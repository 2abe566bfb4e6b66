#include "render/documents.hpp"
#include "render/escape.hpp"
#include "render/ids.hpp"
#include "render/words.hpp"

#include <nlohmann/json.hpp>

#include <ostream>
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

/// A person decided: what a VEX document said is said again, what somebody only accepted is there.
void add_decision(ordered_json& statement, const report::Suppression& why) {
  const std::string text = suppression_text(why);
  if (why.status == "fixed") {
    statement["status"] = "fixed";
  } else if (why.status == "not_affected") {
    statement["status"] = "not_affected";
    statement["impact_statement"] = text;
  } else {
    statement["status"] = "affected";
    statement["action_statement"] = "accepted: " + text;
  }
}

}  // namespace

void write_openvex(const report::Report& report, std::ostream& out) {
  ordered_json statements = ordered_json::array();
  std::string stable = report.created;
  for (const report::ImageReport& image : report.images) {
    stable += '\n' + full_name(image);
    for (const report::Finding& finding : image.scan.findings) {
      statements.push_back(statement(image, finding));
      statements.back()["status"] = "under_investigation";
    }
    for (const report::Finding& finding : image.scan.suppressed) {
      statements.push_back(statement(image, finding));
      add_decision(statements.back(), finding.suppression.value_or(report::Suppression{}));
    }
  }
  write_document({{"@context", context},
                  {"@id", "urn:uuid:" + uuid_of(stable)},
                  {"author", "kubectl-scan"},
                  {"timestamp", report.created},
                  {"version", 1},
                  {"tooling", std::string("kubectl-scan ") + KSCAN_VERSION},
                  {"statements", std::move(statements)}},
                 out);
}

}  // namespace kscan::render
