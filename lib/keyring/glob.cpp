#include "keyring/glob.hpp"

#include "base/utf8.hpp"

#include <optional>

namespace kscan::keyring {
namespace {

using std::string_view;

/// A run of the pattern without '*', and whether one stands before it.
struct Chunk {
  bool star = false;
  string_view text;
};

/// match.go: scanChunk. Takes the next chunk off the pattern.
Chunk next_chunk(string_view& pattern) {
  Chunk chunk;
  while (pattern.starts_with('*')) {
    chunk.star = true;
    pattern.remove_prefix(1);
  }
  bool in_class = false;
  std::size_t end = 0;
  while (end < pattern.size() && (in_class || pattern[end] != '*')) {
    const char c = pattern[end];
    if (c == '\\' && end + 1 < pattern.size()) ++end;
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    ++end;
  }
  chunk.text = pattern.substr(0, end);
  pattern.remove_prefix(end);
  return chunk;
}

/// match.go: getEsc. Takes one character of a class; nothing if the class is malformed there.
std::optional<char32_t> class_character(string_view& pattern) {
  if (pattern.empty() || pattern.front() == '-' || pattern.front() == ']') return std::nullopt;
  if (pattern.front() == '\\') pattern.remove_prefix(1);
  const CodePoint point = first_code_point(pattern);
  pattern.remove_prefix(point.size);
  if (!point.valid || pattern.empty()) return std::nullopt;
  return point.value;
}

/// Takes a class, from behind its '['. Is `value` in it? Nothing if it is malformed.
std::optional<bool> class_contains(string_view& pattern, char32_t value) {
  const bool negated = pattern.starts_with('^');
  if (negated) pattern.remove_prefix(1);
  bool found = false;
  for (bool first = true; first || !pattern.starts_with(']'); first = false) {
    const auto low = class_character(pattern);
    if (!low) return std::nullopt;
    auto high = low;
    if (pattern.front() == '-') {
      pattern.remove_prefix(1);
      high = class_character(pattern);
      if (!high) return std::nullopt;
    }
    found = found || (*low <= value && value <= *high);
  }
  pattern.remove_prefix(1);
  return found != negated;
}

bool take_literal(string_view& pattern, string_view& name) {
  if (pattern.front() == '\\') pattern.remove_prefix(1);
  if (pattern.empty() || pattern.front() != name.front()) return false;
  pattern.remove_prefix(1);
  name.remove_prefix(1);
  return true;
}

/// match.go: matchChunk. What is left of `name` behind the chunk.
std::optional<string_view> match_chunk(string_view chunk, string_view name) {
  while (!chunk.empty()) {
    if (name.empty()) return std::nullopt;
    const char c = chunk.front();
    if (c != '[' && c != '?') {
      if (!take_literal(chunk, name)) return std::nullopt;
      continue;
    }
    chunk.remove_prefix(1);
    const CodePoint point = first_code_point(name);
    if (c == '?' && point.value == '/') return std::nullopt;
    if (c == '[' && !class_contains(chunk, point.value).value_or(false)) return std::nullopt;
    name.remove_prefix(point.size);
  }
  return name;
}

/// The chunk somewhere behind the star's place; the last chunk must reach the end of the name.
std::optional<string_view> match_behind_star(string_view chunk, string_view name, bool last) {
  while (true) {
    const auto rest = match_chunk(chunk, name);
    if (rest && (!last || rest->empty())) return rest;
    if (name.empty() || name.front() == '/') return std::nullopt;
    name.remove_prefix(1);
  }
}

}  // namespace

bool glob_matches(string_view pattern, string_view name) noexcept {
  while (!pattern.empty()) {
    const Chunk chunk = next_chunk(pattern);
    if (chunk.star && chunk.text.empty()) return name.find('/') == string_view::npos;
    const bool last = pattern.empty();
    const auto rest =
        chunk.star ? match_behind_star(chunk.text, name, last) : match_chunk(chunk.text, name);
    if (!rest || (last && !rest->empty())) return false;
    name = *rest;
  }
  return name.empty();
}

}  // namespace kscan::keyring
