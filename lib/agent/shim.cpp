#include "agent/shim.hpp"

#include "agent/child.hpp"
#include "agent/docker_config.hpp"
#include "agent/environment.hpp"
#include "agent/files.hpp"
#include "agent/java_db.hpp"
#include "agent/login_file.hpp"
#include "agent/own_pull_secret.hpp"
#include "agent/program.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <system_error>

namespace kscan::agent {

namespace {

namespace fs = std::filesystem;

void make_directory(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error)
    throw Error(Errc::internal,
                fmt::format("cannot create {}: {}", path.string(), error.message()));
}

/// A login must not stay in memory longer than the scanner needs it.
class ConfigFile {
public:
  ConfigFile(const fs::path& dir, const Secret& text)
      : m_path(dir / "config.json") {
    std::error_code ignored;
    fs::remove(m_path, ignored);  // left by an earlier start of this container
    write_new_file(m_path, text.reveal(), 0600);
  }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;
  ~ConfigFile() {
    std::error_code ignored;
    fs::remove(m_path, ignored);
  }

private:
  fs::path m_path;
};

std::optional<Login> login_from(char** variables) {
  Secret username = take_variable(variables, handoff::env_username);
  Secret password = take_variable(variables, handoff::env_password);
  const Secret encoding = take_variable(variables, handoff::env_encoding);
  const std::string_view how = encoding.empty() ? encoding_raw : encoding.reveal();
  return value_or_throw(decode_login(std::move(username), std::move(password), how));
}

class Shim {
public:
  Shim(const handoff::ShimTask& task, const ShimSettings& settings, Outlet& outlet)
      : m_task(task),
        m_settings(settings),
        m_outlet(outlet),
        m_nanny({.on_line = [this](std::string_view line) { m_outlet.frames().log(line); },
                 .on_heartbeat = [this] { m_outlet.frames().progress(""); },
                 .heartbeat = settings.heartbeat}) {}

  /// The ending, and the report as payload.
  handoff::Ending run(char** variables) {
    const std::optional<Login> login = find_login(variables);
    const Secret text = config_text(login);
    Environment environment = prepare(variables);
    if (login) add_login(environment, *login);
    std::optional<ConfigFile> config;
    if (!text.empty()) {
      config.emplace(m_settings.paths.credential, text);
      environment.set("DOCKER_CONFIG", m_settings.paths.credential.string());
      environment.forget_cloud_identity();
    }
    const io::Fd report = m_task.report ? anonymous_file(m_settings.paths.work) : io::Fd();
    const Exit exit = run_commands(environment, report.get());
    config.reset();
    if (report) send(report.get());
    return {.exit_code = exit.code, .signal = exit.signal};
  }

private:
  /// Of the image's registry; nothing where the container has a pull secret of its own.
  [[nodiscard]] std::optional<Login> find_login(char** variables) const {
    if (!m_task.pull_secret.name.empty()) return std::nullopt;
    auto login =
        m_task.login_in_memory ? take_login(m_settings.paths.credential) : login_from(variables);
    return m_task.registry.empty() ? std::nullopt : std::move(login);
  }

  /// Of the scanner's config.json; empty: it gets none.
  [[nodiscard]] Secret config_text(const std::optional<Login>& login) const {
    if (!m_task.pull_secret.name.empty())
      return config_from_pull_secret(m_settings.paths.pull_secrets, m_task.pull_secret);
    return login ? value_or_throw(docker_config(m_task.registry, *login)) : Secret();
  }

  /// For scanners that read no config.json.
  void add_login(Environment& environment, const Login& login) const {
    if (!m_task.username_env.empty()) environment.set(m_task.username_env, login.username.reveal());
    if (!m_task.password_env.empty()) environment.set(m_task.password_env, login.password.reveal());
  }

  Environment prepare(char** variables) {
    const fs::path& work = m_settings.paths.work;
    Environment environment(variables);
    for (const std::string_view name :
         {handoff::env_username, handoff::env_password, handoff::env_encoding})
      environment.erase(name);
    for (const auto& [name, dir] : {std::pair("TMPDIR", "tmp"),
                                    std::pair("HOME", "home"),
                                    std::pair("XDG_CACHE_HOME", "xdg-cache")}) {
      make_directory(work / dir);
      environment.set(name, (work / dir).string());
    }
    if (m_task.report) link_database();
    if (!m_task.empty_java_db_dir.empty() && !has_java_db())
      write_java_db(m_task.empty_java_db_dir, m_settings.empty_java_db);
    return environment;
  }

  /// Of a volume's, not one that an earlier start of this container has written.
  [[nodiscard]] bool has_java_db() const {
    std::error_code none;
    return fs::is_symlink(m_task.empty_java_db_dir, none);
  }

  void link_database() {
    const fs::path cache = m_settings.paths.work / "cache";
    make_directory(cache);
    std::error_code none;
    for (const fs::directory_entry& entry :
         fs::directory_iterator(m_settings.paths.database, none)) {
      std::error_code error;
      fs::create_symlink(entry.path(), cache / entry.path().filename(), error);
      if (error && error != std::errc::file_exists)
        throw Error(Errc::internal, fmt::format("cannot link the database: {}", error.message()));
    }
  }

  Exit run_commands(Environment& environment, int report) {
    Exit exit;
    for (const std::vector<std::string>& command : m_task.commands) {
      // Asked to stop before there was a child to pass that on to.
      if (m_nanny.interrupted()) return exit.code != 0 ? exit : Exit{128 + SIGTERM, SIGTERM};
      m_outlet.frames().progress(fmt::format("running {}", command.front()));
      exit = m_nanny.run(
          {.program = value_or_throw(find_program(command.front(), environment.find("PATH"))),
           .arguments = command,
           .environment = environment.pointers(),
           .directory = m_settings.paths.work,
           .output = &command == &m_task.commands.back() ? report : -1});
      if (exit.code != 0) return exit;
    }
    return exit;
  }

  void send(int report) {
    if (::lseek(report, 0, SEEK_SET) < 0) throw_errno("read the report");
    m_outlet.frames().progress("sending the report");
    std::array<char, std::size_t{64} * 1024> buffer{};
    for (;;) {
      const ssize_t count = ::read(report, buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw_errno("read the report");
      if (count == 0) return;
      m_outlet.frames().payload({buffer.data(), static_cast<std::size_t>(count)});
    }
  }

  const handoff::ShimTask& m_task;
  const ShimSettings& m_settings;
  Outlet& m_outlet;
  Nanny m_nanny;
};

}  // namespace

int run_shim(const handoff::ShimTask& task,
             char** variables,
             const ShimSettings& settings,
             Outlet& outlet) {
  handoff::Ending ending;
  try {
    ending = Shim(task, settings, outlet).run(variables);
  } catch (const Error& error) {
    ending.exit_code = exit_own_error;
    ending.error = error.message();
  }
  return outlet.finish(std::move(ending)).exit_code;
}

}  // namespace kscan::agent
