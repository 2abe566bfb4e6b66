#include "jsonpath/go_text.hpp"
#include "jsonpath/jsonpath.hpp"
#include "jsonpath/node.hpp"
#include "jsonpath/operators.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <deque>
#include <optional>
#include <span>
#include <utility>

namespace kscan::jsonpath {
namespace {

using nlohmann::json;
using Values = std::vector<const json*>;

tl::unexpected<Error> problem(std::string text) {
  return fail(Errc::usage, std::move(text));
}

/// One run of a template over some data. A null pointer is Go's invalid value: a range over nothing
/// is walked once with it.
class Run {
public:
  explicit Run(const std::vector<Node>& nodes)
      : m_nodes(nodes) {}
  Result<std::vector<Values>> find(const json* data, std::size_t first);

private:
  Result<Values> walk(const Values& input, const Node& node);
  Result<Values> list(const Values& input, const std::vector<Node>& nodes);
  Result<Values> field(const Values& input, const std::string& name);
  Result<Values> array(const Values& input, const std::array<Bound, 3>& bounds);
  Result<Values> filter(const Values& input, const Node& node);
  Result<bool> passes(const json& element, const Node& node);
  Result<Values> alternatives(const Values& input, const Node& node);
  Result<Values> identifier(const Values& input, const std::string& name);
  Values children(const json& value);
  void recurse(const Values& input, Values& found);
  const json* own(json value) { return &m_owned.emplace_back(std::move(value)); }
  Values literal(const Values& input, const json& value);
  Result<> walk_range(const Values& results, std::size_t first, std::vector<Values>& found);

