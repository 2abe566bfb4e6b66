#include "auth/exec_plugin.hpp"

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace kscan::auth {

namespace {

using kubeconfig::Interactive;
using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::chrono::seconds patience{2};
constexpr std::string_view group = "client.authentication.k8s.io/";

tl::unexpected<Error> refused(const std::string& why) {
  return fail(Errc::unauthorized, "getting credentials: " + why);
}

/// Go's encoder escapes these, so that JSON can stand in HTML.
std::string html_safe(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "\\u0026";
    } else if (c == '<') {
      out += "\\u003c";
    } else if (c == '>') {
      out += "\\u003e";
    } else {
      out += c;
    }
  }
  return out;
}

ordered_json cluster_info(const ExecCluster& known) {
  const auto& cluster = known.cluster;
  ordered_json info{{"server", cluster.server}};
  if (!cluster.tls_server_name.empty()) info["tls-server-name"] = cluster.tls_server_name;
  if (cluster.insecure) info["insecure-skip-tls-verify"] = true;
  if (!known.ca_pem.empty()) info["certificate-authority-data"] = base64_encode(known.ca_pem);
  if (!cluster.proxy_url.empty()) info["proxy-url"] = cluster.proxy_url;
  if (cluster.disable_compression) info["disable-compression"] = true;
  if (!cluster.exec_config.empty()) {
    info["config"] = ordered_json::parse(cluster.exec_config, nullptr, false);
  }
  return info;
}

Result<bool> interactive(const kubeconfig::Exec& exec, const ExecSystem& system) {
  const auto mode = exec.interactive.value_or(Interactive::if_available);
  if (mode == Interactive::never) return false;
  const bool terminal = system.stdin_is_terminal();
  if (mode == Interactive::always && !terminal) {
    return refused("exec plugin cannot support interactive mode: standard input is not a terminal");
  }
  return terminal;
}

Error not_found(const kubeconfig::Exec& exec) {
  auto error = refused("exec: executable " + exec.command + " not found").value();
  const std::string hint = exec.install_hint.empty()
                               ? "install this credential plugin, or put it on the PATH"
                               : printable(exec.install_hint);
  return std::move(error).hint(hint);
}

/// The status of the answer, or why it cannot be used.
Result<json> status_of(std::string_view output, const std::string& api_version) {
  auto answer = json::parse(output, nullptr, false);
  if (!answer.is_object()) return refused("decoding stdout: the plugin printed no JSON object");
  const auto version = text_member(answer, "apiVersion");
  if (text_member(answer, "kind") != "ExecCredential") {
    return refused("decoding stdout: the plugin printed no ExecCredential");
  }
  if (version != api_version) {
    return refused("exec plugin is configured to use API version " + api_version
                   + ", plugin returned version " + printable(version));
  }
  const auto status = answer.find("status");
  if (status == answer.end() || !status->is_object()) {
    return refused("exec plugin didn't return a status field");
  }
  return std::move(*status);
}

}  // namespace

std::string exec_info(const kubeconfig::Exec& exec, const ExecCluster& cluster, bool interactive) {
  ordered_json spec;
  if (exec.provide_cluster_info) spec["cluster"] = cluster_info(cluster);
  spec["interactive"] = interactive;
  const ordered_json info{
      {"kind", "ExecCredential"}, {"apiVersion", exec.api_version}, {"spec", std::move(spec)}};
  return html_safe(info.dump(-1, ' ', false, ordered_json::error_handler_t::replace)) + "\n";
}

namespace {

class ExecPlugin : public std::enable_shared_from_this<ExecPlugin> {
public:
  ExecPlugin(kubeconfig::Exec exec, ExecCluster cluster, ExecSystem system, io::Loop& loop)
      : m_exec(std::move(exec)),
        m_cluster(std::move(cluster)),
        m_system(std::move(system)),
        m_loop(loop) {}

  [[nodiscard]] io::Ticket credentials(const http::Credentials* rejected, http::Answer answer);

private:
  /// Somebody who waits for the run; without an answer: no longer.
  struct Waiter {
    http::Answer answer;
  };

  [[nodiscard]] bool usable(const http::Credentials* rejected) const;
  [[nodiscard]] http::Credentials current() const;
  void leave(const std::shared_ptr<Waiter>& waiter);
  void run(bool with_terminal);
  void finish(Result<io::Finished> finished);
  [[nodiscard]] Result<> judge(const Result<io::Finished>& finished);
  [[nodiscard]] Result<> accept(std::string_view output);

  kubeconfig::Exec m_exec;
  ExecCluster m_cluster;
  ExecSystem m_system;
  io::Loop& m_loop;

  bool m_have = false;
  Secret m_token;
  std::shared_ptr<const http::ClientCertificate> m_certificate;
  std::optional<SystemTime> m_expires;

