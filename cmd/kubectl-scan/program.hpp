#pragma once
#include "kubectl-scan/command.hpp"

#include <string>
#include <vector>

namespace kscan::cmd {

/// One call of kubectl scan, without its own name: parses, runs the command, tells on `around.err`
/// what went wrong. Returns the exit code.
[[nodiscard]] int run_program(const std::vector<std::string>& arguments, Surroundings& around);

}  // namespace kscan::cmd
