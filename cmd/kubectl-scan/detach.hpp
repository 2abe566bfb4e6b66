#pragma once
#include "kubectl-scan/command.hpp"
#include "run/machine.hpp"

#include <string>
#include <vector>

namespace kscan::cmd {

/// A run that goes on without us: its id on `around.out`, for scripts; how to come back to it, and
/// what did not begin, on `around.err`. Returns the exit code.
[[nodiscard]] int tell_detached(run::Machine& machine,
                                const std::string& run_id,
                                const std::vector<std::string>& warnings,
                                Surroundings& around);

}  // namespace kscan::cmd
