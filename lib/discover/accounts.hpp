#pragma once
#include "discover/query.hpp"

#include <string>
#include <vector>

namespace kscan::discover {

/// Completes what was never admitted with the pull secrets of its service accounts. An account that
/// cannot be read is a warning, and its templates stay as they are.
void admit(const Api& api,
           std::vector<workload::PodImages>& pods,
           std::vector<std::string>& warnings);

}  // namespace kscan::discover
