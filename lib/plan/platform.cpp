#include "plan/platform.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace kscan::plan {

namespace {

Error other_architecture(const std::string& found, std::string_view own) {
  return Error(Errc::invalid,
               fmt::format(
                   "it runs on linux/{}, and this kubectl-scan scans linux/{} only", found, own))
      .hint(fmt::format("use a kubectl-scan that was built for {}", found));
}

void refuse_windows(Plan& plan) {
  std::vector<Skipped> rest;
  for (Skipped& skipped : plan.skipped)
    if (skipped.why == workload::Skip::windows)
      plan.refused.push_back({skipped.image,
                              Error(Errc::invalid, std::string(to_string(skipped.why))),
                              std::move(skipped.targets)});
    else
      rest.push_back(std::move(skipped));
  plan.skipped = std::move(rest);
}

}  // namespace

void refuse_other_platforms(Plan& plan, std::string_view architecture) {
  refuse_windows(plan);
  std::vector<Group> scanned;
  for (Group& group : plan.groups) {
    if (group.architecture.empty() || group.architecture == architecture) {
      scanned.push_back(std::move(group));
      continue;
    }
    const Error error = other_architecture(group.architecture, architecture);
    for (Scan& scan : group.scans)
      plan.refused.push_back(
          {scan.image.pinned(), error, std::move(scan.targets), std::move(scan.notes)});
  }
  plan.groups = std::move(scanned);
}

}  // namespace kscan::plan
