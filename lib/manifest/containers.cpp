#include "base/text.hpp"
#include "handoff/handoff.hpp"
#include "image/scanner_view.hpp"
#include "manifest/identity.hpp"
#include "manifest/parts.hpp"
#include "manifest/scanner.hpp"
#include "plan/scan_pod.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace kscan::manifest {

using nlohmann::ordered_json;

namespace {

ordered_json resources(std::string_view cpu,
                       std::string_view memory,
                       std::string_view memory_limit,
                       std::string_view storage_limit) {
  return {{"requests", {{"cpu", cpu}, {"memory", memory}}},
          {"limits", {{"memory", memory_limit}, {"ephemeral-storage", storage_limit}}}};
}

ordered_json scanner_resources(const PodKnobs& pod) {
  return {{"requests", pod.requests}, {"limits", pod.limits}};
}

ordered_json downward(std::string_view variable, std::string_view field) {
  return {{"name", variable}, {"valueFrom", {{"fieldRef", {{"fieldPath", field}}}}}};
}

ordered_json from_secret(std::string_view variable, std::string_view secret, std::string_view key) {
  // Never optional: a Secret not yet seen must hold the container back, not make it anonymous.
  return {{"name", variable}, {"valueFrom", {{"secretKeyRef", {{"name", secret}, {"key", key}}}}}};
}

/// Host names have no case.
bool is_insecure(const Settings& settings, std::string_view registry) {
  return std::ranges::any_of(settings.insecure_registries, [&](const std::string& host) {
    return to_lower_ascii(host) == to_lower_ascii(registry);
  });
}

bool is_insecure_repository(const Settings& settings, std::string_view repository) {
  const Result<image::Reference> reference = image::parse(repository);
  return reference && is_insecure(settings, image::registry_host(*reference));
}

/// Of where the databases are downloaded from; a URL or a file is nobody's registry.
scanner::Registry registry_of(const Settings& settings, std::string_view repository) {
  return {.insecure = is_insecure_repository(settings, repository)};
}

std::string java_database_dir(const scanner::Profile& profile, std::string_view cache_dir) {
  if (profile.java_database_dir.empty()) return {};
  return fmt::format("{}/{}", cache_dir, profile.java_database_dir);
}

handoff::ShimTask database_task(const Settings& settings) {
  const scanner::Profile& profile = *settings.scanner.profile;
  const std::string& repository = settings.db_repository;
  const std::string& java = settings.java_db_repository;
  const auto download = [&](const std::string& from) {
    return scanner::Download{.program = settings.scanner.program(),
                             .repository = from,
                             .cache_dir = handoff::database_dir,
                             .registry = registry_of(settings, from)};
  };
  handoff::ShimTask task;
  task.run_id = settings.run_id;
  task.commands.push_back(profile.download_database(download(repository)));
  if (java.empty() || profile.download_java_database == nullptr)
    task.empty_java_db_dir = java_database_dir(profile, handoff::database_dir);
  else
    task.commands.push_back(profile.download_java_database(download(java)));
  if (settings.db_pull_secret.empty()) return task;
  task.pull_secret = {.name = settings.db_pull_secret, .references = {repository}};
  if (!java.empty()) task.pull_secret.references.push_back(java);
  return task;
}

std::string cache_dir() {
  return fmt::format("{}/cache", handoff::work_dir);
}

/// The image's, which need not be the node's: a registry serves any.
std::string_view architecture_of(const plan::Group& group, const Settings& settings) {
  return group.architecture.empty() ? settings.architecture : group.architecture;
}

handoff::ShimTask
scan_task(const plan::Group& group, const plan::Scan& scan, const Settings& settings) {
  const plan::Handoff way = plan::handoff_of(group);
  const ScannerKnobs& knobs = settings.scanner;
  const std::string registry = image::registry_host(scan.pulled());
  handoff::ShimTask task;
  task.run_id = settings.run_id;
  task.report = true;
  task.commands.push_back(knobs.profile->scan({.program = knobs.program(),
                                               .reference = scan.pulled().pinned(),
                                               .cache_dir = cache_dir(),
                                               .architecture = architecture_of(group, settings),
                                               .registry = {is_insecure(settings, registry)},
                                               .server_url = knobs.server_url,
                                               .timeout = knobs.image_timeout,
                                               .arguments = knobs.arguments}));
  // A volume may hold no Java database; without any, an image with a JAR fails.
  if (!knobs.db_cache_pvc.empty())
    task.empty_java_db_dir = java_database_dir(*knobs.profile, cache_dir());
  if (way == plan::Handoff::none) return task;
  task.registry = registry;
  task.login_in_memory = way == plan::Handoff::memory;
  task.username_env = knobs.username_env;
  task.password_env = knobs.password_env;
  return task;
}

handoff::CredentialsTask
credentials_task(const plan::Group& group, const Names& names, const Settings& settings) {
  handoff::CredentialsTask task{.run_id = settings.run_id,
                                .ns = group.ns,
                                .pull_secrets = group.pull_secrets,
                                .images = {},
                                .insecure_registries = settings.insecure_registries};
  const bool in_memory = plan::handoff_of(group) == plan::Handoff::memory;
  for (std::size_t i = 0; i < group.scans.size(); ++i) {
    const plan::Scan& scan = group.scans[i];
    task.images.push_back({.reference = scan.image.pinned(),
                           .secret_name = in_memory ? std::string() : names.credential(i),
                           .mirror = scan.mirror ? scan.mirror->pinned() : std::string()});
  }
  return task;
}

/// Where the credentials container puts what it has found: the API, or the scanners' memory.
void add_ways_out(ordered_json& container, const plan::Group& group) {
  if (plan::handoff_of(group) == plan::Handoff::secret) {
    container["env"].push_back(downward(handoff::env_pod_name, "metadata.name"));
    container["env"].push_back(downward(handoff::env_pod_uid, "metadata.uid"));
    container["volumeMounts"].push_back(mount(api_volume, handoff::api_dir, true));
    return;
  }
  for (std::size_t i = 0; i < group.scans.size(); ++i)
    container["volumeMounts"].push_back(mount(credential_volume(plan::scan_container(i)),
                                              fmt::format("{}/{}", handoff::credentials_dir, i),
                                              false));
}

/// Where a scanner's shim gets its login from, and a place to keep it.
void add_login(ordered_json& container, std::string_view name, std::string_view secret) {
  container["volumeMounts"].push_back(
      mount(credential_volume(name), handoff::credential_dir, false));
  if (secret.empty()) return;
  container["env"].push_back(from_secret(handoff::env_username, secret, handoff::key_username));
  container["env"].push_back(from_secret(handoff::env_password, secret, handoff::key_password));
  container["env"].push_back(from_secret(handoff::env_encoding, secret, handoff::key_encoding));
}

}  // namespace

