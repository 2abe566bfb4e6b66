#include "base/utf8.hpp"
#include "jsonpath/node.hpp"
#include "jsonpath/pieces.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

namespace kscan::jsonpath {
namespace {

constexpr char32_t eof = 0xffffffff;
constexpr std::string_view filter_start = "[?(";

Error problem(std::string text) {
  return Error(Errc::usage, std::move(text));
}

bool is_end_of_line(char32_t c) {
  return c == '\r' || c == '\n';
}
bool is_digit(char32_t c) {
  return c >= '0' && c <= '9';
}
bool is_alphanumeric(char32_t c) {
  return c == '_' || is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || (c >= 0x80 && c != eof && c != 0xfffd);
}
bool is_terminator(char32_t c) {
  constexpr std::u32string_view terminators = U" \t\r\n.,[]$@{}";
  return c == eof || terminators.find(c) != std::u32string_view::npos;
}

Node named(NodeType type, std::string text) {
  Node node{.type = type};
  node.text = std::move(text);
  return node;
}

/// One list of nodes: "{...}" without what is around it.
Result<std::vector<Node>> parse_action(std::string_view text) {
  auto nodes = parse_template(fmt::format("{{{}}}", text));
  if (!nodes) return fail(nodes.error());
  return std::move(nodes->front().nodes);
}

class Parser {
public:
  explicit Parser(std::string_view input)
      : m_input(input) {}
  Result<std::vector<Node>> parse();

private:
  char32_t next();
  [[nodiscard]] char32_t peek();
  void backup() { m_pos -= m_width; }
  [[nodiscard]] bool at(std::string_view prefix) const {
    return m_input.substr(m_pos).starts_with(prefix);
  }
  std::string_view consume();
  Result<> parse_inside(std::vector<Node>& list);
  Result<> parse_one(std::vector<Node>& list);
  Result<> parse_identifier(std::vector<Node>& list);
  Result<> parse_number(std::vector<Node>& list);
  Result<> parse_recursive(std::vector<Node>& list);
  Result<> parse_array(std::vector<Node>& list);
  Result<> parse_union(std::string_view text, std::vector<Node>& list);
  Result<> parse_quote(std::vector<Node>& list, char32_t end);
  Result<> parse_filter(std::vector<Node>& list);
  Result<std::string_view> scan_filter();
  Result<> parse_field(std::vector<Node>& list);

