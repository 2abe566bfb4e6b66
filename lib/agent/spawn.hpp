#pragma once
#include "agent/child.hpp"
#include "io/fd.hpp"

#include <signal.h>
#include <sys/types.h>

namespace kscan::agent {

struct Spawned {
  pid_t pid = -1;
  io::Fd error;   ///< reads its standard error, non-blocking
  io::Fd output;  ///< reads its standard output, unless the command names a file for that
};

/// Starts the command in a process group of its own, with the given signal mask, nothing on its
/// standard input and no descriptor of ours. Throws Error when that is not possible.
[[nodiscard]] Spawned spawn(Command& command, const sigset_t& mask);

}  // namespace kscan::agent
