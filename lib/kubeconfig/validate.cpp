#include "kubeconfig/validate.hpp"

#include "kubeconfig/proxy_url.hpp"

#include <set>

namespace kscan::kubeconfig {

namespace {

using Problems = std::vector<std::string>;

/// One stanza and how its files are tried.
struct Stanza {
  const std::string& name;
  const Readable& readable;
  Problems& problems;

  void try_file(std::string_view what, const std::string& file) const {
    if (file.empty() || !readable) return;
    const auto opened = readable(file);
    if (opened) return;
    problems.push_back("unable to read " + std::string(what) + " " + file + " for " + name
                       + " due to " + opened.error().message());
  }
};

void check_certificate(const User& user, const Stanza& stanza) {
  const auto& [name, readable, problems] = stanza;
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
  stanza.try_file("client-cert", user.cert_file);
  stanza.try_file("client-key", user.key_file);
}

void check_exec(const User& user, const std::string& name, Problems& problems) {
  if (!user.exec) return;
  const std::string must = " must be specified for " + name + " to use exec authentication plugin";
  if (user.auth_provider) {
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

void check_user(const User& user, const Stanza& stanza) {
  const auto& [name, readable, problems] = stanza;
  check_certificate(user, stanza);
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

void check_cluster(const Cluster& cluster, const Stanza& stanza) {
  const auto& [name, readable, problems] = stanza;
  if (!cluster.proxy_url.empty()) {
    const auto proxy = check_proxy_url(cluster.proxy_url, name);
    if (!proxy) problems.push_back(proxy.error().message());
  }
  if (!cluster.ca_file.empty() && !cluster.ca_data.empty()) {
    problems.push_back(
        "certificate-authority-data and certificate-authority are both specified for " + name
        + ". certificate-authority-data will override.");
  }
  stanza.try_file("certificate-authority", cluster.ca_file);
}

}  // namespace

std::vector<std::string> problems_of(const Resolved& resolved, const Readable& readable) {
  Problems problems;
  check_user(resolved.user, {resolved.user_name, readable, problems});
  check_cluster(resolved.cluster, {resolved.cluster_name, readable, problems});
  return problems;
}

std::string aggregate(const Problems& problems) {
  std::string text;
  std::set<std::string> told;
  for (const auto& problem : problems) {
    if (told.insert(problem).second) text += (text.empty() ? "" : ", ") + problem;
  }
  return told.size() == 1 ? text : "[" + text + "]";
}

Error invalid_configuration(const Problems& problems) {
  return {Errc::config, "invalid configuration: " + aggregate(problems)};
}

}  // namespace kscan::kubeconfig
