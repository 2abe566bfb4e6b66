#include "kubeconfig/kubeconfig.hpp"
#include "kubeconfig/pod.hpp"
#include "kubeconfig/validate.hpp"

#include <algorithm>

namespace kscan::kubeconfig {

namespace {

namespace fs = std::filesystem;

std::string variable(const System& system, const std::string& name) {
  return system.env(name).value_or("");
}

std::vector<fs::path> split_list(std::string_view list) {
  std::vector<fs::path> paths;
  while (!list.empty()) {
    const auto colon = std::min(list.find(':'), list.size());
    const fs::path path(list.substr(0, colon));
    if (!path.empty() && std::ranges::find(paths, path) == paths.end()) paths.push_back(path);
    list.remove_prefix(std::min(colon + 1, list.size()));
  }
  return paths;
}

std::vector<fs::path> default_paths(const System& system) {
  const auto list = variable(system, "KUBECONFIG");
  if (!list.empty()) return split_list(list);
  return {fs::path(variable(system, "HOME")) / ".kube" / "config"};
}

/// Failures of several files are told together, as kubectl does.
class Files {
public:
  explicit Files(const System& system)
      : m_system(system) {}

  void read(const fs::path& path, bool required) {
    auto text = m_system.read_file(path);
    if (!text && text.error().code() == Errc::not_found) {
      if (required)
        throw Error(Errc::config, "stat " + path.string() + ": no such file or directory");
      return;
    }
    const auto dir = (m_system.cwd / path).parent_path();
    auto config = text ? parse(*text, dir) : fail(std::move(text).error());
    if (config) {
      m_configs.push_back(*std::move(config));
    } else {
      m_failures.push_back("error loading config file \"" + path.string()
                           + "\": " + config.error().message());
    }
  }

  [[nodiscard]] Config merged() {
    if (m_failures.empty()) return merge(std::move(m_configs));
    throw Error(Errc::config, aggregate(m_failures));
  }

private:
  const System& m_system;
  std::vector<Config> m_configs;
  std::vector<std::string> m_failures;
};

Config read_all(const System& system, const Overrides& overrides) {
  Files files(system);
  if (!overrides.kubeconfig.empty()) {
    files.read(overrides.kubeconfig, true);
  } else {
    for (const auto& path : default_paths(system))
      files.read(path, false);
  }
  return files.merged();
}

/// Nobody has said where to go (clientcmd/loader.go, IsDefaultConfig): a server that is reached
/// without TLS makes all credentials meaningless.
bool leads_nowhere(const Resolved& resolved, const std::string& default_server) {
  const Cluster& cluster = resolved.cluster;
  const User& user = resolved.user;
  if (cluster.server != default_server || !cluster.proxy_url.empty()) return false;
  if (default_server.starts_with("http://")) return true;
  const bool trust = cluster.insecure || !cluster.tls_server_name.empty()
                     || !cluster.ca_file.empty() || !cluster.ca_data.empty();
  const bool identity = !user.token.empty() || !user.token_file.empty() || !user.username.empty()
                        || !user.password.empty() || !user.cert_file.empty()
                        || !user.cert_data.empty() || user.exec || user.auth_provider;
  return !trust && !identity;
}

std::string default_server(const System& system, bool pod) {
  const auto master = variable(system, "KUBERNETES_MASTER");
  if (!master.empty()) return master;
  return pod ? "http://localhost:8080" : "";
}

}  // namespace

Resolved load(const System& system, const Overrides& overrides) {
  const bool pod = in_pod(system);
  const Defaults defaults{.server = default_server(system, pod),
                          .readable = [&](const fs::path& path) -> Result<> {
                            if (auto text = system.read_file(path); !text) {
                              return fail(std::move(text).error());
                            }
                            return {};
                          }};
  auto resolved = value_or_throw(resolve(read_all(system, overrides), overrides, defaults));
  if (pod && leads_nowhere(resolved, defaults.server)) {
    resolved = pod_account(system, overrides, resolved);
  }
  if (resolved.ns.empty() && pod) resolved.ns = pod_namespace(system);
  if (resolved.ns.empty()) resolved.ns = "default";
  return resolved;
}

}  // namespace kscan::kubeconfig
