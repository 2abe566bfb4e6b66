#pragma once
#include "kubectl-scan/command.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace kscan::cmd {

/// All commands. Those of `root` are filled in when they are needed.
struct CommandLine {
  CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  /// After this, `chosen` is the action of the command that `arguments` name; empty if that has
  /// none, then its help is to be shown. Throws Error (Errc::usage), and CLI::Success for --help.
  void parse(const std::vector<std::string>& arguments, const kubeconfig::System& system);

  CLI::App root;
  CLI::App* unnamed = nullptr;  ///< the command of arguments that name none
  ConnectionFlags connection = {};
  Action chosen = {};
};

/// The command with that name or alias; null if there is none.
[[nodiscard]] CLI::App* command_named(CLI::App& parent, const std::string& name);

/// Commands that people may type, in the order of the help.
[[nodiscard]] std::vector<std::string> command_names(const CLI::App& parent);

}  // namespace kscan::cmd
