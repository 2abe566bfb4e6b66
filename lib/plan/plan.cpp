#include "plan/plan.hpp"

#include "plan/planner.hpp"

#include <utility>

namespace kscan::plan {

std::string_view to_string(Handoff handoff) noexcept {
  switch (handoff) {
  case Handoff::none:
    return "none";
  case Handoff::memory:
    return "memory";
  case Handoff::secret:
    return "secret";
  }
  return "";
}

Plan make_plan(std::span<const workload::PodImages> pods, const Options& options) {
  Planner planner(options);
  for (const workload::PodImages& pod : pods)
    planner.add(pod);
  return std::move(planner).take();
}

Scan by_tag(Scan scan) {
  scan.image.digest.clear();
  if (scan.mirror) {
    scan.mirror->tag = scan.image.tag;
    scan.mirror->digest.clear();
  }
  scan.pinned = false;
  scan.digest_from_elsewhere = false;
  return scan;
}

}  // namespace kscan::plan
