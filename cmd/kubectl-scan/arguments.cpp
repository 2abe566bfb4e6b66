#include "kubectl-scan/arguments.hpp"

#include "base/error.hpp"
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/habits.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>

namespace kscan::cmd {

namespace {

class Normalizer {
public:
  Normalizer(const std::vector<std::string>& arguments, CLI::App& app, CLI::App* unnamed)
      : m_arguments(arguments),
        m_root(app),
        m_unnamed(unnamed),
        m_command(&app) {}

  std::vector<std::string> run() {
    find_command();
    m_next = 0;
    while (m_next < m_arguments.size())
      one(m_arguments[m_next++]);
    m_path.insert(m_path.end(), m_out.begin(), m_out.end());
    return std::move(m_path);
  }

private:
  void find_command() {
    bool is_for_unnamed = false;
    while (m_next < m_arguments.size()) {
      const std::string& argument = m_arguments[m_next++];
      if (is_flag(argument) && argument != "--") {
        is_for_unnamed |= pass_flag(argument);
        continue;
      }
      CLI::App* const command = argument == "--" ? nullptr : subcommand(argument);
      is_for_unnamed |= command == nullptr;
      if (command == nullptr) break;
      enter(*command);
      m_path.push_back(argument);
      m_named.insert(m_next - 1);
    }
    if (!m_path.empty() || !is_for_unnamed || m_unnamed == nullptr) return;
    enter(*m_unnamed);
    m_path.push_back(m_unnamed->get_name());
  }

  void enter(CLI::App& command) {
    fill_in(command);
    m_command = &command;
  }

  static bool is_flag(const std::string& argument) {
    return argument.size() > 1 && argument[0] == '-';
  }

  /// "-n=x": is there one after the letter at `i`?
  static bool has_value(const std::string& argument, std::size_t i) {
    return i + 2 < argument.size() && argument[i + 1] == '=';
  }

  /// Leaves the flag, and its value if that comes next, behind. Is it none of the program's own?
  bool pass_flag(const std::string& argument) {
    if (argument.starts_with("--")) return pass_long_flag(argument);
    bool foreign = false;
    for (std::size_t i = 1; i < argument.size(); ++i) {
      const std::string name{'-', argument[i]};
      foreign |= find(name) == nullptr;
      const CLI::Option* const option = find_anywhere(name);
      if (has_value(argument, i)) break;
      if (option == nullptr || !takes_value(*option)) continue;
      if (i + 1 == argument.size()) ++m_next;
      break;
    }
    return foreign;
  }

  bool pass_long_flag(const std::string& argument) {
    const auto equals = argument.find('=');
    std::string name = argument.substr(0, equals);
    std::replace(name.begin() + 2, name.end(), '_', '-');
    const CLI::Option* const option = find_anywhere(name);
    const bool value_is_next =
        equals == std::string::npos && option != nullptr && takes_value(*option);
    if (value_is_next) ++m_next;
    return find(name) == nullptr;
  }

  [[nodiscard]] const CLI::Option* find_anywhere(const std::string& name) const {
    const CLI::Option* const option = find(name);
    if (option != nullptr || m_unnamed == nullptr) return option;
    fill_in(*m_unnamed);
    return m_unnamed->get_option_no_throw(name);
  }

  void one(const std::string& argument) {
    if (argument == "--") return verbatim_rest();
    if (argument.starts_with("--")) return long_flag(argument.substr(2));
    if (is_flag(argument)) return short_flags(argument);
    if (!m_named.contains(m_next - 1)) m_out.push_back(argument);
  }

  void verbatim_rest() {
    for (--m_next; m_next < m_arguments.size(); ++m_next)
      m_out.push_back(m_arguments[m_next]);
  }

  void long_flag(std::string_view text) {
    const auto equals = std::min(text.find('='), text.size());
    std::string name(text.substr(0, equals));
    std::ranges::replace(name, '_', '-');
    const auto* const option = find("--" + name);
    if (option == nullptr) throw unknown_flag(name, long_flags());
    if (equals < text.size()) return emit(name, *option, std::string(text.substr(equals + 1)));
    if (!takes_value(*option)) return m_out.push_back("--" + name);
    emit(name, *option, next_value("--" + name));
  }

