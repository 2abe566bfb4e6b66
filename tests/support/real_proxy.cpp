#include "real_proxy.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace kscan::test {

namespace {

class Socket {
public:
  Socket()
      : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Socket() { ::close(m_fd); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  [[nodiscard]] int fd() const { return m_fd; }

private:
  int m_fd;
};

sockaddr_in loopback(const std::string& port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(std::stoi(port)));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool accepts(const std::string& port) {
  const Socket socket;
  const auto address = loopback(port);
  return ::connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

pid_t spawn(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (auto& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&quiet, fd, "/dev/null", O_RDWR, 0);
  pid_t pid = -1;
  const int failed = ::posix_spawnp(&pid, argv[0], &quiet, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&quiet);
  if (failed != 0) throw std::runtime_error(words[0] + " does not start: see tests/install");
  return pid;
}

}  // namespace

std::string free_port() {
  const Socket socket;
  auto address = loopback("0");
  socklen_t size = sizeof address;
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket.fd(), raw, size) != 0 || ::getsockname(socket.fd(), raw, &size) != 0) {
    throw std::runtime_error("no free port");
  }
  return std::to_string(ntohs(address.sin_port));
}

RealProxy::RealProxy(Kind kind, const std::string& user, const std::string& password) {
  const auto port = free_port();
  m_address = "127.0.0.1:" + port;
  if (kind == Kind::http) {
    run_tinyproxy(port, user, password);
  } else {
    run_microsocks(port, user, password);
  }
  while (!accepts(port)) {
    if (::waitpid(m_pid, nullptr, WNOHANG) != 0) throw std::runtime_error("the proxy has ended");
    ::poll(nullptr, 0, 1);
  }
}

RealProxy::~RealProxy() {
  ::kill(m_pid, SIGKILL);
  ::waitpid(m_pid, nullptr, 0);
  if (!m_dir.empty()) std::filesystem::remove_all(m_dir);
}

void RealProxy::run_tinyproxy(const std::string& port,
                              const std::string& user,
                              const std::string& password) {
  std::string pattern = (std::filesystem::temp_directory_path() / "kscan-proxy-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  m_dir = pattern;
  const auto config = m_dir / "tinyproxy.conf";
  std::ofstream file(config);
  file << "Listen 127.0.0.1\nPort " << port << "\nTimeout 60\nMaxClients 50\n";
  if (!user.empty()) file << "BasicAuth " << user << " " << password << "\n";
  file.close();
  m_pid = spawn({"tinyproxy", "-d", "-c", config.string()});
}

void RealProxy::run_microsocks(const std::string& port,
                               const std::string& user,
                               const std::string& password) {
  std::vector<std::string> words{"microsocks", "-i", "127.0.0.1", "-p", port};
  if (!user.empty()) words.insert(words.end(), {"-u", user, "-P", password});
  m_pid = spawn(std::move(words));
}

}  // namespace kscan::test
