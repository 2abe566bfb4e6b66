#include "auth/auth.hpp"

#include "auth/exec_plugin.hpp"
#include "auth/token_file.hpp"
#include "base/encoding.hpp"
#include "http/proxy.hpp"
#include "http/url.hpp"
#include "kubeconfig/validate.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
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
  return [secret](bool) -> Result<http::Credentials> {
    return http::Credentials{.authorization = Secret(std::string(secret->reveal()))};
  };
}

/// Token file before token before basic (client-go transport/round_trippers.go).
http::Authorize authorizer(User& user, const System& system, io::Loop& loop) {
  if (!user.token_file.empty()) {
    auto file =
        std::make_shared<TokenFile>(user.token_file, std::move(user.token), system.read_file, loop);
    return [file](bool) -> Result<http::Credentials> {
      return http::Credentials{.authorization = file->bearer()};
    };
  }
  if (!user.token.empty()) return constant("Bearer " + user.token.reveal());
  if (!user.username.empty() || !user.password.empty()) {
    return constant("Basic " + base64_encode(user.username + ":" + user.password.reveal()));
  }
  return {};
}

http::Authorize exec_authorizer(const Resolved& resolved, const std::string& ca_pem) {
  auto plugin = std::make_shared<ExecPlugin>(
      *resolved.user.exec,
      ExecCluster{resolved.cluster, ca_pem},
      ExecSystem{.run = io::run,
                 .stdin_is_terminal = [] { return ::isatty(STDIN_FILENO) == 1; },
                 .now = [] { return SystemTime(std::chrono::system_clock::now()); }});
  return [plugin](bool rejected) { return plugin->credentials(rejected); };
}

void check_provider(const Resolved& resolved, const http::Endpoint& endpoint) {
  const auto& provider = resolved.user.auth_provider;
  if (provider.empty() || endpoint.authorize || endpoint.client_certificate) return;
  throw Error(Errc::config, "no Auth Provider found for name \"" + provider + "\"")
      .hint("use an exec credential plugin for user \"" + resolved.user_name + "\"");
}

void add_tls(http::Endpoint& endpoint, Resolved& resolved, const System& system, io::Loop& loop) {
  const auto& cluster = resolved.cluster;
  Problems problems;
  endpoint.client_certificate = client_certificate(resolved, system, problems);
  endpoint.ca_pem = inlined(cluster.ca_data,
                            cluster.ca_file,
                            system,
                            {"certificate-authority", resolved.cluster_name},
                            problems);
  if (!problems.empty()) throw kubeconfig::invalid_configuration(problems);
  if (cluster.insecure && !endpoint.ca_pem.empty()) {
    throw Error(Errc::config,
                "specifying a root certificates file with the insecure flag is not allowed");
  }
  endpoint.insecure = cluster.insecure;
  endpoint.tls_server_name = cluster.tls_server_name;
  endpoint.authorize = authorizer(resolved.user, system, loop);
  if (resolved.user.exec && !endpoint.authorize && !endpoint.client_certificate) {
    endpoint.authorize = exec_authorizer(resolved, endpoint.ca_pem);
  }
  check_provider(resolved, endpoint);
}

}  // namespace

http::Endpoint make_endpoint(Resolved resolved, const System& system, io::Loop& loop) {
  const auto url = http::parse_url(resolved.cluster.server);
  if (!url) {
    throw Error(Errc::config,
                "invalid server of cluster \"" + resolved.cluster_name
                    + "\": " + url.error().message());
  }
  http::Endpoint endpoint;
  endpoint.base_url = http::to_string(*url);
  endpoint.proxy_url = proxy_of(resolved.cluster, system);
  endpoint.headers = impersonation_headers(resolved.user.as);
  if (url->scheme == "https") add_tls(endpoint, resolved, system, loop);
  return endpoint;
}

}  // namespace kscan::auth
