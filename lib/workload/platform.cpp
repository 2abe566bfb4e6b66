#include "workload/platform.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace kscan::workload {

using nlohmann::json;

namespace {

/// A label by its two names.
struct Label {
  std::string_view name;
  std::string_view old_name;
};
constexpr Label os_label{"kubernetes.io/os", "beta.kubernetes.io/os"};
constexpr Label architecture_label{"kubernetes.io/arch", "beta.kubernetes.io/arch"};

std::string selected(const json& selector, const Label& label) {
  std::string value = text_member(selector, label.name);
  return value.empty() ? text_member(selector, label.old_name) : value;
}

/// All expressions of a term must hold: one that allows a single value decides.
std::string required(const json& term, const Label& label) {
  for (const json& expression : array_member(term, "matchExpressions")) {
    const std::string key = text_member(expression, "key");
    const json& values = array_member(expression, "values");
    if ((key == label.name || key == label.old_name) && text_member(expression, "operator") == "In"
        && values.size() == 1 && values[0].is_string())
      return values[0].get<std::string>();
  }
  return {};
}

/// Any term will do: they must all say the same.
std::string required_by_affinity(const json& spec, const Label& label) {
  const json& affinity = member(member(spec, "affinity"), "nodeAffinity");
  const json& terms = array_member(
      member(affinity, "requiredDuringSchedulingIgnoredDuringExecution"), "nodeSelectorTerms");
  if (terms.empty()) return {};
  std::string value = required(terms[0], label);
  const bool agreed =
      std::ranges::all_of(terms, [&](const json& term) { return required(term, label) == value; });
  return agreed ? value : std::string();
}

bool is_word(std::string_view text) {
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string_view::npos;
}

std::string value_of(const json& spec, const Label& label) {
  std::string value = selected(member(spec, "nodeSelector"), label);
  if (value.empty()) value = required_by_affinity(spec, label);
  return is_word(value) ? value : std::string();
}

}  // namespace

Platform platform_of(const json& spec) {
  std::string os = text_member(member(spec, "os"), "name");
  if (os.empty()) os = value_of(spec, os_label);
  return {.os = std::move(os), .architecture = value_of(spec, architecture_label)};
}

}  // namespace kscan::workload
