#pragma once
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace kscan::cmd {

/// What was typed, as pflag (kubectl's parser) understands it, said so that CLI11 understands the
/// same: every flag with its value becomes "--flag=value", so that a value may start with "-" or be
/// empty, "-o=json" and "-ojson" are "-o json", and `--as_group` is `--as-group`. Flags that stand
/// before their command follow it. `app` knows the flags and commands, which are
/// filled in as they are named; its own flags are those of all commands. Throws Error (Errc::usage)
/// in kubectl's words for a flag that is unknown or has no value.
///
/// The first word names the command. Where it names none, or where there is a flag that only
/// `unnamed` knows and no word, `unnamed` is the command, if it is given: its name comes first
/// then. That name cannot be typed. After "--" no word names a command.
[[nodiscard]] std::vector<std::string>
normalized(const std::vector<std::string>& arguments, CLI::App& app, CLI::App* unnamed = nullptr);

}  // namespace kscan::cmd
