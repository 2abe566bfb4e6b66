#include "kube/list_splitter.hpp"

#include "base/json.hpp"
#include "kube/managed_fields.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace kscan::kube {

namespace {

using nlohmann::json;

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

tl::unexpected<Error> no_list() {
  return fail(Errc::protocol, "the server sent something that is no list");
}

}  // namespace

Result<std::optional<json>> ListSplitter::next() {
  while (!m_input.empty()) {
    if (m_collecting) {
      if (auto scanned = scan_text(); !scanned) return fail(std::move(scanned).error());
      if (!m_whole) break;
      auto item = take_text();
      if (!item || *item) return item;
    } else if (is_space(m_input.front())) {
      m_input.remove_prefix(1);
    } else if (auto stepped = step(m_input.front()); !stepped) {
      return fail(std::move(stepped).error());
    }
  }
  return std::optional<json>();
}

Result<> ListSplitter::step(char c) {
  switch (m_at) {
  case At::start:
    return expect(c, '{', At::first_key);
  case At::first_key:
    return choose(c, '"', At::key, '}', At::end);
  case At::key:
    if (c != '"') return no_list();
    begin_text();
    return {};
  case At::colon:
    return expect(c, ':', At::value);
  case At::value:
    if (m_key == "items" && c == '[') return expect(c, '[', At::first_item);
    begin_text();
    return {};
  case At::more_members:
    return choose(c, ',', At::key, '}', At::end);
  case At::first_item:
    return choose(c, '\0', At::item, ']', At::more_members);
  case At::item:
    begin_text();
    return {};
  case At::more:
    return choose(c, ',', At::item, ']', At::more_members);
  case At::end:
    return no_list();
  }
  return no_list();
}

Result<> ListSplitter::expect(char c, char wanted, At then) {
  if (c != wanted) return no_list();
  m_input.remove_prefix(1);
  m_at = then;
  return {};
}

/// A separator is consumed; a quote that opens a key, or an item ('\0': anything), is not.
Result<> ListSplitter::choose(char c, char goes_on, At then, char closes, At after) {
  if (c == closes) return expect(c, closes, after);
  if (goes_on == ',') return expect(c, ',', then);
  if (goes_on != '\0' && c != goes_on) return no_list();
  m_at = then;
  return {};
}

void ListSplitter::begin_text() {
  m_text.clear();
  m_collecting = true;
  m_whole = m_quoted = m_escaped = false;
  m_depth = 0;
}

Result<> ListSplitter::scan_text() {
  std::size_t end = 0;
  while (end < m_input.size() && !m_whole && m_depth <= m_limits.depth)
    end = m_quoted ? scan_string(end) : scan_plain(end);
  if (m_depth > m_limits.depth) {
    return fail(Errc::protocol, "the server sent JSON nested too deeply");
  }
  if (m_text.size() + end > m_limits.bytes) {
    return fail(Errc::protocol, "the server sent an object that is too large");
  }
  m_text.append(m_input.substr(0, end));
  m_input.remove_prefix(end);
  return {};
}

/// Past the closing quote, or the end of the input.
std::size_t ListSplitter::scan_string(std::size_t from) {
  if (m_escaped) {
    m_escaped = false;
    return from + 1;
  }
  const auto found = m_input.find_first_of("\"\\", from);
  if (found == std::string_view::npos) return m_input.size();
  m_escaped = m_input[found] == '\\';
  if (!m_escaped) {
    m_quoted = false;
    m_whole = m_depth == 0;
  }
  return found + 1;
}

/// One character outside of strings. What follows a number is not consumed.
std::size_t ListSplitter::scan_plain(std::size_t from) {
  const char c = m_input[from];
  const bool closes = c == '}' || c == ']';
  if (m_depth == 0 && (closes || c == ',' || c == ':' || is_space(c))) {
    m_whole = true;
    return from;
  }
  if (c == '"') m_quoted = true;
  if (c == '{' || c == '[') ++m_depth;
  if (closes) m_whole = --m_depth == 0;
  return from + 1;
}

Result<std::optional<json>> ListSplitter::take_text() {
  m_collecting = false;
  if (m_at == At::item) drop_managed_fields(m_text);
  auto value = json::parse(m_text, nullptr, false);
  if (value.is_discarded())
    return fail(Errc::protocol, "the server sent something that is no JSON");
  if (m_at == At::item) {
    m_at = At::more;
    return std::optional<json>(std::move(value));
  }
  if (auto taken = take_member(value); !taken) return fail(std::move(taken).error());
  return std::optional<json>();
}

Result<> ListSplitter::take_member(const json& value) {
  if (m_at == At::key) {
    m_key = value.get_ref<const std::string&>();
    m_at = At::colon;
    return {};
  }
  if (m_key == "items" && !value.is_null()) return no_list();
  if (m_key == "metadata") {
    m_version = text_member(value, "resourceVersion");
    m_continue = text_member(value, "continue");
  }
  m_at = At::more_members;
  return {};
}

}  // namespace kscan::kube
