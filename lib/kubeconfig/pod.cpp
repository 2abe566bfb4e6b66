#include "kubeconfig/pod.hpp"

#include "base/text.hpp"

namespace kscan::kubeconfig {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view pod_dir = "/var/run/secrets/kubernetes.io/serviceaccount";

std::string variable(const System& system, const std::string& name) {
  return system.env(name).value_or("");
}

std::string pod_server(const System& system) {
  const auto host = variable(system, "KUBERNETES_SERVICE_HOST");
  const bool v6 = host.find(':') != std::string::npos;
  return "https://" + (v6 ? "[" + host + "]" : host) + ":"
         + variable(system, "KUBERNETES_SERVICE_PORT");
}

std::string pod_ca(const System& system) {
  const auto path = fs::path(pod_dir) / "ca.crt";
  const auto pem = system.read_file(path);
  const bool usable = pem && pem->find("-----BEGIN CERTIFICATE-----") != std::string::npos;
  return usable ? path.string() : "";
}

}  // namespace

bool in_pod(const System& system) {
  return !variable(system, "KUBERNETES_SERVICE_HOST").empty()
         && !variable(system, "KUBERNETES_SERVICE_PORT").empty()
         && system.read_file(fs::path(pod_dir) / "token").has_value();
}

Resolved pod_account(const System& system, const Overrides& overrides, const Resolved& resolved) {
  Resolved pod;
  pod.cluster_name = pod.user_name = "in-cluster";
  pod.cluster.server = pod_server(system);
  pod.cluster.ca_file = overrides.ca_file.empty() ? pod_ca(system) : overrides.ca_file;
  pod.cluster.disable_compression = resolved.cluster.disable_compression;
  pod.user.as = resolved.user.as;
  pod.ns = resolved.ns;
  if (overrides.token.empty()) {
    pod.user.token_file = (fs::path(pod_dir) / "token").string();
  } else {
    pod.user.token = Secret(std::string(overrides.token.reveal()));
  }
  return pod;
}

std::string pod_namespace(const System& system) {
  const auto named = variable(system, "POD_NAMESPACE");
  if (!named.empty()) return named;
  const auto file = system.read_file(fs::path(pod_dir) / "namespace");
  return file ? std::string(trim(*file)) : "";
}

}  // namespace kscan::kubeconfig
