#include "yaml/decode.hpp"

#include "yaml/scalar.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace kscan::yaml {

namespace {

using nlohmann::json;

// Go shares the strings that aliases repeat; here they are copied.
constexpr std::size_t most_repeated_bytes = std::size_t{64} << 20U;
constexpr int deepest = 1000;

/// decode.go: allowedAliasRatio.
double allowed_alias_ratio(double decoded) {
  constexpr double low = 400'000;
  constexpr double high = 4'000'000;
  if (decoded <= low) return 0.99;
  if (decoded >= high) return 0.10;
  return 0.99 - 0.89 * ((decoded - low) / (high - low));
}

bool is_merge(const Node& key) {
  return key.kind == NodeKind::scalar && key.value == "<<"
         && (key.plain || key.tag == "tag:yaml.org,2002:merge");
}

bool is_mapping(const Node& node) {
  const Node& meant = node.kind == NodeKind::alias ? *node.target : node;
  return meant.kind == NodeKind::mapping;
}

/// Counts up for as long as it lives.
class Level {
public:
  explicit Level(int& level)
      : m_level(level) {
    ++m_level;
  }
  ~Level() { --m_level; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

private:
  int& m_level;
};

class Decoder {
public:
  json value(const Node& node) {
    json out;
    into(node, out);
    return out;
  }

private:
  /// A mapping is added to the object that is there already: that is how "<<" merges.
  void into(const Node& node, json& out) {
    const Level level(m_depth);
    if (m_depth > deepest) refuse(node.line, "nested too deeply");
    count(node);
    switch (node.kind) {
    case NodeKind::scalar:
      out = json_scalar(node);
      break;
    case NodeKind::sequence:
      out = sequence(node);
      break;
    case NodeKind::mapping:
      mapping(node, out);
      break;
    case NodeKind::alias:
      alias(node, out);
      break;
    }
  }

  /// As decode.go does, so that what kubectl takes is taken.
  void count(const Node& node) {
    ++m_decoded;
    if (m_alias_depth == 0) return;
    ++m_aliased;
    m_repeated_bytes += node.value.size();
    const bool excessive = m_aliased > 100 && m_decoded > 1000
                           && m_aliased / m_decoded > allowed_alias_ratio(m_decoded);
    if (excessive || m_repeated_bytes > most_repeated_bytes)
      refuse(node.line, "document contains excessive aliasing");
  }

  void alias(const Node& node, json& out) {
    if (!m_open.insert(&node).second) refuse(node.line, "anchor value contains itself");
    const Level level(m_alias_depth);
    into(*node.target, out);
    m_open.erase(&node);
  }

  json sequence(const Node& node) {
    json out = json::array();
    for (const Node* item : node.children)
      out.push_back(value(*item));
    return out;
  }

  void mapping(const Node& node, json& out) {
    if (!out.is_object()) out = json::object();
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
      const Node& item = *node.children[i + 1];
      if (is_merge(*node.children[i]))
        merge(item, out);
      else {
        auto name = key(*node.children[i]);
        out[std::move(name)] = value(item);
      }
    }
  }

  std::string key(const Node& node) {
    count(node);
    if (node.kind == NodeKind::alias) {
      const Level level(m_alias_depth);
      return key(*node.target);
    }
    if (node.kind != NodeKind::scalar) refuse(node.line, "invalid map key");
    return key_text(node);
  }

  void merge(const Node& from, json& out) {
    if (is_mapping(from)) return into(from, out);
    const bool all_mappings =
        from.kind == NodeKind::sequence
        && std::ranges::all_of(from.children, [](const Node* item) { return is_mapping(*item); });
    if (!all_mappings) refuse(from.line, "map merge requires map or sequence of maps as the value");
    // From the back, as earlier ones take precedence.
    for (auto item = from.children.rbegin(); item != from.children.rend(); ++item)
      into(**item, out);
  }

  int m_depth = 0;
  int m_alias_depth = 0;
  double m_decoded = 0;
  double m_aliased = 0;
  std::size_t m_repeated_bytes = 0;
  std::set<const Node*> m_open;  ///< aliases that are being followed
};

}  // namespace

json to_json(const Tree& tree) {
  return tree.root == nullptr ? json() : Decoder().value(*tree.root);
}

}  // namespace kscan::yaml
