#pragma once
#include "run/inputs.hpp"

#include <chrono>
#include <compare>
#include <cstddef>
#include <string>
#include <vector>

namespace kscan::run {

/// An image by its place in the plan as it was at first.
struct Origin {
  Group group = 0;
  std::size_t scan = 0;
  friend auto operator<=>(const Origin&, const Origin&) = default;
};

/// What a group is: one of the plan's, or images of one that are tried again.
struct Attempt {
  std::vector<Origin> origins;    ///< of each scan
  unsigned retries = 0;           ///< so many times these images were tried before
  std::string memory_limit = {};  ///< empty: the usual one
  bool alone = false;             ///< waits until its namespace has no other unfinished Job
  std::chrono::milliseconds delay{0};
  std::string ended = {};  ///< why its Job is over before it is looked at; empty: it is not
  bool suspended = false;  ///< somebody else holds its Job back
};

}  // namespace kscan::run
