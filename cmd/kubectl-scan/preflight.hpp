#pragma once
#include "io/loop.hpp"
#include "kube/client.hpp"
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/options.hpp"
#include "plan/plan.hpp"

namespace kscan::cmd {

/// Before anything is created: what the user may do in each of the plan's namespaces decides how
/// credentials travel there, which is said in one line on `around.err`; a named service account is
/// looked at. Images of namespaces where nothing can be scanned are refused in the plan; throws
/// Error when that is all of them.
void preflight(plan::Plan& plan,
               const Options& options,
               kube::Client& client,
               io::Loop& loop,
               Surroundings& around);

}  // namespace kscan::cmd
