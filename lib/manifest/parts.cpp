#include "manifest/parts.hpp"

#include "handoff/handoff.hpp"
#include "manifest/pod_spec.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace kscan::manifest {

using nlohmann::ordered_json;

namespace {

ordered_json security_context() {
  return {{"allowPrivilegeEscalation", false},
          {"readOnlyRootFilesystem", true},
          {"capabilities", {{"drop", {"ALL"}}}}};
}

// A kubelet takes $(NAME) for a reference.
std::string literal(std::string_view value) {
  std::string result;
  for (const char c : value)
    result += c == '$' ? std::string("$$") : std::string(1, c);
  return result;
}

void add_proxy(ordered_json& env, const PodKnobs& pod) {
  if (pod.http_proxy.empty()) return;
  for (const char* variable : {"HTTP_PROXY", "HTTPS_PROXY"})
    env.push_back({{"name", variable}, {"value", literal(pod.http_proxy)}});
  // The kubelet puts the API server's address in.
  const std::string none = pod.no_proxy.empty() ? std::string() : literal(pod.no_proxy) + ",";
  env.push_back({{"name", "NO_PROXY"}, {"value", none + "$(KUBERNETES_SERVICE_HOST)"}});
}

}  // namespace

void add_labels(ordered_json& labels, const Settings& settings) {
  for (const auto& [name, value] : settings.pod.labels)
    if (!labels.contains(name)) labels[name] = value;
}

ordered_json mount(std::string_view volume, std::string_view path, bool read_only) {
  ordered_json result{{"name", volume}, {"mountPath", path}};
  if (read_only) result["readOnly"] = true;
  return result;
}

std::string work_volume(std::string_view container) {
  return fmt::format("work-{}", container);
}

std::string credential_volume(std::string_view container) {
  return fmt::format("credential-{}", container);
}

ordered_json container(std::string name,
                       std::string_view subcommand,
                       std::string task,
                       const Settings& settings) {
  ordered_json mounts = ordered_json::array({mount(agent_volume, handoff::agent_dir, true),
                                             mount(work_volume(name), handoff::work_dir, false)});
  ordered_json env = ordered_json::array();
  if (!settings.registry_ca.empty()) {
    mounts.push_back(mount(registry_ca_volume, handoff::registry_ca_dir, true));
    // Go reads the system's bundle file as well as every file in these directories; naming a
    // bundle file instead would hide the system's.
    env.push_back({{"name", "SSL_CERT_DIR"},
                   {"value", fmt::format("{}:/etc/ssl/certs", handoff::registry_ca_dir)}});
  }
  add_proxy(env, settings.pod);
  return {{"name", std::move(name)},
          {"image", settings.scanner_image},
          {"imagePullPolicy", settings.pod.image_pull_policy},
          {"command",
           {fmt::format("{}/{}", handoff::agent_dir, bootstrap_key),
            settings.payload.agent_sha256,
            handoff::agent_dir,
            handoff::work_dir}},
          {"args", {subcommand, std::move(task)}},
          {"env", std::move(env)},
          {"resources", ordered_json::object()},
          {"terminationMessagePolicy", "File"},
          {"securityContext", security_context()},
          {"volumeMounts", std::move(mounts)}};
}

}  // namespace kscan::manifest
