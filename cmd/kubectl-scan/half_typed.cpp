#include "kubectl-scan/half_typed.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace kscan::cmd {

namespace {

class Reader {
public:
  Reader(CommandLine& line, std::span<const std::string> arguments)
      : m_line(line),
        m_before(arguments.first(arguments.size() - 1)) {
    m_half.command = &line.root;
    m_half.typed = arguments.back();
  }

  HalfTyped run() {
    while (m_next < m_before.size())
      one(m_before[m_next++]);
    if (m_half.flag == nullptr && !m_half.verbatim) split_typed();
    return std::move(m_half);
  }

private:
  void one(const std::string& argument) {
    if (m_half.verbatim) return word(argument);
    if (argument == "--") {
      m_half.verbatim = true;
    } else if (argument.starts_with("--")) {
      long_flag(argument);
    } else if (argument.size() > 1 && argument[0] == '-') {
      short_flags(argument);
    } else {
      word(argument);
    }
  }

  void word(const std::string& argument) {
    CLI::App* const next = m_half.words.empty() && !m_half.verbatim ? named(argument) : nullptr;
    if (next != nullptr) return enter(*next);
    if (m_half.command == &m_line.root) enter(*m_line.unnamed);
    m_half.words.push_back(argument);
  }

  CLI::App* named(const std::string& name) {
    CLI::App* const command = command_named(*m_half.command, name);
    return command == m_line.unnamed ? nullptr : command;
  }

  void enter(CLI::App& command) {
    fill_in(command);
    m_half.command = &command;
  }

  /// A value that is missing is what is being typed.
  void take(const CLI::Option& option, std::string value) {
    m_half.flags.push_back("--" + option.get_lnames().front() + "=" + std::move(value));
  }
  void take_next(const CLI::Option& option) {
    if (m_next < m_before.size()) return take(option, m_before[m_next++]);
    m_half.flag = &option;
  }

  void long_flag(const std::string& argument) {
    const std::size_t equals = argument.find('=');
    const CLI::Option* const option = find(argument.substr(0, equals));
    if (option == nullptr) return;
    if (equals != std::string::npos) return take(*option, argument.substr(equals + 1));
    if (takes_value(*option)) return take_next(*option);
    take(*option, "true");
  }

  void short_flags(const std::string& argument) {
    for (std::size_t i = 1; i < argument.size(); ++i) {
      const CLI::Option* const option = find({'-', argument[i]});
      const bool equals = i + 2 < argument.size() && argument[i + 1] == '=';
      if (option == nullptr && equals) return;
      if (option == nullptr) continue;
      if (equals) return take(*option, argument.substr(i + 2));
      if (takes_value(*option))
        return i + 1 < argument.size() ? take(*option, argument.substr(i + 1)) : take_next(*option);
      take(*option, "true");
    }
  }

  /// "--output=js" is a value that is being typed.
  void split_typed() {
    const std::size_t equals = m_half.typed.find('=');
    if (!m_half.typed.starts_with("-") || equals == std::string::npos) return;
    m_half.flag = find(m_half.typed.substr(0, equals));
    if (m_half.flag != nullptr) m_half.typed.erase(0, equals + 1);
  }

  /// Where no command is named yet, the flag may be one of what comes without a command.
  const CLI::Option* find(std::string name) {
    std::ranges::replace(name.begin() + 1, name.end(), '_', '-');
    for (CLI::App* const app : {m_half.command, &m_line.root})
      if (const auto* const option = app->get_option_no_throw(name)) return option;
    if (m_half.command != &m_line.root) return nullptr;
    fill_in(*m_line.unnamed);
    return m_line.unnamed->get_option_no_throw(name);
  }
  static bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

  CommandLine& m_line;
  std::span<const std::string> m_before;
  std::size_t m_next = 0;
  HalfTyped m_half;
};

}  // namespace

HalfTyped read_half_typed(CommandLine& line, std::span<const std::string> arguments) {
  return Reader(line, arguments).run();
}

std::vector<std::string> values_of(const HalfTyped& half, const std::string& flag) {
  std::vector<std::string> values;
  const std::string begin = "--" + flag + "=";
  for (const std::string& given : half.flags)
    if (given.starts_with(begin)) values.insert(values.begin(), given.substr(begin.size()));
  return values;
}

}  // namespace kscan::cmd
