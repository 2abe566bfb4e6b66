#include "loopback_server.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <system_error>

namespace kscan::test {

namespace {

void require(bool good, const char* what) {
  if (!good) throw std::system_error(errno, std::generic_category(), what);
}

std::string read_head(int connection) {
  std::string head;
  std::array<char, 4096> buffer{};
  while (head.find("\r\n\r\n") == std::string::npos) {
    const ssize_t got = ::recv(connection, buffer.data(), buffer.size(), 0);
    if (got <= 0) return {};
    head.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return head;
}

void write_all(int connection, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

}  // namespace

LoopbackServer::LoopbackServer(Answer answer)
    : m_answer(std::move(answer)),
      m_listening(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  require(m_listening >= 0, "socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = std::bit_cast<sockaddr*>(&address);
  require(::bind(m_listening, any, size) == 0, "bind");
  require(::listen(m_listening, 8) == 0, "listen");
  require(::getsockname(m_listening, any, &size) == 0, "getsockname");
  m_port = ntohs(address.sin_port);
  m_thread = std::thread([this] { serve(); });
}

LoopbackServer::~LoopbackServer() {
  ::shutdown(m_listening, SHUT_RDWR);
  m_thread.join();
  ::close(m_listening);
}

std::string LoopbackServer::url() const {
  return fmt::format("http://127.0.0.1:{}", m_port);
}

void LoopbackServer::serve() {
  while (true) {
    const int connection = ::accept4(m_listening, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    talk(connection);
    ::close(connection);
  }
}

void LoopbackServer::talk(int connection) {
  const auto head = read_head(connection);
  const auto begin = head.find(' ');
  if (begin == std::string::npos) return;
  const auto target = head.substr(begin + 1, head.find(' ', begin + 1) - begin - 1);
  const auto reply = m_answer(target);
  write_all(connection,
            fmt::format("HTTP/1.1 {} X\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
                        reply.status));
  if (!reply.body.empty()) {
    write_all(connection, fmt::format("{:x}\r\n{}\r\n", reply.body.size(), reply.body));
  }
  if (!reply.breaks) write_all(connection, "0\r\n\r\n");
}

}  // namespace kscan::test
