#include "kubeconfig/yaml.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>

namespace kscan::kubeconfig {

namespace {

using nlohmann::json;

[[noreturn]] void wrong(std::string_view field, std::string_view wanted) {
  throw WrongType("\"" + std::string(field) + "\" is not a " + std::string(wanted));
}

/// Written without quotes, so that YAML gives it a type.
bool is_plain(const YAML::Node& scalar) {
  return scalar.Tag() == "?";
}

bool is_number(const std::string& text) {
  if (text.empty() || std::string_view("0123456789.+-").find(text[0]) == std::string_view::npos) {
    return false;
  }
  char* end = nullptr;
  std::strtod(text.c_str(), &end);
  return end == text.c_str() + text.size();
}

bool is_bool(const std::string& text) {
  return text == "true" || text == "True" || text == "TRUE" || text == "false" || text == "False"
         || text == "FALSE";
}

std::string text_of(const YAML::Node& node, std::string_view name) {
  if (node.IsNull()) return {};
  if (!node.IsScalar()) wrong(name, "string");
  if (is_plain(node) && (is_number(node.Scalar()) || is_bool(node.Scalar()))) {
    wrong(name, "string: put it in quotes");
  }
  return node.Scalar();
}

json scalar_to_json(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (!is_plain(node)) return text;
  if (is_bool(text)) return text[0] == 't' || text[0] == 'T';
  if (is_number(text)) {
    auto number = json::parse(text, nullptr, false);
    if (number.is_number()) return number;
  }
  return text;
}

class Converter {
public:
  // An alias bomb is small as YAML and endless as JSON.
  json convert(const YAML::Node& node, int depth) {
    if (depth > 32 || ++m_nodes > 10'000) throw WrongType("\"extension\" is too large");
    if (node.IsScalar()) return scalar_to_json(node);
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
    for (const auto& item : node) {
      out[text_of(item.first, "extension")] = convert(item.second, depth + 1);
    }
    return out;
  }
  int m_nodes = 0;
};

}  // namespace

void expect_map(const YAML::Node& node, std::string_view name) {
  if (!node.IsMap() && !node.IsNull()) wrong(name, "map");
}

YAML::Node field(const YAML::Node& map, std::string_view name) {
  YAML::Node found;
  if (!map.IsMap()) return found;
  for (const auto& entry : map) {
    // reset(), because assigning to a Node that holds something changes what it holds.
    if (entry.first.IsScalar() && entry.first.Scalar() == name) found.reset(entry.second);
  }
  return found;
}

std::string text_field(const YAML::Node& map, std::string_view name) {
  return text_of(field(map, name), name);
}

bool bool_field(const YAML::Node& map, std::string_view name) {
  const auto node = field(map, name);
  if (node.IsNull()) return false;
  bool value = false;
  if (!node.IsScalar() || !is_plain(node) || !YAML::convert<bool>::decode(node, value)) {
    wrong(name, "boolean");
  }
  return value;
}

std::vector<std::string> texts_field(const YAML::Node& map, std::string_view name) {
  const auto node = field(map, name);
  if (node.IsNull()) return {};
  if (!node.IsSequence()) wrong(name, "list");
  std::vector<std::string> texts;
  for (const auto& item : node)
    texts.push_back(text_of(item, name));
  return texts;
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
