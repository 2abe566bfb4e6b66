#include "kubeconfig/kubeconfig.hpp"
#include "kubeconfig/validate.hpp"

namespace kscan::kubeconfig {

namespace {

std::string in_quotes(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

std::string either(const std::string& first, const std::string& second) {
  return first.empty() ? second : first;
}

Result<Context> pick_context(const Config& config, const Overrides& overrides, Resolved& out) {
  out.context = either(overrides.context, config.current_context);
  if (out.context.empty()) return Context();
  const auto found = config.contexts.find(out.context);
  if (found != config.contexts.end()) return found->second;
  if (!overrides.context.empty()) {
    return fail(Errc::config, "context " + in_quotes(out.context) + " does not exist");
  }
  return fail(
      invalid_configuration({"context was not found for specified context: " + out.context}));
}

Result<> pick_cluster(Config& config, const Overrides& overrides, Resolved& out) {
  if (out.cluster_name.empty()) return {};
  const auto found = config.clusters.find(out.cluster_name);
  if (found != config.clusters.end()) {
    out.cluster = std::move(found->second);
    return {};
  }
  if (!overrides.cluster.empty()) {
    return fail(Errc::config, "cluster " + in_quotes(out.cluster_name) + " does not exist");
  }
  if (!overrides.server.empty()) return {};
  return fail(invalid_configuration({"cluster " + in_quotes(out.cluster_name) + " of context "
                                     + in_quotes(out.context) + " does not exist"})
                  .hint("see kubectl config get-clusters"));
}

Result<> pick_user(Config& config, const Overrides& overrides, Resolved& out) {
  if (out.user_name.empty()) return {};
  const auto found = config.users.find(out.user_name);
  if (found != config.users.end()) {
    out.user = std::move(found->second);
  } else if (!overrides.user.empty()) {
    return fail(Errc::config, "auth info " + in_quotes(out.user_name) + " does not exist");
  } else {
    out.warnings.push_back("user " + in_quotes(out.user_name) + " of context "
                           + in_quotes(out.context) + " does not exist: no credentials are sent");
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
}

void override_impersonation(Impersonation& as, const Impersonation& by) {
  as.user = either(by.user, as.user);
  as.uid = either(by.uid, as.uid);
  if (!by.groups.empty()) as.groups = by.groups;
  if (!by.extra.empty()) as.extra = by.extra;
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
  if (server.starts_with("https://") || server.starts_with("http://")) return {};
  const auto text = "server " + in_quotes(server);
  if (server.find("://") != std::string::npos) {
    return fail(bad_server(text + " is neither https nor http", "write https://..."));
  }
  return fail(bad_server(text + " has no scheme", "write https://" + server));
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

Result<Resolved>
resolve(Config config, const Overrides& overrides, std::string_view default_server) {
  Resolved out;
  const auto context = pick_context(config, overrides, out);
  if (!context) return fail(context.error());
  out.cluster_name = either(overrides.cluster, context->cluster);
  out.user_name = either(overrides.user, context->user);
  out.ns = either(overrides.ns, context->ns);
  if (auto picked = pick_cluster(config, overrides, out); !picked) {
    return fail(std::move(picked).error());
  }
  if (auto picked = pick_user(config, overrides, out); !picked) {
    return fail(std::move(picked).error());
  }
  override_cluster(out.cluster, overrides);
  override_user(out.user, overrides);
  if (out.cluster.server.empty()) out.cluster.server = std::string(default_server);
  if (auto checked = check_server(out.cluster.server); !checked)
    return fail(std::move(checked).error());
  if (const auto problems = problems_of(out); !problems.empty()) {
    return fail(invalid_configuration(problems));
  }
  return out;
}

}  // namespace kscan::kubeconfig
