#include "kubeconfig/yaml.hpp"

#include "kubeconfig/yaml_scalar.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <ranges>

namespace kscan::kubeconfig {

namespace {

using nlohmann::json;

// An alias bomb is small as YAML and endless once its aliases are followed.
constexpr int most_nodes = 10'000;
constexpr int deepest = 32;

[[noreturn]] void wrong(std::string_view field, std::string_view wanted) {
  throw WrongType("\"" + std::string(field) + "\" is not a " + std::string(wanted));
}

std::string key_of(const YAML::Node& key) {
  if (!key.IsScalar()) throw WrongType("a key of a map is no scalar");
  if (kind_of(key) == Scalar::text) return key.Scalar();
  return json_of(key).dump();
}

class Flattener {
public:
  Entries run(const YAML::Node& map) {
    add(map, 0);
    return std::move(m_entries);
  }

private:
  void add(const YAML::Node& map, int depth) {
    if (!map.IsMap()) throw WrongType("map merge requires map or sequence of maps as the value");
    for (const auto& entry : map) {
      if (depth > deepest || ++m_nodes > most_nodes) throw WrongType("too many entries in a map");
      const bool merge =
          entry.first.IsScalar() && entry.first.Scalar() == "<<" && entry.first.Tag() == "?";
      if (merge) {
        add_merged(entry.second, depth + 1);
      } else {
        set(key_of(entry.first), entry.second);
      }
    }
  }

  /// Of several maps the first wins.
  void add_merged(const YAML::Node& value, int depth) {
    if (!value.IsSequence()) return add(value, depth);
    for (std::size_t i = value.size(); i > 0; --i)
      add(value[i - 1], depth);
  }

  void set(std::string key, const YAML::Node& value) {
    const auto same = std::ranges::find(m_entries, key, &Entries::value_type::first);
    if (same == m_entries.end()) {
      m_entries.emplace_back(std::move(key), value);
    } else {
      // reset(), because assigning to a Node that holds something changes what it holds.
      same->second.reset(value);
    }
  }

  Entries m_entries;
  int m_nodes = 0;
};

class Converter {
public:
  json convert(const YAML::Node& node, int depth) {
    if (depth > deepest || ++m_nodes > most_nodes) throw WrongType("\"extension\" is too large");
    if (node.IsScalar()) return json_of(node);
    if (node.IsSequence()) return list(node, depth);
    return node.IsMap() ? object(node, depth) : json();
  }

private:
  json list(const YAML::Node& node, int depth) {
    json out = json::array();
    for (const auto& item : node)
      out.push_back(convert(item, depth + 1));
    return out;
  }
  json object(const YAML::Node& node, int depth) {
    json out = json::object();
    for (const auto& [key, value] : entries(node))
      out[key] = convert(value, depth + 1);
    return out;
  }
  int m_nodes = 0;
};

}  // namespace

void expect_map(const YAML::Node& node, std::string_view name) {
  if (!node.IsMap() && !node.IsNull()) wrong(name, "map");
}

Entries entries(const YAML::Node& map) {
  return map.IsNull() ? Entries() : Flattener().run(map);
}

YAML::Node field(const YAML::Node& map, std::string_view name) {
  YAML::Node found;
  if (!map.IsMap()) return found;
  for (const auto& [key, value] : entries(map)) {
    if (key == name) found.reset(value);
  }
  return found;
}

std::string text_of(const YAML::Node& node, std::string_view name) {
  if (node.IsNull()) return {};
  if (!node.IsScalar()) wrong(name, "string");
  const auto kind = kind_of(node);
  if (kind == Scalar::number || kind == Scalar::boolean) wrong(name, "string: put it in quotes");
  return node.Scalar();
}

std::vector<std::string> texts_of(const YAML::Node& node, std::string_view name) {
  if (node.IsNull()) return {};
  if (!node.IsSequence()) wrong(name, "list");
  std::vector<std::string> texts;
  for (const auto& item : node)
    texts.push_back(text_of(item, name));
  return texts;
}

std::string text_field(const YAML::Node& map, std::string_view name) {
  return text_of(field(map, name), name);
}

bool bool_field(const YAML::Node& map, std::string_view name) {
  const auto node = field(map, name);
  if (node.IsNull()) return false;
  if (!node.IsScalar()) wrong(name, "boolean");
  const auto kind = kind_of(node);
  if (kind != Scalar::boolean && kind != Scalar::word) wrong(name, "boolean");
  return truth_of(node);
}

std::vector<std::string> texts_field(const YAML::Node& map, std::string_view name) {
  return texts_of(field(map, name), name);
}

void each_in_list(const YAML::Node& map,
                  std::string_view name,
                  const std::function<void(const YAML::Node&)>& visit) {
  const auto node = field(map, name);
  if (node.IsNull()) return;
  if (!node.IsSequence()) wrong(name, "list");
  for (const auto& item : node) {
    expect_map(item, name);
    visit(item);
  }
}

std::string to_json(const YAML::Node& node) {
  return Converter().convert(node, 0).dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace kscan::kubeconfig
