#include "base/text.hpp"
#include "kubeconfig/kubeconfig.hpp"

#include <algorithm>

namespace kscan::kubeconfig {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view pod_dir = "/var/run/secrets/kubernetes.io/serviceaccount";

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
    auto config = text ? parse(*text, path.parent_path()) : fail(std::move(text).error());
    if (config) {
      m_configs.push_back(*std::move(config));
    } else {
      m_failures.push_back("error loading config file \"" + path.string()
                           + "\": " + config.error().message());
    }
  }

  [[nodiscard]] Config merged() {
    if (m_failures.empty()) return merge(std::move(m_configs));
    std::string text;
    for (const auto& failure : m_failures)
      text += (text.empty() ? "" : ", ") + failure;
    throw Error(Errc::config, m_failures.size() == 1 ? text : "[" + text + "]");
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

bool is_empty(const Config& config) {
  return config.clusters.empty() && config.users.empty() && config.contexts.empty()
         && config.current_context.empty();
}

bool in_pod(const System& system) {
  return !variable(system, "KUBERNETES_SERVICE_HOST").empty()
         && !variable(system, "KUBERNETES_SERVICE_PORT").empty()
         && system.read_file(fs::path(pod_dir) / "token").has_value();
}

/// rest.InClusterConfig as a kubeconfig of one context.
Config pod_config(const System& system, bool with_token) {
  const auto host = variable(system, "KUBERNETES_SERVICE_HOST");
  const bool v6 = host.find(':') != std::string::npos;
  Config config;
  auto& cluster = config.clusters["in-cluster"];
  cluster.server = "https://" + (v6 ? "[" + host + "]" : host) + ":"
                   + variable(system, "KUBERNETES_SERVICE_PORT");
  cluster.ca_file = (fs::path(pod_dir) / "ca.crt").string();
  auto& user = config.users["in-cluster"];
  if (with_token) user.token_file = (fs::path(pod_dir) / "token").string();
  config.contexts["in-cluster"] = {"in-cluster", "in-cluster", ""};
  config.current_context = "in-cluster";
  return config;
}

std::string pod_namespace(const System& system) {
  const auto named = variable(system, "POD_NAMESPACE");
  if (!named.empty()) return named;
  const auto file = system.read_file(fs::path(pod_dir) / "namespace");
  return file ? std::string(trim(*file)) : "";
}

}  // namespace

Resolved load(const System& system, const Overrides& overrides) {
  auto config = read_all(system, overrides);
  const bool pod = in_pod(system);
  if (pod && is_empty(config)) config = pod_config(system, overrides.token.empty());
  auto resolved =
      value_or_throw(resolve(std::move(config), overrides, variable(system, "KUBERNETES_MASTER")));
  if (resolved.ns.empty() && pod) resolved.ns = pod_namespace(system);
  if (resolved.ns.empty()) resolved.ns = "default";
  return resolved;
}

}  // namespace kscan::kubeconfig
