#include "ignore/match.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kscan::ignore {
namespace {

// Patterns come from files: what is too wild matches nothing instead of taking for ever.
constexpr int most_steps = 100'000;

std::string_view without_root(std::string_view path) {
  return path.starts_with('/') ? path.substr(1) : path;
}

/// The alternatives of the first "{a,b}", each as a whole pattern; the pattern itself if it has
/// none.
std::vector<std::string> alternatives(const std::string& pattern) {
  const std::size_t open = pattern.find('{');
  const std::size_t close = pattern.find('}', open == std::string::npos ? 0 : open);
  if (open == std::string::npos || close == std::string::npos) return {pattern};
  std::vector<std::string> all;
  std::string_view inside = std::string_view(pattern).substr(open + 1, close - open - 1);
  for (;;) {
    const std::size_t comma = inside.find(',');
    all.push_back(pattern.substr(0, open) + std::string(inside.substr(0, comma))
                  + pattern.substr(close + 1));
    if (comma == std::string_view::npos) return all;
    inside.remove_prefix(comma + 1);
  }
}

class PathMatcher {
public:
  bool match(std::string_view pattern, std::string_view path);

private:
  bool match_directories(std::string_view pattern, std::string_view path);
  bool match_star(std::string_view pattern, std::string_view path);
  static bool match_one(std::string_view& pattern, char c);
  int m_steps = 0;
};

/// "**" with the slash behind it is no directory at all, or any number of them.
bool PathMatcher::match_directories(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return true;
  if (!pattern.starts_with('/')) return match_star(pattern, path);
  pattern.remove_prefix(1);
  for (;;) {
    if (match(pattern, path)) return true;
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return false;
    path.remove_prefix(slash + 1);
  }
}

bool PathMatcher::match_star(std::string_view pattern, std::string_view path) {
  for (;;) {
    if (match(pattern, path)) return true;
    if (path.empty() || path.front() == '/') return false;
    path.remove_prefix(1);
  }
}

/// One character of the path against the next thing of the pattern, which is then taken off.
bool PathMatcher::match_one(std::string_view& pattern, char c) {
  const char first = pattern.front();
  const std::size_t close = pattern.find(']', 2);
  if (first == '[' && close != std::string_view::npos && close >= 2) {
    std::string_view set = pattern.substr(1, close - 1);
    pattern.remove_prefix(close + 1);
    const bool negated = set.starts_with('!') || set.starts_with('^');
    if (negated) set.remove_prefix(1);
    bool found = false;
    for (std::size_t i = 0; i < set.size(); ++i) {
      const bool range = i + 2 < set.size() && set[i + 1] == '-';
      found = found || (range ? c >= set[i] && c <= set[i + 2] : c == set[i]);
      if (range) i += 2;
    }
    return c != '/' && found != negated;
  }
  const bool escaped = first == '\\' && pattern.size() > 1;
  const char wanted = escaped ? pattern[1] : first;
  pattern.remove_prefix(escaped ? 2 : 1);
  return !escaped && wanted == '?' ? c != '/' : c == wanted;
}

bool PathMatcher::match(std::string_view pattern, std::string_view path) {
  if (++m_steps > most_steps) return false;
  while (!pattern.empty()) {
    if (pattern.starts_with("**")) return match_directories(pattern.substr(2), path);
    if (pattern.front() == '*') return match_star(pattern.substr(1), path);
    if (path.empty()) return pattern == "/**";
    if (!match_one(pattern, path.front())) return false;
    path.remove_prefix(1);
  }
  return path.empty();
}

bool matches_any(const std::vector<std::string>& patterns, std::string_view path, int depth) {
  constexpr int most_braces = 6;
  for (const std::string& pattern : patterns) {
    const std::vector<std::string> expanded = alternatives(pattern);
    const bool plain = expanded.size() == 1 && expanded.front() == pattern;
    if (plain || depth >= most_braces ? PathMatcher().match(without_root(pattern), path)
                                      : matches_any(expanded, path, depth + 1))
      return true;
  }
  return false;
}

}  // namespace

bool matches_path(std::string_view pattern, std::string_view path) {
  return matches_any({std::string(pattern)}, without_root(path), 0);
}

}  // namespace kscan::ignore
