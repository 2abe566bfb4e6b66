#include "io/subprocess.hpp"

#include "io/fd.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <map>
#include <string_view>
#include <system_error>

namespace kscan::io {

namespace {

/// Strings as exec wants them; owns what the pointers point to.
class Words {
public:
  explicit Words(std::vector<std::string> words)
      : m_words(std::move(words)) {
    for (auto& word : m_words)
      m_pointers.push_back(word.data());
    m_pointers.push_back(nullptr);
  }
  [[nodiscard]] char* const* data() const { return m_pointers.data(); }

private:
  std::vector<std::string> m_words;
  std::vector<char*> m_pointers;
};

Words environment_of(const Command& command) {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    variables[std::string(text.substr(0, equals))] = text.substr(equals + 1);
  }
  for (const auto& [name, value] : command.env)
    variables[name] = value;
  std::vector<std::string> lines;
  lines.reserve(variables.size());
  for (const auto& [name, value] : variables)
    lines.push_back(name + "=" + value);
  return Words(std::move(lines));
}

Words arguments_of(const Command& command) {
  std::vector<std::string> words{command.program};
  words.insert(words.end(), command.args.begin(), command.args.end());
  return Words(std::move(words));
}

/// What a child gets besides its words: its stdin and stdout, and the signals as they usually are.
class Setup {
public:
  Setup(bool inherit_stdin, int output) {
    posix_spawn_file_actions_init(&m_files);
    posix_spawnattr_init(&m_attributes);
    if (!inherit_stdin) {
      posix_spawn_file_actions_addopen(&m_files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }
    posix_spawn_file_actions_adddup2(&m_files, output, STDOUT_FILENO);
    sigset_t none;
    sigemptyset(&none);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigmask(&m_attributes, &none);
    posix_spawnattr_setsigdefault(&m_attributes, &usual);
    posix_spawnattr_setflags(&m_attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Setup() {
    posix_spawn_file_actions_destroy(&m_files);
    posix_spawnattr_destroy(&m_attributes);
  }
  Setup(const Setup&) = delete;
  Setup& operator=(const Setup&) = delete;
  [[nodiscard]] const posix_spawn_file_actions_t* files() const { return &m_files; }
  [[nodiscard]] const posix_spawnattr_t* attributes() const { return &m_attributes; }

private:
  posix_spawn_file_actions_t m_files{};
  posix_spawnattr_t m_attributes{};
};

Result<pid_t> spawn(const Command& command, int output) {
  const Setup setup(command.inherit_stdin, output);
  const Words arguments = arguments_of(command);
  const Words environment = environment_of(command);
  pid_t pid = -1;
  const int error = ::posix_spawnp(&pid,
                                   command.program.c_str(),
                                   setup.files(),
                                   setup.attributes(),
                                   arguments.data(),
                                   environment.data());
  if (error == 0) return pid;
  return fail(error == ENOENT ? Errc::not_found : Errc::config,
              "cannot run " + command.program + ": " + std::generic_category().message(error));
}

/// False when it is more than the limit.
bool read_all(int fd, std::size_t limit, std::string& text) {
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return true;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > limit) return false;
  }
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Result<Finished> run(const Command& command) {
  auto pipe = make_pipe();
  if (!pipe) return fail(std::move(pipe).error());
  const auto pid = spawn(command, pipe->write.get());
  if (!pid) return fail(pid.error());
  pipe->write.reset();
  Finished finished;
  const bool fits = read_all(pipe->read.get(), command.output_limit, finished.output);
  if (!fits) ::kill(*pid, SIGKILL);
  finished.exit_code = wait_for(*pid);
  if (!fits) return fail(Errc::protocol, command.program + " writes too much");
  return finished;
}

}  // namespace kscan::io
