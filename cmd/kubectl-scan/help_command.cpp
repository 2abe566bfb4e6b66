#include "kubectl-scan/command_line.hpp"
#include "kubectl-scan/help.hpp"
#include "kubectl-scan/nearest.hpp"
#include "report/gate.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace kscan::cmd {

namespace {

constexpr const char* footer = "\nExamples:\n"
                               "  # What do the exit codes mean?\n"
                               "  kubectl scan help exit-codes\n"
                               "  # The same as kubectl scan images --help\n"
                               "  kubectl scan help images";

constexpr const char* options_footer = "\nThey may stand before the command, too.\n"
                                       "\nExamples:\n"
                                       "  # Another cluster, as somebody else\n"
                                       "  kubectl scan pod web-0 --context prod --as alice";

void finish(std::ostream& out) {
  if (!out.flush()) throw Error(Errc::internal, "cannot write to standard output");
}

Error unknown_topic(const CLI::App& root, const std::string& typed) {
  std::vector<std::string> names = command_names(root);
  for (const Topic& topic : topics())
    names.emplace_back(topic.name);
  Error error(Errc::usage, fmt::format("unknown help topic \"{}\"", typed));
  const std::string near = nearest(typed, names);
  if (near.empty()) return std::move(error).hint(fmt::format("{}", fmt::join(names, ", ")));
  return std::move(error).hint(fmt::format("did you mean \"{}\"?", near));
}

/// The help of "config connection", down to the last word.
std::string help_of(CLI::App& root, const std::vector<std::string>& words) {
  CLI::App* command = &root;
  std::string before;
  for (const std::string& word : words) {
    CLI::App* const next = command_named(*command, word);
    if (next == nullptr) throw unknown_topic(root, word);
    before += (before.empty() ? "" : " ") + command->get_name();
    fill_in(*next);
    command = next;
  }
  return command->help(before);
}

int show_help(const std::vector<std::string>& words, Surroundings& around) {
  CommandLine line;
  const auto all = topics();
  const auto topic = std::ranges::find_if(
      all, [&](const Topic& each) { return words.size() == 1 && each.name == words.front(); });
  if (topic != all.end())
    around.out << topic->title << ".\n\n" << topic->text;
  else
    around.out << help_of(line.root, words);
  finish(around.out);
  return report::exit_code::ok;
}

void fill_help(CLI::App& command, Action& chosen) {
  command.footer(footer);
  const auto words = std::make_shared<std::vector<std::string>>();
  command.add_option("TOPIC", *words, "A command, or exit-codes, formats, filters, env")
      ->type_name("");
  command.callback([&chosen, words] {
    chosen = [words](const Connection&, Surroundings& around) { return show_help(*words, around); };
  });
}

int show_options(Surroundings& around) {
  CLI::App app("These flags can be passed to any command:", "kubectl scan COMMAND");
  app.set_help_flag();
  ConnectionFlags flags;
  add_connection_flags(app, flags, Help::shown);
  app.footer(options_footer);
  around.out << app.help();
  finish(around.out);
  return report::exit_code::ok;
}

}  // namespace

void add_help_command(CLI::App& parent, ConnectionFlags& /*connection*/, Action& chosen) {
  add_command(parent,
              {"help", "Tell more of a command, or of a topic"},
              [&chosen](CLI::App& command) { fill_help(command, chosen); });
}

void add_options_command(CLI::App& parent, ConnectionFlags& /*connection*/, Action& chosen) {
  add_command(
      parent, {"options", "Show the flags that all commands have"}, [&chosen](CLI::App& command) {
        command.footer("\nExamples:\n  kubectl scan options");
        command.callback([&chosen] {
          chosen = [](const Connection&, Surroundings& around) { return show_options(around); };
        });
      });
}

}  // namespace kscan::cmd
