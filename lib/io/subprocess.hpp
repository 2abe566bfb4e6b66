#pragma once
#include "base/error.hpp"
#include "io/loop.hpp"

#include <cstddef>
#include <functional>
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

/// Starts a program and tells once how it ended, from within the loop; that is when it has exited
/// and nobody holds its output open any more. It starts without blocked signals, and with SIGPIPE
/// as usual. The ticket kills it. Errors: not_found (no such program), config (cannot be run),
/// protocol (more output than the limit; it is killed). `loop` outlives the program.
[[nodiscard]] Ticket
start(Loop& loop, const Command& command, std::function<void(Result<Finished>)> done);

}  // namespace kscan::io