ordered_json database_container(const Settings& settings) {
  const std::string name(plan::database_container);
  ordered_json result =
      container(name, "shim", handoff::to_json(database_task(settings)), settings);
  result["resources"] = scanner_resources(settings.pod);
  add_environment(result["env"],
                  settings.scanner.profile->environment(
                      handoff::database_dir, registry_of(settings, settings.db_repository)));
  add_environment(result["env"], identity_of_database(settings));
  result["volumeMounts"].push_back(mount(database_volume, handoff::database_dir, false));
  if (settings.db_pull_secret.empty()) return result;
  result["volumeMounts"].push_back(
      mount(database_pull_secret_volume, handoff::pull_secrets_dir, true));
  add_login(result, name, {});
  return result;
}

ordered_json
credentials_container(const plan::Group& group, const Names& names, const Settings& settings) {
  ordered_json result = container(std::string(plan::credentials_container),
                                  "credentials",
                                  handoff::to_json(credentials_task(group, names, settings)),
                                  settings);
  result["resources"] = resources("10m", "64Mi", "256Mi", "64Mi");
  result["volumeMounts"].push_back(mount(pull_secrets_volume, handoff::pull_secrets_dir, true));
  add_ways_out(result, group);
  return result;
}

ordered_json scan_container(const plan::Group& group,
                            std::size_t index,
                            const Names& names,
                            const Settings& settings) {
  const plan::Handoff way = plan::handoff_of(group);
  const std::string name = plan::scan_container(index);
  const handoff::ShimTask task = scan_task(group, group.scans[index], settings);
  ordered_json result = container(name, "shim", handoff::to_json(task), settings);
  result["resources"] = scanner_resources(settings.pod);
  const std::string registry = image::registry_host(group.scans[index].pulled());
  add_environment(result["env"],
                  settings.scanner.profile->environment(handoff::database_dir,
                                                        {is_insecure(settings, registry)}));
  add_environment(result["env"], identity_of_scan(settings, group.scans[index]));
  if (settings.scanner.server_url.empty())
    result["volumeMounts"].push_back(mount(database_volume, handoff::database_dir, true));
  if (way == plan::Handoff::secret) add_login(result, name, names.credential(index));
  if (way == plan::Handoff::memory) add_login(result, name, {});
  return result;
}

}  // namespace kscan::manifest
