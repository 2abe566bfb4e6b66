#pragma once
#include "http/curl_engine.hpp"
#include "http/server_date.hpp"
#include "http/tracing_transport.hpp"
#include "http/warnings.hpp"
#include "kube/client.hpp"
#include "kube/discovery.hpp"
#include "kube/discovery_cache.hpp"
#include "kubectl-scan/command.hpp"

#include <optional>
#include <string>

namespace kscan::cmd {

/// A connection to the API server, with all that kubectl shows of one: -v tells each request, and
/// what the server warns of is shown once, both on `around.err`.
class Session {
public:
  /// Reads the kubeconfig; contacts nobody yet. `engine` and `around` outlive the session. Throws
  /// Error (Errc::config) in kubectl's words.
  Session(const Connection& connection, http::CurlEngine& engine, Surroundings& around);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// The namespace that a command without -n works in; never empty.
  [[nodiscard]] const std::string& ns() const noexcept { return m_connected.ns; }
  /// As kubectl, it fails at once where nobody listens; a server that is busy is asked again,
  /// and what broke off goes on.
  [[nodiscard]] kube::Client impatient_client();
  /// Asks once and takes what it gets, for who is in the midst of typing.
  [[nodiscard]] kube::Client hasty_client();
  /// For a run, which outlives a restart of the API server.
  [[nodiscard]] kube::Client patient_client();
  /// The server's types, by kubectl's own cache where that is young enough. `client` outlives it.
  [[nodiscard]] kube::Discovery types(kube::Client& client);
  /// What kubectl knows of the server's types; nobody is asked.
  [[nodiscard]] kube::DiscoveryCache known_types() const;
  /// What time it was at the server when it last answered; nothing where it did not say.
  [[nodiscard]] std::optional<SystemTime> server_time() const { return m_dated.date(); }
  /// At the end of a command: throws Error when --warnings-as-errors was given and the server has
  /// warned.
  void check_warnings() const;

private:
  [[nodiscard]] http::Transport& wire(Surroundings& around);

  const Connection& m_connection;
  http::CurlEngine& m_engine;
  Connected m_connected;
  http::CurlTransport m_curl;
  std::optional<http::TracingTransport> m_traced;
  http::WarningTransport m_transport;
  http::DatedTransport m_dated;
};

}  // namespace kscan::cmd
