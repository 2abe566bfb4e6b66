#include "report/history.hpp"

#include "base/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace kscan::report {
namespace {

/// Repository, package, vulnerability.
using Key = std::tuple<std::string, std::string, std::string>;

Key key_of(const std::string& repository, const Finding& finding) {
  return {repository, finding.package, finding.id};
}

void add_keys(std::set<Key>& keys,
              const std::string& repository,
              const std::vector<Finding>& findings) {
  for (const Finding& finding : findings)
    keys.insert(key_of(repository, finding));
}

std::set<Key> keys_of(const Report& report) {
  std::set<Key> keys;
  for (const ImageReport& image : report.images) {
    add_keys(keys, repository_of(image), image.scan.findings);
    add_keys(keys, repository_of(image), image.scan.suppressed);
  }
  return keys;
}

std::set<std::string> unscanned_repositories(const Report& report) {
  std::set<std::string> names;
  for (const ImageReport& image : report.images)
    if (!image.scanned()) names.insert(repository_of(image));
  return names;
}

void mark_ages(const std::set<Key>& known, Report& report) {
  for (ImageReport& image : report.images) {
    const std::string repository = repository_of(image);
    for (Finding& finding : image.scan.findings)
      finding.age = known.contains(key_of(repository, finding)) ? Age::unchanged : Age::fresh;
  }
}

bool is_better(const ImageReport& candidate, const ImageReport& than) {
  return candidate.scanned() || !than.scanned();
}

void add_targets(std::vector<Target>& all, const std::vector<Target>& more) {
  for (const Target& target : more)
    if (std::ranges::find(all, target) == all.end()) all.push_back(target);
}

/// `image` is not older than `known`.
void unite(ImageReport& known, ImageReport&& image) {
  std::vector<Target> targets = std::move(known.targets);
  add_targets(targets, image.targets);
  if (is_better(image, known)) known = std::move(image);
  known.targets = std::move(targets);
}

void add_warning(Report& report, const std::string& warning) {
  if (std::ranges::find(report.warnings, warning) == report.warnings.end())
    report.warnings.push_back(warning);
}

void unite_scanners(Scanner& known, const Scanner& next, Report& all) {
  if (known.name != next.name || known.version != next.version)
    add_warning(all,
                fmt::format("the reports are by different scanners: {} {} and {} {}",
                            known.name,
                            known.version,
                            next.name,
                            next.version));
  if (next.database < known.database) known.database = next.database;
}

}  // namespace

std::string repository_of(const ImageReport& image) {
  return image.image.registry.empty() ? image.image.repository : image.image.name();
}

void compare(const Report& baseline, Report& report) {
  mark_ages(keys_of(baseline), report);
  const std::set<Key> present = keys_of(report);
  const std::set<std::string> unscanned = unscanned_repositories(report);
  std::set<Key> listed;
  report.gone.emplace();
  for (const ImageReport& image : baseline.images) {
    const std::string repository = repository_of(image);
    if (unscanned.contains(repository)) continue;
    for (const Finding& finding : image.scan.findings) {
      const Key key = key_of(repository, finding);
      if (!present.contains(key) && listed.insert(key).second)
        report.gone->push_back({full_name(image), finding});
    }
  }
  std::ranges::stable_sort(*report.gone, [](const Gone& a, const Gone& b) {
    return comes_before(a.finding, b.finding);
  });
}

Changes changes(const Report& report) noexcept {
  Changes result{.gone = report.gone ? report.gone->size() : 0};
  for (const ImageReport& image : report.images)
    for (const Finding& finding : image.scan.findings)
      ++(finding.age == Age::fresh ? result.fresh : result.unchanged);
  return result;
}

Report merge(std::vector<Report> reports) {
  Report all;
  if (reports.empty()) return all;
  std::ranges::stable_sort(reports, {}, &Report::created);
  all.ns = reports.back().ns;
  all.created = reports.back().created;
  all.scanner = reports.back().scanner;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (Report& report : reports) {
    if (report.ns != all.ns) all.ns.clear();
    unite_scanners(all.scanner, report.scanner, all);
    for (const std::string& warning : report.warnings)
      add_warning(all, warning);
    for (ImageReport& image : report.images) {
      const auto [place, added] =
          places.try_emplace({full_name(image), image.scan.platform}, all.images.size());
      if (added)
        all.images.push_back(std::move(image));
      else
        unite(all.images[place->second], std::move(image));
    }
  }
  return all;
}

std::string stale_database(const Scanner& scanner, std::string_view now) {
  constexpr std::chrono::days tolerated{3};
  const Result<SystemTime> made = parse_rfc3339(scanner.database);
  const Result<SystemTime> today = parse_rfc3339(now);
  if (!made || !today || *today - *made <= tolerated) return {};
  const auto age = std::chrono::duration_cast<std::chrono::days>(*today - *made).count();
  return fmt::format("the vulnerability database is {} days old ({}): newer findings are missing",
                     age,
                     format_rfc3339(*made));
}

}  // namespace kscan::report
