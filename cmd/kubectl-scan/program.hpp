#pragma once
#include "kubectl-scan/command.hpp"

#include <string>
#include <vector>

namespace kscan::cmd {

/// One call of kubectl scan, without its own name: parses, runs the command, tells on `around.err`
/// what went wrong. Returns the exit code.
[[nodiscard]] int run_program(const std::vector<std::string>& arguments, Surroundings& around);

/// argv without the program's name; under the name kubectl_complete-scan, by which kubectl asks for
/// completion, "__complete" comes before the rest.
[[nodiscard]] std::vector<std::string> words_of(std::vector<std::string> argv);

}  // namespace kscan::cmd