  std::string_view m_input;
  std::size_t m_pos = 0;
  std::size_t m_start = 0;
  std::size_t m_width = 0;
};

char32_t Parser::next() {
  const CodePoint point = first_code_point(m_input.substr(m_pos));
  m_width = point.size;
  m_pos += point.size;
  return point.size == 0 ? eof : point.value;
}

char32_t Parser::peek() {
  const char32_t c = next();
  backup();
  return c;
}

std::string_view Parser::consume() {
  const std::string_view text = m_input.substr(m_start, m_pos - m_start);
  m_start = m_pos;
  return text;
}

Result<std::vector<Node>> Parser::parse() {
  std::vector<Node> root;
  for (;;) {
    while (!at("{") && next() != eof) {}
    if (m_pos > m_start) root.push_back(named(NodeType::text, std::string(consume())));
    if (!at("{")) return root;
    ++m_pos;
    consume();
    Node action;
    if (Result<> done = parse_inside(action.nodes); !done) return fail(done.error());
    root.push_back(std::move(action));
  }
}

Result<> Parser::parse_inside(std::vector<Node>& list) {
  while (!at("}"))
    if (Result<> done = parse_one(list); !done) return done;
  ++m_pos;
  consume();
  return {};
}

Result<> Parser::parse_one(std::vector<Node>& list) {
  if (at(filter_start)) return parse_filter(list);
  if (at("..")) return parse_recursive(list);
  const char32_t c = next();
  if (c == eof || is_end_of_line(c)) return fail(problem("unclosed action"));
  if (c == ' ' || c == '@' || c == '$') {
    consume();
    return {};
  }
  if (c == '[') return parse_array(list);
  if (c == '"' || c == '\'') return parse_quote(list, c);
  if (c == '.') return parse_field(list);
  backup();
  if (c == '+' || c == '-' || is_digit(c)) return parse_number(list);
  if (is_alphanumeric(c)) return parse_identifier(list);
  std::string shown;
  append_utf8(shown, c);
  return fail(problem(fmt::format(
      "unrecognized character in action: U+{:04X} '{}'", static_cast<unsigned>(c), shown)));
}

Result<> Parser::parse_identifier(std::vector<Node>& list) {
  while (!is_terminator(next())) {}
  backup();
  const std::string_view name = consume();
  if (name == "true" || name == "false") {
    list.push_back({.type = NodeType::boolean});
    list.back().boolean = name == "true";
  } else {
    list.push_back(named(NodeType::identifier, std::string(name)));
  }
  return {};
}

Result<> Parser::parse_number(std::vector<Node>& list) {
  next();
  while (peek() == '.' || is_digit(peek()))
    next();
  const std::string text(consume());
  if (const auto integer = to_integer(text)) {
    list.push_back({.type = NodeType::integer});
    list.back().integer = *integer;
    return {};
  }
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || *end != '\0')
    return fail(problem(fmt::format("cannot parse number {}", text)));
  list.push_back({.type = NodeType::floating});
  list.back().floating = value;
  return {};
}

Result<> Parser::parse_recursive(std::vector<Node>& list) {
  if (!list.empty() && list.back().type == NodeType::recursive)
    return fail(problem("invalid multiple recursive descent"));
  m_pos += 2;
  consume();
  list.push_back({.type = NodeType::recursive});
  return is_alphanumeric(peek()) ? parse_field(list) : Result<>{};
}

Result<> Parser::parse_union(std::string_view text, std::vector<Node>& list) {
  Node node{.type = NodeType::alternatives};
  for (const std::string_view part : split(text)) {
    auto nodes = parse_action(fmt::format("[{}]", trim_blanks(part)));
    if (!nodes) return fail(nodes.error());
    node.nodes.emplace_back().nodes = std::move(*nodes);
  }
  list.push_back(std::move(node));
  return {};
}

Result<> Parser::parse_array(std::vector<Node>& list) {
  for (char32_t c = next(); c != ']'; c = next())
    if (c == eof || c == '\n') return fail(problem("unterminated array"));
  std::string_view text = consume();
  text = text.substr(1, text.size() - 2);
  if (text == "*") text = ":";
  if (text.find(',') != std::string_view::npos) return parse_union(text, list);
  const bool is_key =
      text.size() >= 2 && text.find('\'') == 0 && text.find('\'', 1) == text.size() - 1;
  if (is_key) {
    auto nodes = parse_action(fmt::format(".{}", text.substr(1, text.size() - 2)));
    if (!nodes) return fail(nodes.error());
    for (Node& node : *nodes)
      list.push_back(std::move(node));
    return {};
  }
  Result<Node> slice = parse_slice(text);
  if (!slice) return fail(slice.error());
  list.push_back(*std::move(slice));
  return {};
}

/// What stands in "[?(...)]". A parenthesis inside of one quoted text does not end it.
Result<std::string_view> Parser::scan_filter() {
  m_pos += filter_start.size();
  consume();
  bool begun = false;
  bool ended = false;
  char32_t pair = 0;
  for (;;) {
    const char32_t c = next();
    if (c == eof || c == '\n') return fail(problem("unterminated filter"));
    if (c == '"' || c == '\'') {
      if (!begun)
        pair = c;
      else if (m_input[m_pos - 2] != '\\' && c == pair)
        ended = true;
      begun = true;
    }
    if (c == ')' && begun == ended) break;
  }
  if (next() != ']') return fail(problem("unclosed array expect ]"));
  const std::string_view text = consume();
  return text.substr(0, text.size() - 2);
}

Result<> Parser::parse_filter(std::vector<Node>& list) {
  const auto text = scan_filter();
  if (!text) return fail(text.error());
  const auto comparison = split_comparison(*text);
  Node node = named(NodeType::filter, comparison ? std::string(comparison->operation) : "exists");
  for (const std::string_view side : {comparison ? comparison->left : *text,
                                      comparison ? comparison->right : std::string_view()}) {
    Node& list_of_side = node.nodes.emplace_back();
    if (side.empty()) continue;
    auto nodes = parse_action(side);
    if (!nodes) return fail(nodes.error());
    list_of_side.nodes = std::move(*nodes);
  }
  list.push_back(std::move(node));
  return {};
}

Result<> Parser::parse_quote(std::vector<Node>& list, char32_t end) {
  for (;;) {
    const char32_t c = next();
    if (c == eof || c == '\n') return fail(problem("unterminated quoted string"));
    if (c == end && m_input[m_pos - 2] != '\\') break;
  }
  const std::string_view literal = consume();
  Result<std::string> text = unquote(literal);
  if (!text)
    return fail(
        problem(fmt::format("unquote string {} error {}", literal, text.error().message())));
  list.push_back(named(NodeType::text, *std::move(text)));
  return {};
}

Result<> Parser::parse_field(std::vector<Node>& list) {
  consume();
  for (char32_t c = next(); !is_terminator(c); c = next())
    if (c == '\\') next();
  backup();
  std::string name(consume());
  if (name == "*") {
    list.push_back({.type = NodeType::wildcard});
    return {};
  }
  std::erase(name, '\\');
  list.push_back(named(NodeType::field, std::move(name)));
  return {};
}

}  // namespace

Result<std::vector<Node>> parse_template(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace kscan::jsonpath
