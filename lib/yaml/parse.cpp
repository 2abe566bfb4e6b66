#include "base/text.hpp"
#include "base/utf8.hpp"
#include "yaml/decode.hpp"
#include "yaml/json_stream.hpp"
#include "yaml/yaml.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace kscan::yaml {

namespace {

using nlohmann::json;
using std::string_view;

/// yaml/v2 readerc.go; a character that YAML may hold.
bool is_allowed(char32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c != 0x7f && (c < 0x80 || c >= 0xa0 || c == 0x85) && c != 0xfffe && c != 0xffff;
}

void check_characters(string_view text, std::size_t line) {
  while (!text.empty()) {
    const auto point = first_code_point(text);
    if (!point.valid) refuse(line, "invalid UTF-8");
    if (!is_allowed(point.value)) refuse(line, "control characters are not allowed");
    if (point.value == '\n') ++line;
    text.remove_prefix(point.size);
  }
}

/// decoder.go, YAMLReader: the text of each document, and its line in the file.
class Documents {
public:
  Documents(string_view text, std::size_t line)
      : m_rest(text),
        m_line(line) {}

  /// False at the end.
  bool next(std::string& document, std::size_t& first_line) {
    document.clear();
    first_line = m_line;
    bool ended = false;
    bool any = false;
    while (!m_rest.empty()) {
      const auto line = take_line();
      if (is_separator(line) && any) break;
      any = true;
      ended = ended || is_end(line);
      if (!ended) document.append(line).append("\n");
    }
    // yaml-cpp takes the end of the text for the end of what is in quotes, but not this.
    document.append("...\n");
    return any;
  }

private:
  /// What follows in the same document, go-yaml does not look at.
  static bool is_end(string_view line) {
    return line.starts_with("...") && trim(line.substr(3, 1)).empty();
  }

  string_view take_line() {
    const auto end = m_rest.find('\n');
    auto line = m_rest.substr(0, end);
    m_rest.remove_prefix(end == string_view::npos ? m_rest.size() : end + 1);
    ++m_line;
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  [[nodiscard]] bool is_separator(string_view line) const {
    if (!line.starts_with("---")) return false;
    const auto more = trim(line.substr(3));
    if (!more.empty() && more[0] != '#') refuse(m_line - 1, "invalid Yaml document separator");
    return true;
  }

  string_view m_rest;
  std::size_t m_line;
};

void append_documents(string_view text, std::size_t line, std::vector<json>& out) {
  Documents documents(text, line);
  std::string document;
  while (documents.next(document, line)) {
    auto value = to_json(read_tree(document, line));
    if (!value.is_null()) out.push_back(std::move(value));
  }
}

std::vector<json> parse_all(string_view text) {
  if (text.size() > most_bytes) throw Error(Errc::config, "more than 16 MiB of YAML");
  std::vector<json> out;
  const auto rest = take_json_stream(text, out);
  const auto lines_before = std::count(text.begin(), text.end() - std::ssize(rest), '\n');
  const auto line = 1 + static_cast<std::size_t>(lines_before);
  check_characters(rest, line);
  append_documents(rest, line, out);
  return out;
}

}  // namespace

Result<std::vector<json>> parse(string_view text) {
  try {
    return parse_all(text);
  } catch (const Error& error) {
    return fail(error);
  }
}

}  // namespace kscan::yaml
