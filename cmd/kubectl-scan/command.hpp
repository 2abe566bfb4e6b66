#pragma once
#include "kubeconfig/kubeconfig.hpp"
#include "kubectl-scan/connection.hpp"

#include <functional>
#include <iosfwd>

namespace CLI {
class App;
}

namespace kscan::cmd {

/// What a command works with.
struct Surroundings {
  const kubeconfig::System& system;
  std::ostream& out;
  std::ostream& err;
};

/// Runs a command whose own flags it holds; returns the exit code, throws Error.
using Action = std::function<int(Connection connection, Surroundings& around)>;

/// Each command is a file that has one such function: adds the command and its flags to `parent`;
/// when the arguments name the command, `chosen` becomes its action. `connection` is shared by all
/// commands and outlives `parent`, as does `chosen`.
using AddCommand = void(CLI::App& parent, ConnectionFlags& connection, Action& chosen);

/// Adds several: a command for each well-known word, and last the one for what no word names.
/// Returns that one.
CLI::App* add_target_commands(CLI::App& parent, ConnectionFlags& connection, Action& chosen);
AddCommand add_images_command;
AddCommand add_config_command;
AddCommand add_match_command;
AddCommand add_report_command;
AddCommand add_diff_command;
AddCommand add_explain_command;
AddCommand add_version_command;

}  // namespace kscan::cmd
