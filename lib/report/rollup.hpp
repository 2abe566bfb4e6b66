#pragma once
#include "report/report.hpp"

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// A report from further away: what is worst, where, and what to do about it.
namespace kscan::report {

/// More critical findings first, then high ones, and so on; less than 0: `a` is worse.
[[nodiscard]] int compare_worse(const Totals& a, const Totals& b) noexcept;

/// One container and what it runs.
struct Row {
  Target target;  ///< empty for an image that nobody is known to run
  const ImageReport* image = nullptr;
};
/// What was not scanned first, then worst first, then by target.
[[nodiscard]] std::vector<Row> rows_of(const Report& report);

struct Group {
  std::string name;  ///< "shop/Pod/web-0"; a registry's host
  std::size_t images = 0;
  std::size_t failed = 0;
  Totals totals;  ///< each image counted once
  /// False: none of its images was scanned, and so nothing is known of it.
  [[nodiscard]] bool known() const noexcept { return images > failed; }
};
[[nodiscard]] std::vector<Group> by_workload(const Report& report);  ///< worst first
[[nodiscard]] std::vector<Group> by_registry(const Report& report);  ///< worst first

/// What one upgrade would remove, in every image it would be made in.
struct Upgrade {
  std::string package;
  std::string where;  ///< "debian 12.1", "npm": versions of others cannot be compared
  std::string to;     ///< the version in which all of them are fixed
  std::size_t findings = 0;
  std::size_t images = 0;
  Severity worst = Severity::unknown;
};
/// What removes most first.
[[nodiscard]] std::vector<Upgrade> upgrades(const Report& report);

/// A version order that is right where numbers and words alternate, as in most package systems;
/// '~' comes before everything, the end included (deb-version(7)).
[[nodiscard]] std::weak_ordering compare_versions(std::string_view a, std::string_view b) noexcept;

/// Numbers of a report, for its last lines.
struct Size {
  std::size_t images = 0;
  std::size_t containers = 0;
  std::size_t workloads = 0;
  std::size_t failed = 0;
};
[[nodiscard]] Size size_of(const Report& report);

}  // namespace kscan::report
