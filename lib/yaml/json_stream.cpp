#include "yaml/json_stream.hpp"

#include "base/error.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace kscan::yaml {

namespace {

using nlohmann::json;
using std::string_view;

constexpr string_view space = " \t\r\n";
constexpr int deepest = 500;

/// The size of the object or array at the start; 0 when it has no end or is nested too deeply.
std::size_t extent(string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\')
      ++i;
    else if (c == '"')
      in_string = !in_string;
    if (in_string) continue;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth > deepest) return 0;
    if (depth == 0) return i + 1;
  }
  return 0;
}

/// Takes one object off; discarded when there is none.
json take_object(string_view& text) {
  if (!text.starts_with('{')) return json(json::value_t::discarded);
  const auto size = extent(text);
  auto value = json::parse(text.substr(0, size), nullptr, false);
  if (!value.is_discarded()) text.remove_prefix(size);
  return value;
}

void skip_space(string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(space), text.size()));
}

}  // namespace

string_view take_json_stream(string_view text, std::vector<json>& out) {
  auto rest = text;
  skip_space(rest);
  while (!rest.empty()) {
    auto value = take_object(rest);
    if (value.is_discarded()) break;
    out.push_back(std::move(value));
    skip_space(rest);
  }
  if (out.empty()) return text;
  const auto between = text.substr(0, text.size() - rest.size());
  const bool new_line =
      between.substr(between.find_last_not_of(space)).find('\n') != string_view::npos;
  if (!rest.empty() && (out.size() > 1 || !new_line))
    throw Error(Errc::config, "invalid character after a JSON object");
  return rest;
}

}  // namespace kscan::yaml
