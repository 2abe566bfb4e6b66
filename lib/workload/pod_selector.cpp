#include "workload/pod_selector.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <vector>

namespace kscan::workload {

using nlohmann::json;

namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

bool append_labels(std::vector<std::string>& terms, const json& labels) {
  for (const auto& [key, value] : labels.items()) {
    if (!value.is_string()) return false;
    terms.push_back(key + "=" + value.get_ref<const std::string&>());
  }
  return true;
}

std::string list_of(const json& values) {
  std::vector<std::string> texts;
  for (const json& value : values)
    if (value.is_string()) texts.push_back(value.get_ref<const std::string&>());
  return "(" + joined(texts, ",") + ")";
}

/// apimachinery pkg/apis/meta/v1/helpers.go: LabelSelectorAsSelector.
std::optional<std::string> term_of(const json& expression) {
  const std::string key = text_member(expression, "key");
  const std::string how = text_member(expression, "operator");
  const json& values = array_member(expression, "values");
  if (key.empty()) return std::nullopt;
  if (how == "In") return key + " in " + list_of(values);
  if (how == "NotIn") return key + " notin " + list_of(values);
  if (how == "Exists") return key;
  if (how == "DoesNotExist") return "!" + key;
  return std::nullopt;
}

bool append_expressions(std::vector<std::string>& terms, const json& expressions) {
  for (const json& expression : expressions) {
    std::optional<std::string> term = term_of(expression);
    if (!term) return false;
    terms.push_back(*std::move(term));
  }
  return true;
}

}  // namespace

std::string pod_selector_of(const json& workload) {
  const json& selector = member(member(workload, "spec"), "selector");
  if (!selector.is_object()) return {};
  const bool is_plain = !selector.contains("matchLabels") && !selector.contains("matchExpressions");
  std::vector<std::string> terms;
  if (is_plain) return append_labels(terms, selector) ? joined(terms, ",") : std::string();
  const json& labels = member(selector, "matchLabels");
  const bool good = (!labels.is_object() || append_labels(terms, labels))
                    && append_expressions(terms, array_member(selector, "matchExpressions"));
  return good ? joined(terms, ",") : std::string();
}

}  // namespace kscan::workload
