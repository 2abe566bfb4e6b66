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

}  // namespace

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
  return {{"name", std::move(name)},
          {"image", settings.scanner_image},
          {"imagePullPolicy", "IfNotPresent"},
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
