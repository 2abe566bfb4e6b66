#include "manifest/pod_spec.hpp"

#include "handoff/handoff.hpp"
#include "manifest/scanner.hpp"
#include "plan/scan_pod.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace kscan::manifest {

using nlohmann::ordered_json;

namespace {

constexpr int nonroot = 65532;
constexpr int token_lifetime = 600;  // the API server's minimum; the agent needs seconds

ordered_json mount(std::string_view volume, std::string_view path, bool read_only) {
  ordered_json result{{"name", volume}, {"mountPath", path}};
  if (read_only) result["readOnly"] = true;
  return result;
}

ordered_json empty_dir(std::string_view name) {
  return {{"name", name}, {"emptyDir", ordered_json::object()}};
}

std::string work_volume(std::string_view container) {
  return fmt::format("work-{}", container);
}

std::string credential_volume(std::string_view container) {
  return fmt::format("credential-{}", container);
}

ordered_json security_context() {
  return {{"allowPrivilegeEscalation", false},
          {"readOnlyRootFilesystem", true},
          {"capabilities", {{"drop", {"ALL"}}}}};
}

/// What all our containers have in common: the scanner's image, the bootstrap as command, the
/// agent's mount and a work directory of their own.
ordered_json container(std::string name,
                       std::string_view subcommand,
                       std::string task,
                       const Settings& settings) {
  ordered_json mounts = ordered_json::array({mount("agent", handoff::agent_dir, true),
                                             mount(work_volume(name), handoff::work_dir, false)});
  ordered_json env = ordered_json::array();
  if (!settings.registry_ca.empty()) {
    mounts.push_back(mount("registry-ca", handoff::registry_ca_dir, true));
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

ordered_json resources(std::string_view cpu,
                       std::string_view memory,
                       std::string_view memory_limit,
                       std::string_view storage_limit) {
  return {{"requests", {{"cpu", cpu}, {"memory", memory}}},
          {"limits", {{"memory", memory_limit}, {"ephemeral-storage", storage_limit}}}};
}

ordered_json scanner_resources() {
  return resources("50m", "256Mi", "2Gi", "4Gi");
}

ordered_json database_container_spec(const Settings& settings) {
  handoff::ShimTask task;
  task.run_id = settings.run_id;
  task.commands.push_back(trivy::download_database(settings.db_repository, handoff::database_dir));
  if (settings.java_db_repository.empty())
    task.empty_java_db_dir = fmt::format("{}/{}", handoff::database_dir, trivy::java_database_dir);
  else
    task.commands.push_back(
        trivy::download_java_database(settings.java_db_repository, handoff::database_dir));
  ordered_json result =
      container(std::string(plan::database_container), "shim", handoff::to_json(task), settings);
  result["resources"] = scanner_resources();
  result["volumeMounts"].push_back(mount("database", handoff::database_dir, false));
  return result;
}

ordered_json downward(std::string_view variable, std::string_view field) {
  return {{"name", variable}, {"valueFrom", {{"fieldRef", {{"fieldPath", field}}}}}};
}

ordered_json
credentials_container_spec(const plan::Group& group, const Names& names, const Settings& settings) {
  handoff::CredentialsTask task{
      .run_id = settings.run_id, .ns = group.ns, .pull_secrets = group.pull_secrets, .images = {}};
  for (std::size_t i = 0; i < group.scans.size(); ++i)
    task.images.push_back({group.scans[i].image.pinned(), names.credential(i)});
  ordered_json result = container(
      std::string(plan::credentials_container), "credentials", handoff::to_json(task), settings);
  result["resources"] = resources("10m", "64Mi", "256Mi", "64Mi");
  result["env"].push_back(downward(handoff::env_pod_name, "metadata.name"));
  result["env"].push_back(downward(handoff::env_pod_uid, "metadata.uid"));
  result["volumeMounts"].push_back(mount("pull-secrets", handoff::pull_secrets_dir, true));
  result["volumeMounts"].push_back(mount("api", handoff::api_dir, true));
  return result;
}

ordered_json from_secret(std::string_view variable, std::string_view secret, std::string_view key) {
  // Never optional: a Secret not yet seen must hold the container back, not make it anonymous.
  return {{"name", variable}, {"valueFrom", {{"secretKeyRef", {{"name", secret}, {"key", key}}}}}};
}

ordered_json scan_container_spec(const plan::Group& group,
                                 std::size_t index,
                                 const Names& names,
                                 const Settings& settings) {
  const plan::Scan& scan = group.scans[index];
  handoff::ShimTask task;
  task.run_id = settings.run_id;
  task.report = true;
  task.commands.push_back(trivy::scan(
      scan.image.pinned(), fmt::format("{}/cache", handoff::work_dir), settings.architecture));
  if (plan::has_credentials(group)) task.registry = scan.image.registry;
  const std::string name = plan::scan_container(index);
  ordered_json result = container(name, "shim", handoff::to_json(task), settings);
  result["resources"] = scanner_resources();
  result["volumeMounts"].push_back(mount("database", handoff::database_dir, true));
  if (!plan::has_credentials(group)) return result;
  const std::string secret = names.credential(index);
  result["env"].push_back(from_secret(handoff::env_username, secret, handoff::key_username));
  result["env"].push_back(from_secret(handoff::env_password, secret, handoff::key_password));
  result["env"].push_back(from_secret(handoff::env_encoding, secret, handoff::key_encoding));
  result["volumeMounts"].push_back(mount(credential_volume(name), handoff::credential_dir, false));
  return result;
}

ordered_json agent_volume(const Names& names, const Settings& settings) {
  ordered_json sources = ordered_json::array();
  for (std::size_t i = 0; i < part_count(settings.payload); ++i)
    sources.push_back({{"configMap", {{"name", names.agent_part(i)}}}});
  return {{"name", "agent"}, {"projected", {{"defaultMode", 0555}, {"sources", sources}}}};
}

ordered_json registry_ca_volume(const Names& names) {
  return {{"name", "registry-ca"}, {"configMap", {{"name", names.registry_ca}}}};
}

/// Every pull secret, by its place in the list: secret names are no file names. Optional, as a
/// missing one does not stop the kubelet either; with `items`, absent keys are skipped and nothing
/// else of the Secret is exposed.
ordered_json pull_secrets_volume(const plan::Group& group) {
  ordered_json sources = ordered_json::array();
  for (std::size_t i = 0; i < group.pull_secrets.size(); ++i) {
    ordered_json items = ordered_json::array();
    for (std::string_view key : {".dockerconfigjson", ".dockercfg"})
      items.push_back({{"key", key}, {"path", fmt::format("{}/{}", i, key)}});
    sources.push_back(
        {{"secret",
          {{"name", group.pull_secrets[i]}, {"items", std::move(items)}, {"optional", true}}}});
  }
  return {{"name", "pull-secrets"}, {"projected", {{"sources", std::move(sources)}}}};
}

/// The token that automounting would give to every container, for one container only.
ordered_json api_volume() {
  const ordered_json token{
      {"serviceAccountToken", {{"path", "token"}, {"expirationSeconds", token_lifetime}}}};
  const ordered_json ca{
      {"configMap",
       {{"name", "kube-root-ca.crt"}, {"items", {{{"key", "ca.crt"}, {"path", "ca.crt"}}}}}}};
  return {{"name", "api"}, {"projected", {{"sources", ordered_json::array({token, ca})}}}};
}

ordered_json credential_volume_spec(std::string_view container_name) {
  return {{"name", credential_volume(container_name)},
          {"emptyDir", {{"medium", "Memory"}, {"sizeLimit", "64Ki"}}}};
}

ordered_json volumes(const plan::Group& group, const Names& names, const Settings& settings) {
  ordered_json result = ordered_json::array({agent_volume(names, settings),
                                             empty_dir("database"),
                                             empty_dir(work_volume(plan::database_container))});
  if (!settings.registry_ca.empty()) result.push_back(registry_ca_volume(names));
  for (std::size_t i = 0; i < group.scans.size(); ++i)
    result.push_back(empty_dir(work_volume(plan::scan_container(i))));
  if (!plan::has_credentials(group)) return result;
  result.push_back(empty_dir(work_volume(plan::credentials_container)));
  result.push_back(pull_secrets_volume(group));
  result.push_back(api_volume());
  for (std::size_t i = 0; i < group.scans.size(); ++i)
    result.push_back(credential_volume_spec(plan::scan_container(i)));
  return result;
}

}  // namespace

std::string part_key(std::size_t index) {
  return fmt::format("agent.xz.{}", index);
}

ordered_json pod_spec(const plan::Group& group, const Names& names, const Settings& settings) {
  ordered_json init = ordered_json::array({database_container_spec(settings)});
  // Last of the init containers, so that no Secret waits for a download.
  if (plan::has_credentials(group))
    init.push_back(credentials_container_spec(group, names, settings));
  ordered_json scanners = ordered_json::array();
  for (std::size_t i = 0; i < group.scans.size(); ++i)
    scanners.push_back(scan_container_spec(group, i, names, settings));

  ordered_json spec{{"restartPolicy", "Never"}};
  spec["activeDeadlineSeconds"] = settings.deadline.count();
  if (plan::has_credentials(group)) spec["serviceAccountName"] = names.job;
  spec["automountServiceAccountToken"] = false;
  spec["enableServiceLinks"] = false;
  spec["nodeSelector"] = {{"kubernetes.io/os", "linux"},
                          {"kubernetes.io/arch", settings.architecture}};
  spec["securityContext"] = {{"runAsNonRoot", true},
                             {"runAsUser", nonroot},
                             {"runAsGroup", nonroot},
                             {"fsGroup", nonroot},
                             {"seccompProfile", {{"type", "RuntimeDefault"}}}};
  spec["initContainers"] = std::move(init);
  spec["containers"] = std::move(scanners);
  spec["volumes"] = volumes(group, names, settings);
  return spec;
}

}  // namespace kscan::manifest
