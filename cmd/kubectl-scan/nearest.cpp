#include "kubectl-scan/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace kscan::cmd {

namespace {

/// Letters to add, drop or change to make one word of the other.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t changed = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view typed, const std::vector<std::string>& names) {
  constexpr std::size_t far = 3;
  constexpr std::size_t longest = 64;
  std::size_t least = far;
  std::string found;
  if (typed.size() > longest) return found;
  for (const std::string& name : names)
    if (const std::size_t away = distance(typed, name);
        away < std::min(least, (name.size() + 1) / 2)) {
      least = away;
      found = name;
    }
  return found;
}

bool is_general(std::string_view hint) noexcept {
  return hint.empty() || hint.starts_with("see what it has");
}

}  // namespace kscan::cmd
