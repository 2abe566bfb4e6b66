#include "report/grype_words.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kscan::report::grype {

Severity severity_of(const std::string& text) {
  return to_lower_ascii(text) == "negligible" ? Severity::low : parse_severity(text);
}

std::string status_of(std::string_view state) {
  if (state == "fixed") return "fixed";
  if (state == "not-fixed") return "affected";
  return state == "wont-fix" ? "will_not_fix" : "";
}

std::string title_of(std::string_view description) {
  constexpr std::size_t longest = 120;
  std::string_view title = description.substr(0, description.find('\n'));
  title = title.substr(0, title.find(". "));
  if (title.ends_with('.')) title.remove_suffix(1);
  return elide(title, longest);
}

bool managed_by_the_system(std::string_view type) {
  constexpr std::array<std::string_view, 5> types = {"apk", "deb", "rpm", "alpm", "portage"};
  return std::ranges::find(types, type) != types.end();
}

std::optional<Cvss> chosen(std::vector<Rating>&& ratings) {
  const auto third = std::ranges::find_if(
      ratings, [](const Rating& rating) { return rating.version.starts_with('3'); });
  if (ratings.empty()) return std::nullopt;
  Rating& best = third == ratings.end() ? ratings.front() : *third;
  return Cvss{best.score, std::move(best.vector), std::move(best.source)};
}

}  // namespace kscan::report::grype
