#include "auth/auth.hpp"

#include "auth/exec_plugin.hpp"
#include "auth/oidc.hpp"
#include "auth/server.hpp"
#include "auth/tls_material.hpp"
#include "auth/token_file.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "http/proxy.hpp"
#include "kubeconfig/validate.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace kscan::auth {

namespace {

using kubeconfig::Impersonation;
using kubeconfig::Resolved;
using kubeconfig::System;
using kubeconfig::User;

using Problems = std::vector<std::string>;

/// The data, or the file's text; "unable to read client-cert F for U due to ...".
std::string inlined(const std::string& data,
                    const std::string& file,
                    const System& system,
                    const std::pair<std::string_view, std::string_view>& what,
                    Problems& problems) {
  if (!data.empty() || file.empty()) return data;
  auto text = system.read_file(file);
  if (text) return *std::move(text);
  problems.push_back("unable to read " + std::string(what.first) + " " + file + " for "
                     + std::string(what.second) + " due to " + text.error().message());
  return {};
}

std::shared_ptr<const http::ClientCertificate>
client_certificate(const Resolved& resolved, const System& system, Problems& problems) {
  const User& user = resolved.user;
  if (user.cert_file.empty() && user.cert_data.empty()) return nullptr;
  auto certificate = std::make_shared<http::ClientCertificate>();
  certificate->chain_pem = inlined(
      user.cert_data, user.cert_file, system, {"client-cert", resolved.user_name}, problems);
  certificate->key_pem = Secret(inlined(
      user.key_data.reveal(), user.key_file, system, {"client-key", resolved.user_name}, problems));
  return certificate;
}

/// client-go transport/round_trippers.go, headerKeyEscape: what may not stand in a header's name,
/// and the escape character itself.
std::string escaped_key(std::string_view key) {
  constexpr std::string_view token = "!#$&'*+-.^_`|~0123456789"
                                     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : key) {
    if (token.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return out;
}

std::vector<http::Header> impersonation_headers(const Impersonation& as) {
  std::vector<http::Header> headers;
  if (!as.user.empty()) headers.push_back({"Impersonate-User", as.user});
  if (!as.uid.empty()) headers.push_back({"Impersonate-Uid", as.uid});
  for (const auto& group : as.groups)
    headers.push_back({"Impersonate-Group", group});
  for (const auto& [key, values] : as.extra) {
    for (const auto& value : values) {
      headers.push_back({"Impersonate-Extra-" + escaped_key(key), value});
    }
  }
  return headers;
}

std::string proxy_of(const kubeconfig::Cluster& cluster, const System& system) {
  if (!cluster.proxy_url.empty()) return cluster.proxy_url;
  const auto either = [&](const std::string& upper, const std::string& lower) {
    const auto value = system.env(upper).value_or("");
    return value.empty() ? system.env(lower).value_or("") : value;
  };
  return http::proxy_for(cluster.server,
                         {.http_proxy = either("HTTP_PROXY", "http_proxy"),
                          .https_proxy = either("HTTPS_PROXY", "https_proxy"),
                          .no_proxy = either("NO_PROXY", "no_proxy")});
}

http::Authorize constant(std::string value) {
  auto secret = std::make_shared<const Secret>(std::move(value));
  return http::answer_at_once([secret](const http::Credentials*) -> Result<http::Credentials> {
    return http::Credentials{.authorization = Secret(std::string(secret->reveal()))};
  });
}

bool has_token(const User& user) {
  return !user.token.empty() || !user.token_file.empty();
}

/// clientcmd reads the file of a token once before anything else happens.
void check_token_file(const User& user, const System& system) {
  if (!user.token.empty() || user.token_file.empty()) return;
  auto text = system.read_file(user.token_file);
  if (!text) throw Error(Errc::config, text.error().message());
  const bool blank = trim(*text).empty();
  wipe(*text);
  if (blank) throw Error(Errc::config, "read empty token from file \"" + user.token_file + "\"");
}

/// Token file before token before basic (client-go transport/round_trippers.go); a password without
/// a user name is nothing.
http::Authorize authorizer(User& user, const System& system, io::Loop& loop) {
  if (has_token(user) && !user.username.empty()) {
    throw Error(Errc::config, "username/password or bearer token may be set, but not both");
  }
  if (!user.token_file.empty()) {
    return authorize_by(std::make_shared<TokenFile>(
        user.token_file, std::move(user.token), system.read_file, loop));
  }
  if (!user.token.empty()) return constant("Bearer " + user.token.reveal());
  if (!user.username.empty()) {
    return constant("Basic " + base64_encode(user.username + ":" + user.password.reveal()));
  }
  return {};
}

SystemTime wall_clock() {
  return std::chrono::system_clock::now();
}

http::Authorize by_plugin(const Resolved& resolved,
                          const std::string& ca_pem,
                          io::Loop& loop,
                          std::function<void(std::string)> notice) {
  return exec_authorizer(
      *resolved.user.exec,
      ExecCluster{resolved.cluster, ca_pem},
      ExecSystem{.run = [&loop](const io::Command& command,
                                auto done) { return io::start(loop, command, std::move(done)); },
                 .stdin_is_terminal = [] { return ::isatty(STDIN_FILENO) == 1; },
                 .now = wall_clock,
                 .notice = std::move(notice)},
      loop);
}

void add_trust(http::Endpoint& endpoint, const Resolved& resolved, const System& system) {
  const auto& cluster = resolved.cluster;
  const auto& user = resolved.user;
  Problems problems;
  endpoint.client_certificate = client_certificate(resolved, system, problems);
  endpoint.ca_pem = inlined(cluster.ca_data,
                            cluster.ca_file,
                            system,
                            {"certificate-authority", resolved.cluster_name},
                            problems);
  if (!problems.empty()) throw kubeconfig::invalid_configuration(problems);
  if (cluster.insecure && !(cluster.ca_file.empty() && cluster.ca_data.empty())) {
    throw Error(Errc::config,
                "specifying a root certificates file with the insecure flag is not allowed");
  }
  if (!endpoint.ca_pem.empty()) value_or_throw(check_roots(endpoint.ca_pem));
  // Go reads what comes from files alone only when the server asks for it.
  const bool reloaded = user.cert_data.empty() && user.key_data.empty();
  if (const auto& certificate = endpoint.client_certificate; certificate && !reloaded) {
    value_or_throw(check_key_pair(certificate->chain_pem, certificate->key_pem.reveal()));
  }
  endpoint.insecure = cluster.insecure;
  endpoint.tls_server_name = cluster.tls_server_name;
}

/// What client-go's wrappers add to requests (rest/transport.go), in the order in which they
/// refuse.
http::Authorize identity(http::Endpoint& endpoint,
                         Resolved& resolved,
                         const System& system,
                         io::Loop& loop,
                         std::function<void(std::string)> notice) {
  auto& user = resolved.user;
  check_token_file(user, system);
  http::Authorize provider;
  if (user.exec) std::ignore = by_plugin(resolved, {}, loop, {});  // refuses other versions
  if (user.auth_provider) {
    provider = provider_authorizer(*std::exchange(user.auth_provider, {}), wall_clock);
  }
  add_trust(endpoint, resolved, system);
  if (runs_plugin(resolved)) return by_plugin(resolved, endpoint.ca_pem, loop, std::move(notice));
  auto own = authorizer(user, system, loop);
  return own ? own : provider;
}

Server server_of(const kubeconfig::Resolved& resolved) {
  auto server = parse_server(resolved.cluster.server);
  if (server) return *std::move(server);
  throw Error(Errc::config,
              "invalid server of cluster \"" + resolved.cluster_name
                  + "\": " + server.error().message());
}

}  // namespace

bool runs_plugin(const Resolved& resolved) {
  const auto& user = resolved.user;
  if (!user.exec || has_token(user) || !user.username.empty()) return false;
  if (!user.cert_file.empty() || !user.cert_data.empty()) return false;
  const auto server = parse_server(resolved.cluster.server);
  return server && server->url.scheme == "https" && server->authorization.empty();
}

http::Endpoint make_endpoint(Resolved resolved,
                             const System& system,
                             io::Loop& loop,
                             std::function<void(std::string)> notice) {
  const auto server = server_of(resolved);
  http::Endpoint endpoint;
  endpoint.base_url = http::to_string(server.url);
  endpoint.proxy_url = proxy_of(resolved.cluster, system);
  endpoint.headers = impersonation_headers(resolved.user.as);
  endpoint.disable_http2 = !system.env("DISABLE_HTTP2").value_or("").empty();
  endpoint.disable_compression = resolved.cluster.disable_compression;
  if (server.url.scheme == "https") {
    endpoint.authorize = identity(endpoint, resolved, system, loop, std::move(notice));
  }
  if (!server.authorization.empty()) endpoint.authorize = constant(server.authorization.reveal());
  const bool basic = !server.authorization.empty() || !resolved.user.username.empty();
  if (endpoint.authorize) endpoint.authorization_scheme = basic ? "Basic" : "Bearer";
  return endpoint;
}

}  // namespace kscan::auth
