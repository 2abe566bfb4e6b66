#pragma once
#include "discover/query.hpp"
#include "plan/plan.hpp"

#include <string_view>

namespace kscan::cmd {

/// The nodes that can run the agent, in GOARCH's words: it was built for the same machine as this
/// program.
[[nodiscard]] std::string_view own_architecture() noexcept;

/// Does the cluster choose the users that pods run as (OpenShift's security context constraints)?
/// Blocking. A server that does not answer that is none.
[[nodiscard]] bool chooses_users(kube::Client& client);

/// Where nobody may read nodes, the scan pods go where the pods run whose images they scan: asks
/// for the labels of these. Blocking; throws what the API server says.
void place_beside(plan::Plan& plan, const discover::Api& api);

}  // namespace kscan::cmd
