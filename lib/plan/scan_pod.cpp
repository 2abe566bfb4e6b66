#include "plan/scan_pod.hpp"

#include <fmt/format.h>

namespace kscan::plan {

std::string scan_container(std::size_t scan) {
  return fmt::format("scan-{}", scan);
}

Handoff handoff_of(const Group& group) noexcept {
  return group.pull_secrets.empty() ? Handoff::none : group.handoff;
}

bool has_credentials(const Group& group) noexcept {
  return handoff_of(group) != Handoff::none;
}

std::vector<std::string> containers_of(const Group& group) {
  std::vector<std::string> result{std::string(database_container)};
  if (has_credentials(group)) result.emplace_back(credentials_container);
  for (std::size_t scan = 0; scan < group.scans.size(); ++scan)
    result.push_back(scan_container(scan));
  return result;
}

std::optional<std::size_t> scan_of(const Group& group, std::string_view container) {
  for (std::size_t scan = 0; scan < group.scans.size(); ++scan)
    if (container == scan_container(scan)) return scan;
  return std::nullopt;
}

}  // namespace kscan::plan
