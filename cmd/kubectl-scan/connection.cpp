#include "kubectl-scan/connection.hpp"

#include "kubectl-scan/timeout.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace kscan::cmd {

namespace {

/// clientcmd/overrides.go, RecommendedConfigOverrideFlags: "ns/x" may be said for x.
std::string without_prefix(std::string_view ns) {
  constexpr std::array<std::string_view, 3> prefixes{"namespaces/", "namespace/", "ns/"};
  for (const auto prefix : prefixes) {
    if (ns.starts_with(prefix)) ns.remove_prefix(prefix.size());
  }
  return std::string(ns);
}

kubeconfig::Overrides to_overrides(ConnectionFlags& flags) {
  kubeconfig::Overrides overrides;
  overrides.kubeconfig = std::move(flags.kubeconfig);
  overrides.context = std::move(flags.context);
  overrides.cluster = std::move(flags.cluster);
  overrides.user = std::move(flags.user);
  overrides.ns = without_prefix(flags.ns);
  overrides.server = std::move(flags.server);
  overrides.tls_server_name = std::move(flags.tls_server_name);
  overrides.insecure = flags.insecure_skip_tls_verify;
  overrides.disable_compression = flags.disable_compression;
  overrides.ca_file = std::move(flags.certificate_authority);
  overrides.cert_file = std::move(flags.client_certificate);
  overrides.key_file = std::move(flags.client_key);
  overrides.token = std::move(flags.token);
  overrides.username = std::move(flags.username);
  overrides.password = std::move(flags.password);
  overrides.as = {.user = std::move(flags.as),
                  .uid = std::move(flags.as_uid),
                  .groups = std::move(flags.as_groups)};
  return overrides;
}

/// cli-runtime config_flags.go, getDefaultCacheDir.
std::filesystem::path cache_dir_of(const std::string& flag, const kubeconfig::System& system) {
  if (!flag.empty()) return flag;
  const auto variable = system.env("KUBECACHEDIR").value_or("");
  if (!variable.empty()) return variable;
  return std::filesystem::path(system.env("HOME").value_or("")) / ".kube" / "cache";
}

}  // namespace

Result<Connection> to_connection(ConnectionFlags flags, const kubeconfig::System& system) {
  const auto timeout = parse_timeout(flags.request_timeout.empty() ? "0" : flags.request_timeout);
  if (!timeout) return fail(timeout.error());
  Connection connection;
  connection.overrides = to_overrides(flags);
  connection.request_timeout = *timeout;
  connection.cache_dir = cache_dir_of(flags.cache_dir, system);
  connection.warnings_as_errors = flags.warnings_as_errors;
  connection.verbosity = flags.verbosity;
  return connection;
}

Connected connect(const Connection& connection,
                  const kubeconfig::System& system,
                  io::Loop& loop,
                  std::function<void(std::string)> notice) {
  auto resolved = kubeconfig::load(system, connection.overrides);
  Connected connected;
  connected.ns = resolved.ns;
  connected.warnings = std::move(resolved.warnings);
  connected.endpoint = auth::make_endpoint(std::move(resolved), system, loop, std::move(notice));
  return connected;
}

}  // namespace kscan::cmd
