#include "kubectl-scan/add_flag.hpp"

#include "kubectl-scan/environment.hpp"

namespace kscan::cmd {

namespace {

std::string variable_for(const FlagText& text) {
  return variable_of(text.names.substr(text.names.find("--") + 2));
}

}  // namespace

CLI::Option* add_flag(CLI::App& command, const FlagText& text, std::string& value) {
  return command.add_option(text.names, value, text.help)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->envname(variable_for(text))
      ->type_name(text.placeholder);
}

CLI::Option* add_flag(CLI::App& command, const FlagText& text, std::vector<std::string>& values) {
  return command.add_option(text.names, values, text.help)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false)
      ->delimiter(',')
      ->envname(variable_for(text))
      ->type_name(text.placeholder);
}

CLI::Option* add_switch(CLI::App& command, const FlagText& text, bool& value) {
  return command.add_flag(text.names, value, text.help)->envname(variable_for(text));
}

}  // namespace kscan::cmd
