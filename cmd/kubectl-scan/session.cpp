#include "kubectl-scan/session.hpp"

#include "base/text.hpp"
#include "ui/ui.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <functional>
#include <ostream>
#include <string_view>
#include <vector>

namespace kscan::cmd {

namespace {

constexpr int first_tracing_verbosity = 6;

/// Who waits at a terminal for a credential plugin is told so.
std::function<void(std::string)> notice(Surroundings& around) {
  if (ui::detect(STDERR_FILENO, true, "").columns == 0) return {};
  return [&around](const std::string& text) {
    around.err << printable(text) << '\n' << std::flush;
  };
}

Connected
connect_aloud(const Connection& connection, http::CurlEngine& engine, Surroundings& around) {
  Connected connected = connect(connection, around.system, engine, notice(around));
  for (const std::string& warning : connected.warnings)
    ui::print_warning(around.err, warning);
  return connected;
}

std::vector<http::Header> headers_sent(const http::Endpoint& endpoint) {
  std::vector<http::Header> headers = endpoint.headers;
  headers.push_back({"User-Agent", http::user_agent()});
  return headers;
}

}  // namespace

Session::Session(const Connection& connection, http::CurlEngine& engine, Surroundings& around)
    : m_connection(connection),
      m_engine(engine),
      m_connected(connect_aloud(connection, engine, around)),
      m_curl(engine, m_connected.endpoint),
      m_transport(wire(around),
                  [&around](const std::string& text) { ui::print_warning(around.err, text); }),
      m_dated(m_transport) {}

http::Transport& Session::wire(Surroundings& around) {
  if (m_connection.verbosity < first_tracing_verbosity) return m_curl;
  return m_traced.emplace(
      m_curl,
      http::TraceOptions{.verbosity = m_connection.verbosity,
                         .base_url = m_connected.endpoint.base_url,
                         .headers = headers_sent(m_connected.endpoint),
                         .authorization_scheme = m_connected.endpoint.authorization_scheme},
      [&around](std::string_view entry) { around.err << entry << std::flush; },
      m_engine);
}

kube::Client Session::impatient_client() {
  return {m_dated,
          m_engine,
          {.retry = {.unanswered = false}, .request_timeout = m_connection.request_timeout}};
}

kube::Client Session::hasty_client() {
  return {m_dated,
          m_engine,
          {.retry = {.attempts = 1}, .request_timeout = m_connection.request_timeout}};
}

kube::Client Session::patient_client() {
  return {m_dated, m_engine, {.request_timeout = m_connection.request_timeout}};
}

kube::Discovery Session::types(kube::Client& client) {
  return {client, m_engine, known_types()};
}

kube::DiscoveryCache Session::known_types() const {
  return kube::DiscoveryCache(
      kube::discovery_directory(m_connection.cache_dir, m_connected.endpoint.base_url));
}

void Session::check_warnings() const {
  const std::size_t count = m_transport.count();
  if (!m_connection.warnings_as_errors || count == 0) return;
  throw Error(Errc::invalid,
              count == 1 ? "1 warning received" : fmt::format("{} warnings received", count));
}

}  // namespace kscan::cmd
