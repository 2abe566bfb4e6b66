#include "report/rollup.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace kscan::report {
namespace {

std::string workload_of(const Target& target) {
  return target.ns + "/" + target.kind + "/" + target.name;
}

void add(Group& group, const ImageReport& image) {
  ++group.images;
  if (image.scanned())
    group.totals += totals(image.scan);
  else
    ++group.failed;
}

std::vector<Group> worst_first(std::map<std::string, Group>&& groups) {
  std::vector<Group> sorted;
  for (auto& [name, group] : groups) {
    group.name = name;
    sorted.push_back(std::move(group));
  }
  std::ranges::stable_sort(
      sorted, [](const Group& a, const Group& b) { return compare_worse(a.totals, b.totals) < 0; });
  return sorted;
}

/// The least of "1.2.3, 2.0.1" that is newer than what is there; the first if none is.
std::string_view next_version(std::string_view fixed, std::string_view installed) {
  std::string_view best;
  for (std::string_view rest = fixed; !rest.empty();) {
    const std::size_t comma = rest.find(',');
    const std::string_view one = trim(rest.substr(0, comma));
    if (compare_versions(one, installed) > 0 && (best.empty() || compare_versions(one, best) < 0))
      best = one;
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return best.empty() ? trim(fixed.substr(0, fixed.find(','))) : best;
}

std::string ecosystem_of(const Finding& finding, const OperatingSystem& os) {
  const bool of_system = finding.path.empty() && !os.family.empty();
  return of_system ? os.family + " " + os.name : finding.package_type;
}

void add(Upgrade& upgrade, const Finding& finding) {
  ++upgrade.findings;
  upgrade.worst = std::max(upgrade.worst, finding.severity);
  const std::string_view version = next_version(finding.fixed, finding.installed);
  if (upgrade.to.empty() || compare_versions(version, upgrade.to) > 0) upgrade.to = version;
}

using UpgradeKey = std::pair<std::string, std::string>;

void add_image(std::map<UpgradeKey, Upgrade>& all, const ImageReport& image) {
  std::set<UpgradeKey> seen;
  for (const Finding& finding : image.scan.findings) {
    if (finding.fixed.empty()) continue;
    const UpgradeKey key(finding.package, ecosystem_of(finding, image.scan.os));
    add(all[key], finding);
    if (seen.insert(key).second) ++all[key].images;
  }
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

std::string_view take(std::string_view& text, bool digits) noexcept {
  const auto end = std::ranges::find_if(text, [digits](char c) { return is_digit(c) != digits; });
  const std::string_view part = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(part.size());
  return part;
}

std::weak_ordering compare_numbers(std::string_view a, std::string_view b) noexcept {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

/// Tildes, the end, letters, everything else.
int weight(std::string_view text, std::size_t at) noexcept {
  if (at >= text.size()) return 0;
  const char c = text[at];
  if (c == '~') return -1;
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  constexpr int after_letters = 256;
  return static_cast<unsigned char>(c) + (letter ? 0 : after_letters);
}

std::weak_ordering compare_words(std::string_view a, std::string_view b) noexcept {
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i)
    if (const auto order = weight(a, i) <=> weight(b, i); order != 0) return order;
  return std::weak_ordering::equivalent;
}

}  // namespace

int compare_worse(const Totals& a, const Totals& b) noexcept {
  for (const Severity severity : all_severities)
    if (a[severity] != b[severity]) return a[severity] > b[severity] ? -1 : 1;
  return 0;
}

std::vector<Row> rows_of(const Report& report) {
  std::vector<Row> rows;
  std::map<const ImageReport*, Totals> sums;
  for (const ImageReport& image : report.images) {
    sums[&image] = totals(image.scan);
    for (const Target& target : image.targets)
      rows.push_back({target, &image});
    if (image.targets.empty()) rows.push_back({{}, &image});
  }
  std::ranges::stable_sort(rows, [&sums](const Row& a, const Row& b) {
    if (a.image->scanned() != b.image->scanned()) return !a.image->scanned();
    if (const int worse = compare_worse(sums[a.image], sums[b.image]); worse != 0) return worse < 0;
    return a.target < b.target;
  });
  return rows;
}

std::vector<Group> by_workload(const Report& report) {
  std::map<std::string, Group> groups;
  for (const ImageReport& image : report.images) {
    std::set<std::string> names;
    for (const Target& target : image.targets)
      names.insert(workload_of(target));
    for (const std::string& name : names)
      add(groups[name], image);
  }
  return worst_first(std::move(groups));
}

std::vector<Group> by_registry(const Report& report) {
  std::map<std::string, Group> groups;
  for (const ImageReport& image : report.images)
    add(groups[image.image.registry], image);
  return worst_first(std::move(groups));
}

std::vector<Upgrade> upgrades(const Report& report) {
  std::map<UpgradeKey, Upgrade> all;
  for (const ImageReport& image : report.images)
    if (image.scanned()) add_image(all, image);
  std::vector<Upgrade> sorted;
  for (auto& [key, upgrade] : all) {
    upgrade.package = key.first;
    upgrade.where = key.second;
    sorted.push_back(std::move(upgrade));
  }
  std::ranges::stable_sort(sorted, [](const Upgrade& a, const Upgrade& b) {
    return std::tuple(b.findings, b.worst) < std::tuple(a.findings, a.worst);
  });
  return sorted;
}

std::weak_ordering compare_versions(std::string_view a, std::string_view b) noexcept {
  while (!a.empty() || !b.empty()) {
    if (const auto order = compare_words(take(a, false), take(b, false)); order != 0) return order;
    if (const auto order = compare_numbers(take(a, true), take(b, true)); order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

Size size_of(const Report& report) {
  Size size{.images = report.images.size(), .failed = failures(report)};
  std::set<Target> containers;
  std::set<std::string> workloads;
  for (const ImageReport& image : report.images)
    for (const Target& target : image.targets) {
      containers.insert(target);
      workloads.insert(workload_of(target));
    }
  size.containers = containers.size();
  size.workloads = workloads.size();
  return size;
}

}  // namespace kscan::report