  const std::vector<Node>& m_nodes;
  std::deque<json> m_owned;
  int m_begin = 0;
  int m_inside = 0;
  int m_end = 0;
  std::optional<std::size_t> m_last_end;
};

Result<> Run::walk_range(const Values& results, std::size_t first, std::vector<Values>& found) {
  const bool empty = results.empty();
  for (const json* value : empty ? Values{nullptr} : results) {
    auto more = find(value, first);
    if (!more) return fail(more.error());
    if (empty) break;
    for (Values& values : *more)
      found.push_back(std::move(values));
  }
  return {};
}

Result<std::vector<Values>> Run::find(const json* data, std::size_t first) {
  std::vector<Values> found;
  for (std::size_t i = first; i < m_nodes.size(); ++i) {
    Result<Values> results = walk({data}, m_nodes[i]);
    if (!results) return fail(results.error());
    if (m_end > 0 && m_end <= m_inside) {
      --m_end;
      m_last_end = i;
      break;
    }
    if (m_begin == 0) {
      found.push_back(*std::move(results));
      continue;
    }
    --m_begin;
    ++m_inside;
    if (Result<> done = walk_range(*results, i + 1, found); !done) return fail(done.error());
    --m_inside;
    if (m_last_end && *m_last_end > i) i = *m_last_end;
  }
  return found;
}

Result<Values> Run::walk(const Values& input, const Node& node) {
  switch (node.type) {
  case NodeType::list:
    return list(input, node.nodes);
  case NodeType::text:
    return Values{own(node.text)};
  case NodeType::field:
    return field(input, node.text);
  case NodeType::array:
    return array(input, node.bounds);
  case NodeType::filter:
    return filter(input, node);
  case NodeType::integer:
    return literal(input, node.integer);
  case NodeType::floating:
    return literal(input, node.floating);
  case NodeType::boolean:
    return literal(input, node.boolean);
  case NodeType::alternatives:
    return alternatives(input, node);
  case NodeType::identifier:
    return identifier(input, node.text);
  case NodeType::wildcard:
  case NodeType::recursive:
    break;
  }
  Values found;
  if (node.type == NodeType::recursive) {
    recurse(input, found);
    return found;
  }
  for (const json* value : input)
    if (value != nullptr)
      for (const json* child : children(*value))
        found.push_back(child);
  return found;
}

Values Run::literal(const Values& input, const json& value) {
  Values found;
  for (std::size_t i = 0; i < input.size(); ++i)
    found.push_back(own(value));
  return found;
}

Result<Values> Run::list(const Values& input, const std::vector<Node>& nodes) {
  Values values = input;
  for (const Node& node : nodes) {
    Result<Values> next = walk(values, node);
    if (!next) return next;
    values = *std::move(next);
  }
  return values;
}

Result<Values> Run::field(const Values& input, const std::string& name) {
  Values found;
  for (const json* value : input) {
    if (value == nullptr || !value->is_object()) continue;
    const auto member = value->find(name);
    if (member != value->end()) found.push_back(&*member);
  }
  return found;
}

Result<Values> Run::array(const Values& input, const std::array<Bound, 3>& bounds) {
  Values found;
  for (const json* value : input) {
    if (value == nullptr || value->is_null()) continue;
    if (!value->is_array())
      return problem(fmt::format("{} is not array or slice", go_type(*value)));
    const auto range = range_of(bounds, value->size());
    if (!range) return fail(range.error());
    if (!*range) return found;
    for (std::size_t i = (*range)->from; i < (*range)->to; i += (*range)->step)
      found.push_back(&(*value)[i]);
  }
  return found;
}

/// The element alone on both sides of the operator.
Result<bool> Run::passes(const json& element, const Node& node) {
  const Values input = {&element};
  const Result<Values> lefts = list(input, node.nodes[0].nodes);
  if (node.text == "exists") return lefts && !lefts->empty();
  if (!lefts) return fail(lefts.error());
  if (lefts->empty()) return false;
  if (lefts->size() > 1) return problem("can only compare one element at a time");
  const Result<Values> rights = list(input, node.nodes[1].nodes);
  if (!rights) return fail(rights.error());
  if (rights->empty()) return false;
  if (rights->size() > 1) return problem("can only compare one element at a time");
  return holds(node.text, *lefts->front(), *rights->front());
}

Result<Values> Run::filter(const Values& input, const Node& node) {
  Values found;
  for (const json* value : input) {
    if (value == nullptr) continue;
    if (!value->is_array())
      return problem(
          fmt::format("{} is not array or slice and cannot be filtered", go_sprint(*value)));
    for (const json& element : *value) {
      const Result<bool> pass = passes(element, node);
      if (!pass) return fail(pass.error());
      if (*pass) found.push_back(&element);
    }
  }
  return found;
}

Result<Values> Run::alternatives(const Values& input, const Node& node) {
  Values found;
  for (const Node& one : node.nodes) {
    const Result<Values> some = list(input, one.nodes);
    if (!some) return some;
    found.insert(found.end(), some->begin(), some->end());
  }
  return found;
}

Result<Values> Run::identifier(const Values& input, const std::string& name) {
  if (name == "range") {
    ++m_begin;
    return input;
  }
  if (name != "end") return problem(fmt::format("unrecognized identifier {}", name));
  if (m_inside == 0) return problem("not in range, nothing to end");
  ++m_end;
  return Values{};
}

/// Of a string its bytes, as Go has it.
Values Run::children(const json& value) {
  Values found;
  if (value.is_structured())
    for (const json& child : value)
      found.push_back(&child);
  if (value.is_string())
    for (const char c : value.get_ref<const std::string&>())
      found.push_back(own(static_cast<unsigned>(static_cast<unsigned char>(c))));
  return found;
}

void Run::recurse(const Values& input, Values& found) {
  for (const json* value : input) {
    if (value == nullptr) continue;
    const Values below = children(*value);
    if (below.empty()) continue;
    found.push_back(value);
    recurse(below, found);
  }
}

std::string text_of(const json& value) {
  if (value.is_structured()) return go_marshal(value);
  return value.is_null() ? "null" : go_sprint(value);
}

}  // namespace

Template::Template(std::shared_ptr<const std::vector<Node>> nodes)
    : m_nodes(std::move(nodes)) {}

Result<Template> Template::parse(std::string_view text) {
  auto nodes = parse_template(text);
  if (!nodes) return fail(nodes.error());
  return Template(std::make_shared<const std::vector<Node>>(*std::move(nodes)));
}

Result<std::string> Template::execute(const json& data) const {
  Run run(*m_nodes);
  const auto found = run.find(&data, 0);
  if (!found) return fail(found.error());
  std::string out;
  for (const Values& values : *found) {
    std::string_view before;
    for (const json* value : values) {
      out += before;
      out += value == nullptr ? "" : text_of(*value);
      before = " ";
    }
  }
  return out;
}

Result<std::vector<std::string>> Template::values(const json& data) const {
  Run run(*m_nodes);
  const auto found = run.find(&data, 0);
  if (!found) return fail(found.error());
  std::vector<std::string> texts;
  for (const Values& values : *found)
    for (const json* value : values)
      if (value != nullptr) texts.push_back(go_sprint(*value));
  return texts;
}

Result<std::string> relaxed(std::string_view expression) {
  if (expression.empty()) return std::string();
  const bool braces = expression.starts_with('{') && expression.ends_with('}');
  std::string_view inner =
      braces && expression.size() > 1 ? expression.substr(1, expression.size() - 2) : expression;
  if (inner.size() > 1 && inner.starts_with('.')) inner.remove_prefix(1);
  if (inner.empty() || inner.find_first_of("{}") != std::string_view::npos)
    return problem("unexpected path string, expected a 'name1.name2' or '.name1.name2' or "
                   "'{name1.name2}' or '{.name1.name2}'");
  return fmt::format("{{.{}}}", inner);
}

}  // namespace kscan::jsonpath
