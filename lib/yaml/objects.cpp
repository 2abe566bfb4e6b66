#include "base/json.hpp"
#include "yaml/yaml.hpp"

#include <nlohmann/json.hpp>

#include <deque>
#include <iterator>

namespace kscan::yaml {

namespace {

using nlohmann::json;

Error wrong(std::string message) {
  return {Errc::config, std::move(message)};
}

/// unstructured/helpers.go, decodeToList. Takes the items out of the list.
Result<std::vector<json>> take_items(json& list) {
  auto& given = list["items"];
  if (!given.is_array() && !given.is_null()) return fail(wrong("\"items\" is not a list"));
  auto kind = text_member(list, "kind");
  if (kind.ends_with("List")) kind.resize(kind.size() - 4);
  std::vector<json> items;
  for (auto& item : given) {
    if (!item.is_object()) return fail(wrong("an item of a list is not an object"));
    auto& taken = items.emplace_back(std::move(item));
    if (!text_member(taken, "kind").empty() || !text_member(taken, "apiVersion").empty()) continue;
    taken["kind"] = kind;
    taken["apiVersion"] = text_member(list, "apiVersion");
  }
  return items;
}

/// Adds the objects of one document.
Result<> flatten(json document, std::vector<json>& out) {
  std::deque<json> waiting;
  waiting.push_back(std::move(document));
  for (; !waiting.empty(); waiting.pop_front()) {
    auto& object = waiting.front();
    if (!object.is_object()) return fail(wrong("a document is not an object"));
    if (text_member(object, "kind").empty()) return fail(wrong("Object 'Kind' is missing"));
    if (!object.contains("items")) {
      out.push_back(std::move(object));
      continue;
    }
    auto items = take_items(object);
    if (!items) return fail(std::move(items).error());
    std::ranges::move(*items, std::back_inserter(waiting));
  }
  return {};
}

}  // namespace

Result<std::vector<json>> objects(std::string_view text) {
  auto documents = parse(text);
  if (!documents) return fail(std::move(documents).error());
  std::vector<json> out;
  for (auto& document : *documents) {
    if (auto flat = flatten(std::move(document), out); !flat) return fail(std::move(flat).error());
  }
  return out;
}

}  // namespace kscan::yaml
