#include "report/explain.hpp"

#include "base/text.hpp"
#include "report/history.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace kscan::report {
namespace {

bool is_named(const Finding& finding, std::string_view lower_id) {
  const auto same = [lower_id](const std::string& name) {
    return to_lower_ascii(name) == lower_id;
  };
  return same(finding.id) || std::ranges::any_of(finding.aliases, same);
}

std::size_t words_of(const Finding& finding) {
  return finding.description.size() + finding.title.size() + (finding.cvss ? 1 : 0);
}

class Collector {
public:
  explicit Collector(std::string lower_id)
      : m_id(std::move(lower_id)) {}

  /// Whether the list has it.
  bool collect(const ImageReport& image,
               const std::vector<Finding>& findings,
               std::vector<Occurrence>& into) {
    bool found = false;
    for (const Finding& finding : findings) {
      if (!is_named(finding, m_id)) continue;
      found = true;
      into.push_back({&image, &finding});
      m_names.insert(finding.id);
      m_names.insert(finding.aliases.begin(), finding.aliases.end());
      if (result.about == nullptr || words_of(finding) > words_of(*result.about))
        result.about = &finding;
    }
    return found;
  }

  std::optional<Explanation> take() {
    if (result.about == nullptr) return std::nullopt;
    result.id = result.about->id;
    m_names.erase(result.id);
    result.names.assign(m_names.begin(), m_names.end());
    return std::move(result);
  }

  Explanation result;

private:
  std::string m_id;
  std::set<std::string> m_names;
};

}  // namespace

std::optional<Explanation> explain(const Report& report, std::string_view id) {
  Collector all(to_lower_ascii(id));
  std::set<std::string> elsewhere;
  for (const ImageReport& image : report.images) {
    const bool found = all.collect(image, image.scan.findings, all.result.found);
    const bool hidden = all.collect(image, image.scan.suppressed, all.result.suppressed);
    if (!found && !hidden && image.scanned()) elsewhere.insert(repository_of(image));
  }
  all.result.elsewhere.assign(elsewhere.begin(), elsewhere.end());
  return all.take();
}

}  // namespace kscan::report
