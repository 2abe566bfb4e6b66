#include "kubectl-scan/completion.hpp"
#include "kubectl-scan/environment.hpp"
#include "kubectl-scan/program.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <string>
#include <vector>

namespace {

/// Completion gives up sooner by itself. Left is what no loop can end: a file system that hangs.
constexpr unsigned last_moment = 4;  // seconds

extern "C" void leave(int) {
  ::_exit(0);
}

/// Who is typing is asked nothing, not by a credential plugin either, and told nothing but
/// candidates.
void keep_off_the_terminal() {
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nowhere >= 0) {
    ::dup2(nowhere, STDIN_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
  }
  std::signal(SIGALRM, leave);
  ::alarm(last_moment);
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);  // a large report is written several times faster
  const std::vector<std::string> words = kscan::cmd::words_of({argv, argv + argc});
  if (!words.empty() && kscan::cmd::is_complete_request(words.front())) keep_off_the_terminal();
  const kscan::kubeconfig::System system = kscan::cmd::host_system();
  kscan::cmd::Surroundings around{system, std::cout, std::cerr};
  return kscan::cmd::run_program(words, around);
}
