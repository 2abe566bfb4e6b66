#include "kubectl-scan/program.hpp"

#include "kubectl-scan/command_line.hpp"
#include "kubectl-scan/completion.hpp"
#include "kubectl-scan/nearest.hpp"
#include "report/gate.hpp"
#include "ui/ui.hpp"

#include <algorithm>
#include <exception>
#include <ostream>
#include <string_view>
#include <utility>

namespace kscan::cmd {

namespace {

int parse_and_run(const std::vector<std::string>& arguments, Surroundings& around) {
  CommandLine line;
  try {
    line.parse(arguments, around.system);
  } catch (const CLI::Success& success) {  // --help
    return line.root.exit(success, around.out, around.err);
  }
  if (!line.chosen) {
    around.out << line.root.help();  // of the command that was named
    return report::exit_code::ok;
  }
  auto connection = value_or_throw(to_connection(std::move(line.connection), around.system));
  return line.chosen(std::move(connection), around);
}

/// Where a word is no type, it may have been meant for a command.
Error with_nearest_command(Error error) {
  constexpr std::string_view unknown = "the server doesn't have a resource type \"";
  const std::string& message = error.message();
  if (!message.starts_with(unknown) || !is_general(error.hint())) return error;
  const std::string typed =
      message.substr(unknown.size(), message.find('"', unknown.size()) - unknown.size());
  const CommandLine line;
  const std::string command = nearest(typed, command_names(line.root));
  if (command.empty()) return error;
  return std::move(error).hint("did you mean \"kubectl scan " + command + "\"?");
}

int run_command(const std::vector<std::string>& arguments, Surroundings& around) {
  try {
    return parse_and_run(arguments, around);
  } catch (const Error& error) {
    ui::print_error(around.err, with_nearest_command(error));
    if (error.code() == Errc::usage) around.err << "See 'kubectl scan -h' for help and examples\n";
  } catch (const std::exception& error) {
    ui::print_error(around.err, Error(Errc::internal, error.what()));
  }
  return report::exit_code::error;
}

}  // namespace

int run_program(const std::vector<std::string>& arguments, Surroundings& around) {
  // Whatever follows is half typed; none of it is an argument of this call.
  if (!arguments.empty() && is_complete_request(arguments.front()))
    return answer_complete_request(arguments, around);
  return run_command(arguments, around);
}

std::vector<std::string> words_of(std::vector<std::string> argv) {
  if (argv.empty()) return argv;
  const std::string name = argv.front().substr(argv.front().rfind('/') + 1);
  argv.erase(argv.begin());
  if (name.starts_with("kubectl_complete-")) argv.insert(argv.begin(), "__complete");
  return argv;
}

}  // namespace kscan::cmd
