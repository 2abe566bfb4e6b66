#include "auth/exec_plugin.hpp"

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

#include <nlohmann/json.hpp>

namespace kscan::auth {

namespace {

using kubeconfig::Interactive;
using nlohmann::json;
using nlohmann::ordered_json;

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

ExecPlugin::ExecPlugin(kubeconfig::Exec exec, ExecCluster cluster, ExecSystem system)
    : m_exec(std::move(exec)),
      m_cluster(std::move(cluster)),
      m_system(std::move(system)) {
  const std::string& version = m_exec.api_version;
  if (version != std::string(group) + "v1" && version != std::string(group) + "v1beta1") {
    throw Error(Errc::config, "exec plugin: invalid apiVersion \"" + version + "\"");
  }
}

Result<http::Credentials> ExecPlugin::credentials(bool rejected) {
  const bool expired = m_expires && m_system.now() > *m_expires;
  if (!m_have || expired || rejected) {
    if (auto fresh = refresh(); !fresh) return fail(std::move(fresh).error());
  }
  http::Credentials credentials;
  if (!m_token.empty()) credentials.authorization = Secret("Bearer " + m_token.reveal());
  credentials.certificate = m_certificate;
  return credentials;
}

Result<> ExecPlugin::refresh() {
  const auto with_terminal = interactive(m_exec, m_system);
  if (!with_terminal) return fail(with_terminal.error());
  auto finished = run(*with_terminal);
  if (!finished) return fail(std::move(finished).error());
  auto accepted = accept(finished->output);
  wipe(finished->output);
  return accepted;
}

Result<io::Finished> ExecPlugin::run(bool with_terminal) const {
  io::Command command{.program = m_exec.command, .args = m_exec.args, .env = m_exec.env};
  command.env.emplace_back("KUBERNETES_EXEC_INFO", exec_info(m_exec, m_cluster, with_terminal));
  command.inherit_stdin = with_terminal;
  auto finished = m_system.run(command);
  if (!finished && finished.error().code() == Errc::not_found) return fail(not_found(m_exec));
  if (!finished) return refused("exec: " + finished.error().message());
  if (finished->exit_code != 0) {
    return refused("exec: executable " + m_exec.command + " failed with exit code "
                   + std::to_string(finished->exit_code));
  }
  return finished;
}

Result<> ExecPlugin::accept(std::string_view output) {
  const auto status = status_of(output, m_exec.api_version);
  if (!status) return fail(status.error());
  std::string token = text_member(*status, "token");
  std::string cert = text_member(*status, "clientCertificateData");
  std::string key = text_member(*status, "clientKeyData");
  if (cert.empty() != key.empty()) {
    return refused("exec plugin returned only certificate or key, not both");
  }
  if (token.empty() && cert.empty()) {
    return refused("exec plugin didn't return a token or cert/key pair");
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

}  // namespace kscan::auth
