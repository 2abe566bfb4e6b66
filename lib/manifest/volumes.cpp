#include "handoff/handoff.hpp"
#include "manifest/parts.hpp"
#include "manifest/pod_spec.hpp"
#include "plan/scan_pod.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <span>
#include <utility>

namespace kscan::manifest {

using nlohmann::ordered_json;

namespace {

constexpr int token_lifetime = 600;  // the API server's minimum; the agent needs seconds

ordered_json empty_dir(std::string_view name) {
  return {{"name", name}, {"emptyDir", ordered_json::object()}};
}

ordered_json memory_dir(std::string_view name) {
  return {{"name", name}, {"emptyDir", {{"medium", "Memory"}, {"sizeLimit", "64Ki"}}}};
}

ordered_json agent_parts(const Names& names, const Settings& settings) {
  ordered_json sources = ordered_json::array();
  for (std::size_t i = 0; i < part_count(settings.payload); ++i)
    sources.push_back({{"configMap", {{"name", names.agent_part(i)}}}});
  return {{"name", agent_volume}, {"projected", {{"defaultMode", 0555}, {"sources", sources}}}};
}

ordered_json registry_ca(const Names& names) {
  return {{"name", registry_ca_volume}, {"configMap", {{"name", names.registry_ca}}}};
}

/// Pull secrets, by their places in the list: secret names are no file names. Optional, as a
/// missing one does not stop the kubelet either; with `items`, absent keys are skipped and nothing
/// else of the Secret is exposed.
ordered_json pull_secrets(std::string_view volume, std::span<const std::string> names) {
  ordered_json sources = ordered_json::array();
  for (std::size_t i = 0; i < names.size(); ++i) {
    ordered_json items = ordered_json::array();
    for (std::string_view key : {".dockerconfigjson", ".dockercfg"})
      items.push_back({{"key", key}, {"path", fmt::format("{}/{}", i, key)}});
    sources.push_back(
        {{"secret", {{"name", names[i]}, {"items", std::move(items)}, {"optional", true}}}});
  }
  return {{"name", volume}, {"projected", {{"sources", std::move(sources)}}}};
}

/// The token that automounting would give to every container, for one container only.
ordered_json api() {
  const ordered_json token{
      {"serviceAccountToken", {{"path", "token"}, {"expirationSeconds", token_lifetime}}}};
  const ordered_json ca{
      {"configMap",
       {{"name", "kube-root-ca.crt"}, {"items", {{{"key", "ca.crt"}, {"path", "ca.crt"}}}}}}};
  return {{"name", api_volume}, {"projected", {{"sources", ordered_json::array({token, ca})}}}};
}

/// Read-only, so that several pods may have it and the kubelet changes no owner in it.
ordered_json claim(std::string_view volume, std::string_view name) {
  return {{"name", volume}, {"persistentVolumeClaim", {{"claimName", name}, {"readOnly", true}}}};
}

void append_database(ordered_json& result, const Settings& settings) {
  if (!settings.scanner.server_url.empty()) return;
  if (!settings.scanner.db_cache_pvc.empty())
    return result.push_back(claim(database_volume, settings.scanner.db_cache_pvc));
  result.push_back(empty_dir(database_volume));
  result.push_back(empty_dir(work_volume(plan::database_container)));
  if (settings.db_pull_secret.empty()) return;
  result.push_back(
      pull_secrets(database_pull_secret_volume, std::span(&settings.db_pull_secret, 1)));
  result.push_back(memory_dir(credential_volume(plan::database_container)));
}

void append_credentials(ordered_json& result, const plan::Group& group) {
  result.push_back(empty_dir(work_volume(plan::credentials_container)));
  result.push_back(pull_secrets(pull_secrets_volume, group.pull_secrets));
  if (plan::handoff_of(group) == plan::Handoff::secret) result.push_back(api());
  for (std::size_t i = 0; i < group.scans.size(); ++i)
    result.push_back(memory_dir(credential_volume(plan::scan_container(i))));
}

}  // namespace

ordered_json volumes(const plan::Group& group, const Names& names, const Settings& settings) {
  ordered_json result = ordered_json::array({agent_parts(names, settings)});
  append_database(result, settings);
  if (!settings.registry_ca.empty()) result.push_back(registry_ca(names));
  for (std::size_t i = 0; i < group.scans.size(); ++i)
    result.push_back(empty_dir(work_volume(plan::scan_container(i))));
  if (plan::has_credentials(group)) append_credentials(result, group);
  return result;
}

}  // namespace kscan::manifest