  std::vector<std::shared_ptr<Waiter>> m_waiters;
  io::Ticket m_run;
  io::Ticket m_patience;
};

bool ExecPlugin::usable(const http::Credentials* rejected) const {
  if (!m_have || (m_expires && m_system.now() > *m_expires)) return false;
  return rejected == nullptr || !same(*rejected, current());
}

http::Credentials ExecPlugin::current() const {
  http::Credentials credentials;
  if (!m_token.empty()) credentials.authorization = Secret("Bearer " + m_token.reveal());
  credentials.certificate = m_certificate;
  return credentials;
}

io::Ticket ExecPlugin::credentials(const http::Credentials* rejected, http::Answer answer) {
  const bool running = !m_waiters.empty();
  if (!running && usable(rejected)) {
    answer(current());
    return {};
  }
  const auto with_terminal = interactive(m_exec, m_system);
  if (!with_terminal) {
    answer(fail(with_terminal.error()));
    return {};
  }
  auto waiter = std::make_shared<Waiter>(Waiter{std::move(answer)});
  m_waiters.push_back(waiter);
  if (!running) run(*with_terminal);
  return io::Ticket([weak = weak_from_this(), waiter] {
    waiter->answer = {};
    if (const auto self = weak.lock()) self->leave(waiter);
  });
}

void ExecPlugin::leave(const std::shared_ptr<Waiter>& waiter) {
  if (std::erase(m_waiters, waiter) == 0 || !m_waiters.empty()) return;
  m_run.cancel();
  m_patience.cancel();
}

void ExecPlugin::run(bool with_terminal) {
  io::Command command{.program = m_exec.command, .args = m_exec.args, .env = m_exec.env};
  command.env.emplace_back("KUBERNETES_EXEC_INFO", exec_info(m_exec, m_cluster, with_terminal));
  command.inherit_stdin = with_terminal;
  m_run = m_system.run(command, [weak = weak_from_this()](Result<io::Finished> finished) {
    if (const auto self = weak.lock()) self->finish(std::move(finished));
  });
  if (!m_system.notice) return;
  m_patience = m_loop.after(patience, [this] {
    m_system.notice("waiting for credential plugin " + printable(m_exec.command) + "...");
  });
}

// Whoever asks again from within an answer starts a run of its own.
void ExecPlugin::finish(Result<io::Finished> finished) {
  m_patience.cancel();
  m_run.cancel();
  const auto outcome = judge(finished);
  if (finished) wipe(finished->output);
  for (const auto& waiter : std::exchange(m_waiters, {})) {
    const auto answer = std::exchange(waiter->answer, {});
    if (!answer) continue;
    if (outcome) {
      answer(current());
    } else {
      answer(fail(outcome.error()));
    }
  }
}

Result<> ExecPlugin::judge(const Result<io::Finished>& finished) {
  if (finished && finished->exit_code == 0) return accept(finished->output);
  if (finished) {
    return refused("exec: executable " + m_exec.command + " failed with exit code "
                   + std::to_string(finished->exit_code));
  }
  if (finished.error().code() == Errc::not_found) return fail(not_found(m_exec));
  return refused("exec: " + finished.error().message());
}

Result<> ExecPlugin::accept(std::string_view output) {
  const auto status = status_of(output, m_exec.api_version);
  if (!status) return fail(status.error());
  std::string token = text_member(*status, "token");
  std::string cert = text_member(*status, "clientCertificateData");
  std::string key = text_member(*status, "clientKeyData");
  if (token.empty() && cert.empty() && key.empty()) {
    return refused("exec plugin didn't return a token or cert/key pair");
  }
  if (cert.empty() != key.empty()) {
    return refused("exec plugin returned only certificate or key, not both");
  }
  const auto expires = text_member(*status, "expirationTimestamp");
  const auto time = parse_rfc3339(expires);
  if (!expires.empty() && !time) return refused("decoding stdout: " + time.error().message());
  m_expires = expires.empty() ? std::nullopt : std::optional(*time);
  m_token = Secret(std::move(token));
  m_certificate = cert.empty() ? nullptr
                               : std::make_shared<http::ClientCertificate>(http::ClientCertificate{
                                     std::move(cert), Secret(std::move(key))});
  m_have = true;
  return {};
}

}  // namespace

http::Authorize
exec_authorizer(kubeconfig::Exec exec, ExecCluster cluster, ExecSystem system, io::Loop& loop) {
  const std::string version = exec.api_version;
  if (version != std::string(group) + "v1" && version != std::string(group) + "v1beta1") {
    throw Error(Errc::config, "exec plugin: invalid apiVersion \"" + version + "\"");
  }
  auto plugin =
      std::make_shared<ExecPlugin>(std::move(exec), std::move(cluster), std::move(system), loop);
  return [plugin = std::move(plugin)](const http::Credentials* rejected, http::Answer answer) {
    return plugin->credentials(rejected, std::move(answer));
  };
}

}  // namespace kscan::auth
