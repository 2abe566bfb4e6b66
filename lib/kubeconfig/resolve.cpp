#include "base/text.hpp"
#include "kubeconfig/kubeconfig.hpp"
#include "kubeconfig/validate.hpp"

#include <algorithm>
#include <iterator>

namespace kscan::kubeconfig {

namespace {

std::string in_quotes(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

std::string either(const std::string& first, const std::string& second) {
  return first.empty() ? second : first;
}

/// Empty when there is no such context.
Context context_of(const Config& config, const std::string& name) {
  const auto found = config.contexts.find(name);
  return found == config.contexts.end() ? Context() : found->second;
}

Result<> pick_user(Config& config, const Overrides& overrides, Resolved& out) {
  const auto found = config.users.find(out.user_name);
  if (found != config.users.end()) {
    out.user = std::move(found->second);
  } else if (!overrides.user.empty()) {
    return fail(Errc::config, "auth info " + in_quotes(out.user_name) + " does not exist");
  } else if (!out.user_name.empty()) {
    out.warnings.push_back("user " + in_quotes(out.user_name) + " of context "
                           + in_quotes(out.context) + " does not exist: no credentials are sent");
  }
  return {};
}

Result<> check_context(const Config& config, const Overrides& overrides) {
  if (overrides.context.empty() || config.contexts.contains(overrides.context)) return {};
  return fail(Errc::config, "context " + in_quotes(overrides.context) + " does not exist");
}

Result<> pick_cluster(Config& config, const Overrides& overrides, Resolved& out) {
  const auto found = config.clusters.find(out.cluster_name);
  if (found != config.clusters.end()) {
    out.cluster = std::move(found->second);
  } else if (!overrides.cluster.empty()) {
    return fail(Errc::config, "cluster " + in_quotes(out.cluster_name) + " does not exist");
  }
  return {};
}

// clientcmd/client_config.go, getCluster.
void override_cluster(Cluster& cluster, const Overrides& by) {
  if (by.insecure || !by.ca_file.empty()) {
    cluster.insecure = by.insecure;
    cluster.ca_file = by.ca_file;
    cluster.ca_data.clear();
  }
  if (!by.tls_server_name.empty() || !by.server.empty()) {
    cluster.tls_server_name = by.tls_server_name;
  }
  if (!by.server.empty()) cluster.server = by.server;
  cluster.disable_compression = cluster.disable_compression || by.disable_compression;
}

void override_impersonation(Impersonation& as, const Impersonation& by) {
  as.user = either(by.user, as.user);
  as.uid = either(by.uid, as.uid);
  if (!by.groups.empty()) as.groups = by.groups;
  for (const auto& [key, values] : by.extra)
    as.extra.insert_or_assign(key, values);
}

void override_user(User& user, const Overrides& by) {
  user.cert_file = either(by.cert_file, user.cert_file);
  user.key_file = either(by.key_file, user.key_file);
  user.username = either(by.username, user.username);
  if (!by.token.empty()) user.token = Secret(std::string(by.token.reveal()));
  if (!by.password.empty()) user.password = Secret(std::string(by.password.reveal()));
  override_impersonation(user.as, by.as);
}

Error bad_server(const std::string& problem, std::string hint) {
  auto error = invalid_configuration({problem});
  return std::move(error).hint(std::move(hint));
}

Result<> check_server(const std::string& server) {
  if (server.empty()) {
    return fail(bad_server("no configuration has been provided",
                           "name a kubeconfig with --kubeconfig or $KUBECONFIG, a context with "
                           "--context, or a server with --server"));
  }
  const auto colon = server.find("://");
  const auto scheme = to_lower_ascii(server.substr(0, std::min(colon, server.size())));
  const auto text = "server " + in_quotes(server);
  if (colon == std::string::npos) {
    return fail(bad_server(text + " has no scheme", "write https://" + server));
  }
  if (scheme == "https" || scheme == "http") return {};
  return fail(bad_server(text + " is neither https nor http", "write https://..."));
}

/// What kubectl lets pass, to go to localhost:8080.
Result<> check_cluster_exists(const Config& config, const Resolved& out, const Overrides& by) {
  if (out.cluster_name.empty() || !by.server.empty()) return {};
  if (config.clusters.contains(out.cluster_name)) return {};
  return fail(bad_server("cluster " + in_quotes(out.cluster_name) + " of context "
                             + in_quotes(out.context) + " does not exist",
                         "see kubectl config get-clusters"));
}

/// All that is wrong, in kubectl's order.
Result<> validate(const Config& config, const Resolved& out, const Defaults& defaults) {
  std::vector<std::string> problems;
  if (!out.context.empty() && !config.contexts.contains(out.context)) {
    problems.push_back("context was not found for specified context: " + out.context);
  }
  std::ranges::move(problems_of(out, defaults.readable), std::back_inserter(problems));
  if (problems.empty()) return {};
  return fail(invalid_configuration(problems));
}

}  // namespace

Config merge(std::vector<Config> files) {
  Config all;
  for (auto& file : files) {
    all.clusters.merge(file.clusters);
    all.users.merge(file.users);
    all.contexts.merge(file.contexts);
    if (all.current_context.empty()) all.current_context = std::move(file.current_context);
  }
  return all;
}

Result<Resolved> resolve(Config config, const Overrides& overrides, const Defaults& defaults) {
  Resolved out;
  out.context = either(overrides.context, config.current_context);
  const auto context = context_of(config, out.context);
  out.cluster_name = either(overrides.cluster, context.cluster);
  out.user_name = either(overrides.user, context.user);
  out.ns = either(overrides.ns, context.ns);
  return pick_user(config, overrides, out)
      .and_then([&] { return check_context(config, overrides); })
      .and_then([&] { return pick_cluster(config, overrides, out); })
      .and_then([&] {
        override_cluster(out.cluster, overrides);
        override_user(out.user, overrides);
        if (out.cluster.server.empty()) out.cluster.server = defaults.server;
        return validate(config, out, defaults);
      })
      .and_then([&] { return check_cluster_exists(config, out, overrides); })
      .and_then([&] { return check_server(out.cluster.server); })
      .map([&] { return std::move(out); });
}

}  // namespace kscan::kubeconfig
