#pragma once
#include "report/report.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Several reports: one after the other, or side by side.
namespace kscan::report {

/// "registry/repository" of an image, or the text of what could not be parsed.
[[nodiscard]] std::string repository_of(const ImageReport& image);

/// What stays the same over time is the same vulnerability of the same package in the same
/// repository, whatever the tag, the path or the installed version. Says of every finding of
/// `report` whether `baseline` has it (Finding::age; suppressed there counts as having it), and of
/// the baseline's findings which are gone. A repository that could not be scanned this time has
/// lost nothing.
void compare(const Report& baseline, Report& report);

struct Changes {
  std::size_t fresh = 0;
  std::size_t gone = 0;
  std::size_t unchanged = 0;
};
/// After compare().
[[nodiscard]] Changes changes(const Report& report) noexcept;

/// All images of all reports, each once (by name and platform): its newest scan, and everybody who
/// runs it. What one report failed to scan and another did not is scanned.
[[nodiscard]] Report merge(std::vector<Report> reports);

/// Nothing, or why the findings may be out of date: "the vulnerability database is 5 days old
/// (2026-01-02T03:04:05Z)". `now` is RFC 3339.
[[nodiscard]] std::string stale_database(const Scanner& scanner, std::string_view now);

}  // namespace kscan::report
