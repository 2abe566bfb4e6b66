#include "plan/platform.hpp"

#include <string>
#include <utility>
#include <vector>

namespace kscan::plan {

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

}  // namespace kscan::plan
