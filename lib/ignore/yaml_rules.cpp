#include "base/json.hpp"
#include "ignore/purl.hpp"
#include "ignore/readers.hpp"
#include "yaml/yaml.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace kscan::ignore {
namespace {

using nlohmann::json;

Error wrong(std::size_t index, std::string_view what) {
  return Error(Errc::config, fmt::format("vulnerabilities[{}]{}", index, what));
}

struct List {
  std::string_view key;
  std::vector<std::string> Rule::* slot;
};
constexpr std::array<List, 5> lists = {{{"paths", &Rule::paths},
                                        {"purls", &Rule::purls},
                                        {"namespaces", &Rule::namespaces},
                                        {"workloads", &Rule::workloads},
                                        {"images", &Rule::images}}};

Result<> read_list(const json& item, const List& list, std::size_t index, Rule& rule) {
  const json& values = member(item, list.key);
  if (!values.is_null() && !values.is_array())
    return fail(wrong(index, fmt::format(".{} is not a list", list.key)));
  for (const json& value : values) {
    if (!value.is_string())
      return fail(wrong(index, fmt::format(".{} holds something else than text", list.key)));
    (rule.*list.slot).push_back(value.get<std::string>());
  }
  return {};
}

/// An exception that was meant to be narrow must not become a wide one.
Result<> check(const json& item, const Rule& rule, std::size_t index) {
  if (!item.is_object()) return fail(wrong(index, " is not a map"));
  if (rule.id.empty()) return fail(wrong(index, " has no id"));
  if (!rule.until.empty() && !parse_date(rule.until))
    return fail(wrong(index, ".expired_at is no date such as 2026-12-31"));
  for (const std::string& purl : rule.purls)
    if (!parse_purl(purl)) return fail(wrong(index, ".purls holds what is no package URL"));
  for (const auto& [key, value] : item.items()) {
    const bool known = key == "id" || key == "statement" || key == "expired_at"
                       || std::ranges::find(lists, key, &List::key) != lists.end();
    if (!known) return fail(wrong(index, fmt::format(" has the unknown key \"{}\"", key)));
  }
  return {};
}

Result<Rule> read_rule(std::string_view file, const json& item, std::size_t index) {
  Rule rule{.id = text_member(item, "id")};
  rule.statement = text_member(item, "statement");
  rule.until = text_member(item, "expired_at");
  rule.source = file;
  for (const List& list : lists)
    if (Result<> done = read_list(item, list, index, rule); !done) return fail(done.error());
  if (Result<> good = check(item, rule, index); !good) return fail(good.error());
  return rule;
}

}  // namespace

Result<Rules> read_yaml(std::string_view file, std::string_view text) {
  const auto documents = yaml::parse(text);
  if (!documents) return fail(documents.error());
  Rules rules;
  for (const json& document : *documents) {
    const json& items = member(document, "vulnerabilities");
    if (!document.is_object() || (!items.is_null() && !items.is_array()))
      return fail(Errc::config, "no list of vulnerabilities");
    for (std::size_t i = 0; i < items.size(); ++i) {
      Result<Rule> rule = read_rule(file, items[i], i);
      if (!rule) return fail(rule.error());
      rules.rules.push_back(*std::move(rule));
    }
  }
  return rules;
}

}  // namespace kscan::ignore
