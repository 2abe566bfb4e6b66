#pragma once
#include "base/error.hpp"
#include "kubeconfig/kubeconfig.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Who comes from trivy, grype or another plugin types what they take; one error says what it is
/// called here.
namespace kscan::cmd {

/// "unknown flag: --x", with what it is called here, or else the one of `flags` ("--output") that
/// was probably meant.
[[nodiscard]] Error unknown_flag(std::string_view name, const std::vector<std::string>& flags);
/// "unknown shorthand flag: 'x' in -x".
[[nodiscard]] Error unknown_shorthand(char letter, const std::string& argument);

/// What is a flag of ours, but with a value that belongs to another one of another program:
/// `-s HIGH`, `-f json`, `--exit-code 1` without a gate, `-o report.json`. `words` are normalized.
[[nodiscard]] Result<> check_habits(std::span<const std::string> words,
                                    const kubeconfig::System& system);

}  // namespace kscan::cmd
