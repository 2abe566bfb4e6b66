#pragma once
#include "kubectl-scan/command_line.hpp"

#include <span>
#include <string>
#include <vector>

namespace kscan::cmd {

/// A command line that is being typed, as far as it goes.
struct HalfTyped {
  CLI::App* command = nullptr;          ///< filled in; the root where none is named yet
  std::vector<std::string> words = {};  ///< of the command, its name left out
  const CLI::Option* flag = nullptr;    ///< whose value is being typed; null: a word or a flag is
  std::string typed = {};               ///< of that value, word or flag
  std::vector<std::string> flags = {};  ///< "--namespace=x": what was given before
  bool verbatim = false;                ///< after "--"
};

/// `arguments` are not empty; the last one is being typed. Flags that there are not are passed
/// over.
[[nodiscard]] HalfTyped read_half_typed(CommandLine& line, std::span<const std::string> arguments);

/// What was given for a flag, last first.
[[nodiscard]] std::vector<std::string> values_of(const HalfTyped& half, const std::string& flag);

}  // namespace kscan::cmd
