#pragma once
#include "base/error.hpp"
#include "kubeconfig/kubeconfig.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

/// Who comes from trivy, grype or another plugin types what they take; one error says what it is
/// called here.
namespace kscan::cmd {

/// "unknown flag: --x", with what it is called here, or else the one of `flags` ("--output") that
/// was probably meant.
[[nodiscard]] Error unknown_flag(std::string_view name, const std::vector<std::string>& flags);
/// "unknown shorthand flag: 'x' in -x".
[[nodiscard]] Error
unknown_shorthand(char letter, const std::string& argument, const std::vector<std::string>& flags);

/// What is a flag of ours, but with a value that belongs to another one of another program:
/// `-s HIGH`, `-f json`, `--exit-code 1` without a gate, `-o report.json`. `words` are normalized,
/// `command` is the one that they name, filled in. Hints are of what the command takes.
[[nodiscard]] Result<> check_habits(std::span<const std::string> words,
                                    const CLI::App& command,
                                    const kubeconfig::System& system);

}  // namespace kscan::cmd
