#include "kubeconfig/validate.hpp"

#include <algorithm>

namespace kscan::kubeconfig {

namespace {

using Problems = std::vector<std::string>;

void check_certificate(const User& user, const std::string& name, Problems& problems) {
  if (user.cert_file.empty() && user.cert_data.empty()) return;
  if (!user.cert_file.empty() && !user.cert_data.empty()) {
    problems.push_back("client-cert-data and client-cert are both specified for " + name
                       + ". client-cert-data will override.");
  }
  if (!user.key_file.empty() && !user.key_data.empty()) {
    problems.push_back("client-key-data and client-key are both specified for " + name
                       + "; client-key-data will override");
  }
  if (user.key_file.empty() && user.key_data.empty()) {
    problems.push_back("client-key-data or client-key must be specified for " + name
                       + " to use the clientCert authentication method.");
  }
}

void check_exec(const User& user, const std::string& name, Problems& problems) {
  if (!user.exec) return;
  const std::string must = " must be specified for " + name + " to use exec authentication plugin";
  if (!user.auth_provider.empty()) {
    problems.push_back("authProvider cannot be provided in combination with an exec plugin for "
                       + name);
  }
  if (user.exec->command.empty()) problems.push_back("command" + must);
  if (user.exec->api_version.empty()) problems.push_back("apiVersion" + must);
  for (const auto& variable : user.exec->env) {
    if (variable.first.empty()) problems.push_back("env variable name" + must);
  }
  if (user.exec->interactive) return;
  if (user.exec->interactive_mode.empty()) {
    problems.push_back("interactiveMode" + must);
  } else {
    problems.push_back("invalid interactiveMode for " + name + ": \"" + user.exec->interactive_mode
                       + "\"");
  }
}

void check_user(const User& user, const std::string& name, Problems& problems) {
  check_certificate(user, name, problems);
  check_exec(user, name, problems);
  const bool basic = !user.username.empty() || !user.password.empty();
  if (!user.token.empty() && basic) {
    problems.push_back("more than one authentication method found for " + name
                       + "; found [token basicAuth], only one is allowed");
  }
  const auto& as = user.as;
  if (as.user.empty() && (!as.uid.empty() || !as.groups.empty() || !as.extra.empty())) {
    problems.push_back("requesting uid, groups or user-extra for " + name
                       + " without impersonating a user");
  }
}

void check_proxy(const Cluster& cluster, const std::string& name, Problems& problems) {
  if (cluster.proxy_url.empty()) return;
  const auto colon = cluster.proxy_url.find("://");
  const auto scheme = colon == std::string::npos ? "" : cluster.proxy_url.substr(0, colon);
  if (scheme == "http" || scheme == "https" || scheme == "socks5") return;
  // The URL itself may hold a password.
  problems.push_back("invalid 'proxy-url' for cluster \"" + name + "\": unsupported scheme \""
                     + scheme + "\", must be http, https, or socks5");
}

void check_cluster(const Cluster& cluster, const std::string& name, Problems& problems) {
  check_proxy(cluster, name, problems);
  if (!cluster.ca_file.empty() && !cluster.ca_data.empty()) {
    problems.push_back(
        "certificate-authority-data and certificate-authority are both specified for " + name
        + ". certificate-authority-data will override.");
  }
}

}  // namespace

std::vector<std::string> problems_of(const Resolved& resolved) {
  Problems problems;
  check_user(resolved.user, resolved.user_name, problems);
  check_cluster(resolved.cluster, resolved.cluster_name, problems);
  return problems;
}

Error invalid_configuration(const std::vector<std::string>& problems) {
  std::string text;
  for (const auto& problem : problems)
    text += (text.empty() ? "" : ", ") + problem;
  if (problems.size() != 1) text = "[" + text + "]";
  return {Errc::config, "invalid configuration: " + text};
}

}  // namespace kscan::kubeconfig
