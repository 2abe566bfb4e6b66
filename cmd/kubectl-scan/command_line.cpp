#include "kubectl-scan/command_line.hpp"

#include "kubectl-scan/arguments.hpp"
#include "kubectl-scan/habits.hpp"
#include "kubectl-scan/help.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace kscan::cmd {

namespace {

/// The help of the program itself is a list of commands.
class Overview : public CLI::Formatter {
public:
  std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const override {
    return overview(*app);
  }
};

/// `words` are normalized.
CLI::App& named_by(const std::vector<std::string>& words, CLI::App& root) {
  CLI::App* command = &root;
  for (const std::string& word : words) {
    CLI::App* const next = command_named(*command, word);
    if (next == nullptr) break;
    command = next;
  }
  return *command;
}

}  // namespace

CommandLine::CommandLine() {
  root.name("kubectl scan");
  root.formatter(std::make_shared<Overview>());
  root.require_subcommand(0, 1);
  // As with kubectl, flags about the connection may stand before the command too.
  add_connection_flags(root, connection, Help::hidden);
  unnamed = add_target_commands(root, connection, chosen);
  for (AddCommand* const add : {&add_images_command,
                                &add_list_command,
                                &add_attach_command,
                                &add_cleanup_command,
                                &add_match_command,
                                &add_report_command,
                                &add_diff_command,
                                &add_explain_command,
                                &add_config_command,
                                &add_completion_command,
                                &add_options_command,
                                &add_help_command,
                                &add_version_command})
    add(root, connection, chosen);
}

void CommandLine::parse(const std::vector<std::string>& arguments,
                        const kubeconfig::System& system) {
  auto words = normalized(arguments, root, unnamed);
  value_or_throw(check_habits(words, named_by(words, root), system));
  std::ranges::reverse(words);  // CLI11 takes them from the end
  try {
    root.parse(std::move(words));
  } catch (const CLI::Success&) {
    throw;
  } catch (const CLI::ParseError& wrong) {
    throw Error(Errc::usage, wrong.what());
  }
}

CLI::App* command_named(CLI::App& parent, const std::string& name) {
  const auto found =
      parent.get_subcommands([&](const CLI::App* command) { return command->check_name(name); });
  return found.empty() ? nullptr : found.front();
}

std::vector<std::string> command_names(const CLI::App& parent) {
  std::vector<std::string> names;
  for (const CLI::App* const command : parent.get_subcommands({}))
    if (!command->get_group().empty() && command->get_name() != unnamed_command)
      names.push_back(command->get_name());
  return names;
}

}  // namespace kscan::cmd
