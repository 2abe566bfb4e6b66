#pragma once
#include "base/error.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace kscan::io {

struct Command {
  std::string program;  ///< looked up in PATH unless it has a slash
  std::vector<std::string> args = {};
  /// Added to this process's environment; the last one of a name wins.
  std::vector<std::pair<std::string, std::string>> env = {};
  bool inherit_stdin = false;  ///< else it reads nothing
  std::size_t output_limit = 1024 * 1024;
};

struct Finished {
  int exit_code = 0;   ///< 128+n when signal n ended it
  std::string output;  ///< standard output; standard error is ours
};

/// Runs a program to its end; blocks meanwhile. It starts without blocked signals, and with SIGPIPE
/// as usual. Errors: not_found (no such program), config (cannot be run), protocol (more output
/// than the limit; it is killed).
[[nodiscard]] Result<Finished> run(const Command& command);

}  // namespace kscan::io