  /// "-n=x", "-nx", "-n x"; "-hn x" is -h and -n; "-A=true".
  void short_flags(const std::string& argument) {
    for (std::size_t i = 1; i < argument.size(); ++i) {
      const std::string name(1, argument[i]);
      const auto* const option = find("-" + name);
      if (option == nullptr) throw unknown_shorthand(argument[i], argument, long_flags());
      if (!takes_value(*option) && !has_value(argument, i)) {
        m_out.push_back("-" + name);
        continue;
      }
      auto rest = argument.substr(i + 1);
      if (rest.empty()) {
        rest = next_value("'" + name + "' in " + argument);
      } else if (has_value(argument, i)) {
        rest.erase(0, 1);
      }
      return emit(option->get_lnames().front(), *option, rest);
    }
  }

  void emit(const std::string& name, const CLI::Option& option, const std::string& value) {
    if (!takes_value(option)) return m_out.push_back("--" + name + "=" + truth(option, value));
    if (!value.empty()) return m_out.push_back("--" + name + "=" + value);
    // CLI11 takes "--flag=" for a flag whose value comes next.
    m_out.insert(m_out.end(), {"--" + name, ""});
  }

  /// As pflag names it in errors: "-A, --all-namespaces".
  static std::string names_of(const CLI::Option& option) {
    std::string names;
    if (!option.get_snames().empty()) names = "-" + option.get_snames().front() + ", ";
    return names + "--" + option.get_lnames().front();
  }

  /// Go's strconv.ParseBool.
  static std::string truth(const CLI::Option& option, const std::string& value) {
    const auto is = [&](std::initializer_list<std::string_view> words) {
      return std::ranges::find(words, value) != words.end();
    };
    if (is({"1", "t", "T", "true", "TRUE", "True"})) return "true";
    if (is({"0", "f", "F", "false", "FALSE", "False"})) return "false";
    throw Error(Errc::usage,
                "invalid argument \"" + value + "\" for \"" + names_of(option)
                    + "\" flag: strconv.ParseBool: parsing \"" + value + "\": invalid syntax");
  }

  std::string next_value(const std::string& flag) {
    if (m_next < m_arguments.size()) return m_arguments[m_next++];
    throw Error(Errc::usage, "flag needs an argument: " + flag);
  }

  [[nodiscard]] const CLI::Option* find(const std::string& name) const {
    const auto* const option = m_command->get_option_no_throw(name);
    return option != nullptr ? option : m_root.get_option_no_throw(name);
  }
  [[nodiscard]] std::vector<std::string> long_flags() const {
    std::vector<std::string> names;
    for (const CLI::App* const app :
         {static_cast<const CLI::App*>(m_command), static_cast<const CLI::App*>(&m_root)})
      for (const CLI::Option* const option : app->get_options())
        for (const std::string& name : option->get_lnames())
          names.push_back("--" + name);
    return names;
  }
  [[nodiscard]] static bool takes_value(const CLI::Option& option) {
    return option.get_items_expected_max() > 0;
  }
  [[nodiscard]] CLI::App* subcommand(const std::string& name) const {
    const auto found = m_command->get_subcommands(
        [&](CLI::App* app) { return app != m_unnamed && app->check_name(name); });
    return found.empty() ? nullptr : found.front();
  }

  const std::vector<std::string>& m_arguments;
  CLI::App& m_root;
  CLI::App* m_unnamed;
  CLI::App* m_command;
  std::size_t m_next = 0;
  std::vector<std::string> m_path;  ///< names of commands
  std::set<std::size_t> m_named;    ///< the arguments that are these
  std::vector<std::string> m_out;   ///< all that comes after
};

}  // namespace

std::vector<std::string>
normalized(const std::vector<std::string>& arguments, CLI::App& app, CLI::App* unnamed) {
  return Normalizer(arguments, app, unnamed).run();
}

}  // namespace kscan::cmd
