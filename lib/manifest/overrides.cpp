#include "manifest/overrides.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace kscan::manifest {

using nlohmann::ordered_json;

namespace {

constexpr int max_depth = 32;

struct Keyed {
  std::string_view list;
  const char* key;
};
// What a strategic merge patch of a pod merges by (k8s.io/api/core/v1, patchMergeKey).
constexpr std::array keyed_lists{Keyed{"containers", "name"},
                                 Keyed{"initContainers", "name"},
                                 Keyed{"volumes", "name"},
                                 Keyed{"env", "name"},
                                 Keyed{"volumeMounts", "mountPath"}};

bool is_deeper_than(const ordered_json& value, int levels) {
  if (!value.is_structured()) return false;
  if (levels == 0) return true;
  return std::ranges::any_of(
      value, [levels](const ordered_json& inner) { return is_deeper_than(inner, levels - 1); });
}

Result<ordered_json> parse(std::string_view text) {
  int depth = 0;
  bool too_deep = false;
  const auto bounded = [&](int at, ordered_json::parse_event_t, const ordered_json&) {
    depth = std::max(depth, at);
    too_deep = depth > max_depth;
    return !too_deep;
  };
  ordered_json value = ordered_json::parse(text, bounded, false);
  if (too_deep || is_deeper_than(value, max_depth))
    return fail(Errc::invalid, "the JSON is nested too deeply");
  if (value.is_discarded()) return fail(Errc::invalid, "that is not valid JSON");
  if (!value.is_object()) return fail(Errc::invalid, "a JSON object is expected");
  return value;
}

void merge(ordered_json& into, const ordered_json& change);

void merge_list(ordered_json& into, const ordered_json& changes, const char* key) {
  for (const ordered_json& change : changes) {
    const auto same = [&](const ordered_json& element) {
      return change.is_object() && element.is_object() && change.contains(key)
             && element.contains(key) && element.at(key) == change.at(key);
    };
    const auto found = std::ranges::find_if(into, same);
    if (found == into.end())
      into.push_back(change);
    else
      merge(*found, change);
  }
}

void merge_member(ordered_json& into, const std::string& name, const ordered_json& change) {
  if (change.is_null()) {
    into.erase(name);
    return;
  }
  ordered_json& target = into[name];
  const auto* const keyed = std::ranges::find(keyed_lists, name, &Keyed::list);
  if (keyed != keyed_lists.end() && target.is_array() && change.is_array())
    merge_list(target, change, keyed->key);
  else
    merge(target, change);
}

void merge(ordered_json& into, const ordered_json& change) {
  if (!change.is_object()) {
    into = change;
    return;
  }
  if (!into.is_object()) into = ordered_json::object();
  for (const auto& [name, value] : change.items())
    merge_member(into, name, value);
}

}  // namespace

Result<> check_overrides(std::string_view text) {
  const Result<ordered_json> parsed = parse(text);
  return parsed ? Result<>() : Result<>(fail(parsed.error()));
}

void apply_overrides(ordered_json& pod_template, std::string_view text) {
  if (const Result<ordered_json> parsed = parse(text)) merge(pod_template, *parsed);
}

}  // namespace kscan::manifest
