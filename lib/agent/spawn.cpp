#include "agent/spawn.hpp"

#include "agent/files.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <cerrno>

namespace kscan::agent {

namespace {

io::Pipe pipe_to_poll() {
  io::Pipe pipe = value_or_throw(io::make_pipe());
  if (::fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK) != 0) throw_errno("make a pipe");
  return pipe;
}

/// posix_spawn's two parameter objects, which need freeing.
class Parameters {
public:
  Parameters() {
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_init(&actions);
  }
  Parameters(const Parameters&) = delete;
  Parameters& operator=(const Parameters&) = delete;
  ~Parameters() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
  posix_spawnattr_t attributes{};
  posix_spawn_file_actions_t actions{};
};

void set_signals(posix_spawnattr_t& attributes, const sigset_t& mask) {
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);  // we ignore it, and that would be inherited
  ::posix_spawnattr_setsigmask(&attributes, &mask);
  ::posix_spawnattr_setsigdefault(&attributes, &defaults);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(
      &attributes,
      static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP));
}

std::vector<char*> pointers(std::vector<std::string>& arguments) {
  std::vector<char*> result;
  for (std::string& argument : arguments)
    result.push_back(argument.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace

Spawned spawn(Command& command, const sigset_t& mask) {
  io::Pipe error = pipe_to_poll();
  io::Pipe output = command.output < 0 ? pipe_to_poll() : io::Pipe{};
  const int out = command.output < 0 ? output.write.get() : command.output;
  Parameters parameters;
  set_signals(parameters.attributes, mask);
  ::posix_spawn_file_actions_addopen(&parameters.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&parameters.actions, out, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&parameters.actions, error.write.get(), STDERR_FILENO);
  ::posix_spawn_file_actions_addchdir_np(&parameters.actions, command.directory.c_str());
  Spawned spawned;
  errno = ::posix_spawn(&spawned.pid,
                        command.program.c_str(),
                        &parameters.actions,
                        &parameters.attributes,
                        pointers(command.arguments).data(),
                        command.environment.data());
  if (errno != 0) throw_errno(fmt::format("run {}", command.program.string()));
  spawned.error = std::move(error.read);
  spawned.output = std::move(output.read);
  return spawned;
}

}  // namespace kscan::agent
