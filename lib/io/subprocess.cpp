#include "io/subprocess.hpp"

#include "base/secret.hpp"
#include "io/fd.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <map>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

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

/// What of a program is still to come: first its output's end, then its own.
class Child : public std::enable_shared_from_this<Child> {
public:
  Child(Loop& loop, std::function<void(Result<Finished>)> done)
      : m_loop(loop),
        m_done(std::move(done)) {}
  ~Child() { stop(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void start(const Command& command) {
    m_program = command.program;
    m_limit = command.output_limit;
    if (auto started = launch(command); !started) {
      wait_for({}, [error = std::move(started).error()](Child& self) { self.tell(fail(error)); });
    }
  }
  void cancel() {
    m_done = {};
    m_readable.cancel();
    m_timer.cancel();
    stop();
  }

private:
  Result<> launch(const Command& command) {
    auto pipe = make_pipe();
    if (!pipe) return fail(std::move(pipe).error());
    const auto pid = spawn(command, pipe->write.get());
    if (!pid) return fail(pid.error());
    m_pid = *pid;
    m_output = std::move(pipe->read);
    m_readable = m_loop.on_readable(m_output.get(), [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->read();
    });
    return {};
  }

  void read() {
    std::array<char, 16384> buffer;
    const ssize_t got = ::read(m_output.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) return;
    if (got <= 0) {
      m_readable.cancel();
      return reap(std::chrono::milliseconds(1));
    }
    m_finished.output.append(buffer.data(), static_cast<std::size_t>(got));
    wipe(buffer.data(), buffer.size());
    if (m_finished.output.size() <= m_limit) return;
    stop();
    tell(fail(Errc::protocol, m_program + " writes too much"));
  }

  // Its output is closed a moment before it is gone, and some close it long before.
  void reap(Clock::duration patience) {
    int status = 0;
    const pid_t ended = ::waitpid(m_pid, &status, WNOHANG);
    if (ended == 0) {
      const auto longer = std::min<Clock::duration>(patience * 2, std::chrono::milliseconds(100));
      return wait_for(patience, [longer](Child& self) { self.reap(longer); });
    }
    m_pid = -1;
    m_finished.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    tell(std::move(m_finished));
  }

  void wait_for(Clock::duration delay, std::function<void(Child&)> step) {
    m_timer = m_loop.after(delay, [weak = weak_from_this(), step = std::move(step)] {
      if (const auto self = weak.lock()) step(*self);
    });
  }

  void tell(Result<Finished> result) {
    m_readable.cancel();
    if (const auto done = std::exchange(m_done, {})) done(std::move(result));
  }

  void stop() {
    wipe(m_finished.output);
    if (m_pid < 0) return;
    ::kill(m_pid, SIGKILL);
    while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {}
    m_pid = -1;
  }

  Loop& m_loop;
  std::function<void(Result<Finished>)> m_done;
  std::string m_program;
  std::size_t m_limit = 0;
  pid_t m_pid = -1;
  Fd m_output;
  Finished m_finished;
  Ticket m_readable;
  Ticket m_timer;
};

}  // namespace

Ticket start(Loop& loop, const Command& command, std::function<void(Result<Finished>)> done) {
  const auto child = std::make_shared<Child>(loop, std::move(done));
  child->start(command);
  return Ticket([child] { child->cancel(); });
}

}  // namespace kscan::io
