#pragma once
#include "kubectl-scan/command.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Completion as cobra does it, so that kubectl can ask: the words so far, the last one being typed
/// ("" if it is a new one), are answered with a candidate a line, "VALUE\tDESCRIPTION", and a last
/// line ":N" (kubectl pkg/cmd/plugin/plugin_completion.go; cobra completions.go).
namespace kscan::cmd {

/// Bits of N.
namespace directive {
inline constexpr int files = 0;
inline constexpr int no_space = 2;  ///< after the candidate
inline constexpr int no_files = 4;
inline constexpr int directories = 16;
inline constexpr int keep_order = 32;
}  // namespace directive

struct Candidate {
  std::string value;             ///< not told if a shell could take it for anything but a word
  std::string description = {};  ///< one line; not escaped
};

struct Completion {
  std::vector<Candidate> candidates = {};
  int directive = directive::no_files;
};

/// "__complete", or "__completeNoDesc" for values alone.
[[nodiscard]] bool is_complete_request(std::string_view word) noexcept;

/// Answers `arguments`, the first of which is such a word, on `around.out`. Whatever goes wrong,
/// nothing is told but fewer candidates: the user is in the midst of typing. Returns the exit code.
[[nodiscard]] int answer_complete_request(std::span<const std::string> arguments,
                                          Surroundings& around);

/// The shells that there are scripts for.
[[nodiscard]] std::span<const std::string_view> shells() noexcept;
/// For the shell's start-up; empty for a shell that is none of them.
[[nodiscard]] std::string_view completion_script(std::string_view shell) noexcept;

}  // namespace kscan::cmd
