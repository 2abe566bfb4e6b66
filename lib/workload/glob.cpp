#include "workload/glob.hpp"

#include <cstddef>
#include <optional>

namespace kscan::workload {

namespace {

/// The last star, and the text that it stands for so far: more of it is tried when the rest fails.
struct Star {
  std::size_t pattern;
  std::size_t text;
};

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view text) noexcept {
  std::size_t p = 0;
  std::size_t t = 0;
  std::optional<Star> star;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = Star{p++, t};
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star) {
      p = star->pattern + 1;
      t = ++star->text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace kscan::workload
