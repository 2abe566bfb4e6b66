#pragma once
#include "base/object_key.hpp"
#include "discover/query.hpp"

#include <map>
#include <set>
#include <string>

namespace kscan::discover {

/// By which labels a pod is found again, also one that takes its place: without those that tell it
/// from its siblings.
using Labels = std::map<std::string, std::string>;

/// Of those pods that run. Pods that are gone, ended, or have no such labels are left out.
/// Blocking; throws what the API server says of anything else.
[[nodiscard]] std::map<ObjectKey, Labels> labels_of_running(const Api& api,
                                                            const std::set<ObjectKey>& pods);

}  // namespace kscan::discover
