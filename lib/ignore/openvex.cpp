#include "base/json.hpp"
#include "ignore/readers.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace kscan::ignore {
namespace {

using nlohmann::json;

/// A statement, and when it was made: later ones replace earlier ones.
struct Statement {
  Rule rule;
  std::string time;
};

/// The package URL of a component, else its @id; components of version 0.0.1 are texts.
std::string name_of(const json& component) {
  if (component.is_string()) return component.get<std::string>();
  std::string purl = text_member(member(component, "identifiers"), "purl");
  return purl.empty() ? text_member(component, "@id") : purl;
}

std::vector<Product> products_of(const json& statement) {
  std::vector<Product> products;
  for (const json& item : array_member(statement, "products")) {
    Product product{name_of(item), {}};
    for (const json& part : array_member(item, "subcomponents"))
      product.packages.push_back(name_of(part));
    for (const json& part : array_member(statement, "subcomponents"))
      product.packages.push_back(name_of(part));
    products.push_back(std::move(product));
  }
  return products;
}

void name_vulnerability(const json& vulnerability, Rule& rule) {
  if (vulnerability.is_string()) rule.id = vulnerability.get<std::string>();
  if (!vulnerability.is_object()) return;
  rule.id = text_member(vulnerability, "name");
  if (rule.id.empty()) rule.id = text_member(vulnerability, "@id");
  for (const json& alias : array_member(vulnerability, "aliases"))
    if (alias.is_string()) rule.aliases.push_back(alias.get<std::string>());
}

std::string first_of(const json& statement, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    if (std::string text = text_member(statement, key); !text.empty()) return text;
  return {};
}

Statement read_statement(std::string_view file, const json& item, const json& document) {
  Statement statement;
  Rule& rule = statement.rule;
  name_vulnerability(member(item, "vulnerability"), rule);
  rule.products = products_of(item);
  rule.status = text_member(item, "status");
  rule.statement = first_of(item, {"impact_statement", "justification", "status_notes"});
  rule.source = file;
  statement.time = text_member(item, "timestamp");
  if (statement.time.empty()) statement.time = text_member(document, "timestamp");
  return statement;
}

bool is_known(std::string_view status) {
  return status == "not_affected" || status == "affected" || status == "fixed"
         || status == "under_investigation";
}

/// The same vulnerability of the same product.
std::string subject_of(const Rule& rule, const Product& product) {
  std::string subject = rule.id + '\n' + product.name;
  for (const std::string& package : product.packages)
    subject += '\n' + package;
  return subject;
}

/// Of the statements about one subject the last one counts.
std::vector<Rule> last_words(std::vector<Statement>&& statements) {
  std::ranges::stable_sort(statements, {}, &Statement::time);
  std::map<std::string, Rule> last;
  for (const Statement& statement : statements)
    for (const Product& product : statement.rule.products) {
      Rule rule = statement.rule;
      rule.products = {product};
      last.insert_or_assign(subject_of(rule, product), std::move(rule));
    }
  std::vector<Rule> rules;
  for (auto& [subject, rule] : last)
    if (rule.status == "not_affected" || rule.status == "fixed") rules.push_back(std::move(rule));
  return rules;
}

}  // namespace

Result<Rules> read_openvex(std::string_view file, std::string_view text) {
  constexpr bool throwing = false;
  const json document = json::parse(text, nullptr, throwing);
  if (document.is_discarded()) return fail(Errc::config, "it is not JSON");
  if (!text_member(document, "@context").starts_with("https://openvex.dev/ns"))
    return fail(Errc::config, "it is not an OpenVEX document");
  Rules rules;
  std::vector<Statement> statements;
  const json& items = array_member(document, "statements");
  for (std::size_t i = 0; i < items.size(); ++i) {
    Statement statement = read_statement(file, items[i], document);
    // Without a product a statement would be about everything.
    if (statement.rule.id.empty() || statement.rule.products.empty()
        || !is_known(statement.rule.status))
      rules.warnings.push_back(fmt::format(
          "{}: statements[{}] is left out: no vulnerability, product or known status", file, i));
    else
      statements.push_back(std::move(statement));
  }
  rules.rules = last_words(std::move(statements));
  return rules;
}

}  // namespace kscan::ignore
