#include "base/error.hpp"
#include "yaml/node.hpp"

#include <fmt/core.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <unordered_map>

namespace kscan::yaml {

namespace {

constexpr std::size_t most_nodes = 1'000'000;

class Builder final : public YAML::EventHandler {
public:
  Builder(Tree& tree, std::size_t line)
      : m_tree(tree),
        m_line(line) {}

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add({.line = line_of(mark), .plain = true}, anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add({.kind = NodeKind::alias, .line = line_of(mark), .target = m_anchors[anchor]}, 0);
  }
  void OnScalar(const YAML::Mark& mark,
                const std::string& tag,
                YAML::anchor_t anchor,
                const std::string& value) override {
    const bool written = tag != "?" && tag != "!";
    add({.line = line_of(mark),
         .tag = written ? tag : std::string(),
         .plain = tag == "?",
         .value = value},
        anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark,
                       const std::string& /*tag*/,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    m_open.push_back(add({.kind = NodeKind::sequence, .line = line_of(mark)}, anchor));
  }
  void OnSequenceEnd() override { m_open.pop_back(); }
  void OnMapStart(const YAML::Mark& mark,
                  const std::string& /*tag*/,
                  YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    m_open.push_back(add({.kind = NodeKind::mapping, .line = line_of(mark)}, anchor));
  }
  void OnMapEnd() override { m_open.pop_back(); }

private:
  [[nodiscard]] std::size_t line_of(const YAML::Mark& mark) const {
    return m_line + static_cast<std::size_t>(std::max(mark.line, 0));
  }

  Node* add(Node&& node, YAML::anchor_t anchor) {
    if (m_tree.nodes.size() >= most_nodes) refuse(node.line, "too many values");
    Node* const added = &m_tree.nodes.emplace_back(std::move(node));
    if (m_open.empty())
      m_tree.root = added;
    else
      m_open.back()->children.push_back(added);
    if (anchor != 0) m_anchors[anchor] = added;
    return added;
  }

  Tree& m_tree;
  std::size_t m_line;
  std::vector<Node*> m_open;
  std::unordered_map<YAML::anchor_t, const Node*> m_anchors;
};

/// yaml-cpp's own words without what it quotes behind them.
std::string_view without_text(std::string_view message) {
  using namespace YAML::ErrorMsg;
  const std::array<std::string_view, 37> known{YAML_DIRECTIVE_ARGS, "bad YAML version",
                                               YAML_MAJOR_VERSION,  REPEATED_YAML_DIRECTIVE,
                                               TAG_DIRECTIVE_ARGS,  REPEATED_TAG_DIRECTIVE,
                                               CHAR_IN_TAG_HANDLE,  TAG_WITH_NO_SUFFIX,
                                               END_OF_VERBATIM_TAG, END_OF_MAP_FLOW,
                                               END_OF_MAP,          END_OF_SEQ_FLOW,
                                               END_OF_SEQ,          MULTIPLE_TAGS,
                                               MULTIPLE_ANCHORS,    MULTIPLE_ALIASES,
                                               ALIAS_CONTENT,       INVALID_HEX,
                                               "invalid unicode",   "unknown escape character",
                                               UNKNOWN_TOKEN,       DOC_IN_SCALAR,
                                               EOF_IN_SCALAR,       CHAR_IN_SCALAR,
                                               TAB_IN_INDENTATION,  FLOW_END,
                                               BLOCK_ENTRY,         MAP_KEY,
                                               MAP_VALUE,           "alias not found",
                                               "anchor not found",  CHAR_IN_ALIAS,
                                               CHAR_IN_ANCHOR,      ZERO_INDENT_IN_BLOCK,
                                               CHAR_IN_BLOCK,       AMBIGUOUS_ANCHOR,
                                               UNKNOWN_ANCHOR};
  const auto* const found = std::ranges::find_if(
      known, [message](std::string_view words) { return message.starts_with(words); });
  return found == known.end() ? "cannot be parsed" : *found;
}

}  // namespace

void refuse(std::size_t line, std::string_view problem) {
  throw Error(Errc::config,
              fmt::format("error converting YAML to JSON: yaml: line {}: {}", line, problem));
}

Tree read_tree(const std::string& text, std::size_t line) {
  Tree tree;
  Builder builder(tree, line);
  std::istringstream in(text);
  try {
    YAML::Parser parser(in);
    parser.HandleNextDocument(builder);
    Tree rest;
    Builder unwanted(rest, line);
    if (parser.HandleNextDocument(unwanted) && rest.root != nullptr)
      refuse(rest.root->line, "did not find expected document end");
  } catch (const YAML::DeepRecursion& deep) {
    refuse(line + static_cast<std::size_t>(std::max(deep.mark.line, 0)), "nested too deeply");
  } catch (const YAML::Exception& wrong) {
    refuse(line + static_cast<std::size_t>(std::max(wrong.mark.line, 0)), without_text(wrong.msg));
  }
  return tree;
}

}  // namespace kscan::yaml
