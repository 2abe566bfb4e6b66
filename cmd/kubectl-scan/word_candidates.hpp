#pragma once
#include "kubectl-scan/completion.hpp"
#include "kubectl-scan/half_typed.hpp"

namespace kscan::cmd {

/// What may stand where `half` is being typed and is no flag: a command, a type, a name, TYPE/NAME,
/// a file.
[[nodiscard]] Completion
complete_word(const HalfTyped& half, CommandLine& line, const Surroundings& around);

}  // namespace kscan::cmd
