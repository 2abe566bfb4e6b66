#pragma once
#include "kubeconfig/kubeconfig.hpp"
#include "kubectl-scan/connection.hpp"

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

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

/// Under which heading the help lists a command; in the order of the headings.
enum class Section {
  scan,
  look,     ///< what there is, without a scan
  reports,  ///< what was scanned
  other,
  hidden,  ///< from people, who type nothing of it
};

/// What the program knows of a command that the arguments do not name.
struct CommandText {
  std::string name;
  std::string help;  ///< one line
  Section section = Section::other;
  std::vector<std::string> aliases = {};
};

/// Adds a command to `parent`. `fill` adds its flags, examples (the footer) and callback, and is
/// called once, when the arguments name the command: most of them are never needed.
CLI::App*
add_command(CLI::App& parent, const CommandText& text, std::function<void(CLI::App& command)> fill);

/// After this, the command has its flags.
void fill_in(CLI::App& command);

/// Each command is a file that has one such function: adds the command to `parent`; when the
/// arguments name it, `chosen` becomes its action. `connection` is shared by all commands and
/// outlives `parent`, as does `chosen`.
using AddCommand = void(CLI::App& parent, ConnectionFlags& connection, Action& chosen);

/// The name of the one for what no word names; nobody types it.
inline constexpr const char* unnamed_command = "TYPE";

/// Adds several: a command for each well-known word, and last the one for what no word names.
/// Returns that one.
CLI::App* add_target_commands(CLI::App& parent, ConnectionFlags& connection, Action& chosen);
AddCommand add_images_command;
AddCommand add_list_command;
AddCommand add_attach_command;
AddCommand add_cleanup_command;
AddCommand add_config_command;
AddCommand add_match_command;
AddCommand add_report_command;
AddCommand add_diff_command;
AddCommand add_explain_command;
AddCommand add_version_command;
AddCommand add_completion_command;
AddCommand add_options_command;
AddCommand add_help_command;

}  // namespace kscan::cmd
