#include "auth/describe.hpp"

#include "auth/auth.hpp"
#include "auth/server.hpp"
#include "base/sha256.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>

namespace kscan::auth {

namespace {

using nlohmann::ordered_json;

ordered_json hash_of(const std::string& pem) {
  return pem.empty() ? ordered_json() : ordered_json(sha256_hex(pem));
}

/// Of an authorizer that answers at once.
Secret authorization_of(const http::Authorize& authorize) {
  Secret value;
  const auto ticket = authorize(nullptr, [&value](Result<http::Credentials> answer) {
    value = value_or_throw(std::move(answer)).authorization;
  });
  return value;
}

ordered_json headers_of(const http::Endpoint& endpoint, bool by_plugin) {
  ordered_json headers = ordered_json::object();
  if (endpoint.authorize && !by_plugin) {
    const auto value = authorization_of(endpoint.authorize);
    headers["Authorization"] = "sha256:" + sha256_hex(value.reveal());
  }
  for (const auto& [name, value] : endpoint.headers) {
    if (name == "Impersonate-User" || name == "Impersonate-Uid") {
      headers[name] = value;
    } else {
      headers[name].push_back(value);
    }
  }
  return headers;
}

ordered_json command_of(const kubeconfig::Exec& exec) {
  ordered_json command;
  command["command"] = exec.command;
  command["args"] = ordered_json::array();
  for (const auto& argument : exec.args)
    command["args"].push_back(argument);
  return command;
}

}  // namespace

ordered_json
describe(kubeconfig::Resolved resolved, const kubeconfig::System& system, io::Loop& loop) {
  const bool by_plugin = runs_plugin(resolved);
  const auto server = parse_server(resolved.cluster.server);
  ordered_json connection;
  connection["server"] = server ? server->text : "";
  connection["namespace"] = resolved.ns;
  ordered_json exec = by_plugin ? command_of(*resolved.user.exec) : ordered_json();
  const auto endpoint = make_endpoint(std::move(resolved), system, loop);
  connection["tlsServerName"] = endpoint.tls_server_name;
  connection["insecureSkipTLSVerify"] = endpoint.insecure;
  connection["certificateAuthoritySHA256"] = hash_of(endpoint.ca_pem);
  connection["clientCertificateSHA256"] =
      hash_of(endpoint.client_certificate ? endpoint.client_certificate->chain_pem : "");
  connection["proxyURL"] = redacted(endpoint.proxy_url);
  connection["headers"] = headers_of(endpoint, by_plugin);
  connection["exec"] = std::move(exec);
  return connection;
}

}  // namespace kscan::auth
