#pragma once
#include "run/group_run.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace kscan::run {

/// Another Job for images of one that is over.
struct FollowUp {
  std::vector<std::size_t> scans;  ///< of that group
  Attempt attempt;
  std::string why;      ///< for people
  bool by_tag = false;  ///< the images' tags instead of their digests
};

/// What else can be done for the images of a group that is over; whatever is in none of them has
/// failed for good. `company`: the namespace has other Jobs of ours that are not over.
[[nodiscard]] std::vector<FollowUp>
follow_ups(const GroupRun& group, const Machine::Options& options, bool company);

}  // namespace kscan::run
