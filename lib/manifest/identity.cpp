#include "manifest/identity.hpp"

#include "cloud/cloud.hpp"
#include "image/scanner_view.hpp"
#include "plan/scan_pod.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <set>

namespace kscan::manifest {

using nlohmann::ordered_json;

namespace {

using Providers = std::set<cloud::Provider>;

std::optional<cloud::Registry> registry_of(const image::Reference& reference) {
  return cloud::registry_of(image::registry_host(reference));
}

std::optional<cloud::Registry> registry_of(const std::string& repository) {
  const Result<image::Reference> reference = image::parse(repository);
  return reference ? registry_of(*reference) : std::nullopt;
}

Pairs environment(const Settings& settings, const std::optional<cloud::Registry>& registry) {
  if (settings.service_account.empty() || !registry) return {};
  return cloud::environment(*registry);
}

/// The database's own credential, if it has one, is not the identity.
Providers providers_of_database(const Settings& settings) {
  Providers result;
  if (!settings.db_pull_secret.empty() || !downloads_database(settings)) return result;
  for (const std::string& repository : {settings.db_repository, settings.java_db_repository})
    if (const auto registry = registry_of(repository)) result.insert(registry->provider);
  return result;
}

Providers providers(const plan::Group& group, const Settings& settings) {
  if (settings.service_account.empty()) return {};
  Providers result = providers_of_database(settings);
  for (const plan::Scan& scan : group.scans)
    if (const auto registry = registry_of(scan.pulled())) result.insert(registry->provider);
  return result;
}

/// The containers that pull nothing from the provider.
std::vector<std::string>
without_identity(const plan::Group& group, const Settings& settings, cloud::Provider provider) {
  std::vector<std::string> names;
  if (downloads_database(settings) && !providers_of_database(settings).contains(provider))
    names.emplace_back(plan::database_container);
  if (plan::has_credentials(group)) names.emplace_back(plan::credentials_container);
  for (std::size_t i = 0; i < group.scans.size(); ++i) {
    const auto registry = registry_of(group.scans[i].pulled());
    if (!registry || registry->provider != provider) names.push_back(plan::scan_container(i));
  }
  return names;
}

void append(Pairs& pairs, Pairs more) {
  for (auto& pair : more)
    pairs.push_back(std::move(pair));
}

}  // namespace

Pairs identity_of_scan(const Settings& settings, const plan::Scan& scan) {
  return environment(settings, registry_of(scan.pulled()));
}

Pairs identity_of_database(const Settings& settings) {
  if (!settings.db_pull_secret.empty()) return {};
  return environment(settings, registry_of(settings.db_repository));
}

void add_environment(ordered_json& env, const Pairs& variables) {
  for (const auto& [name, value] : variables)
    env.push_back({{"name", name}, {"value", value}});
}

Pairs identity_labels(const plan::Group& group, const Settings& settings) {
  Pairs result;
  for (const cloud::Provider provider : providers(group, settings))
    append(result, cloud::pod_labels(provider));
  return result;
}

Pairs identity_annotations(const plan::Group& group, const Settings& settings) {
  Pairs result;
  for (const cloud::Provider provider : providers(group, settings))
    append(result, cloud::pod_annotations(provider, without_identity(group, settings, provider)));
  return result;
}

std::string account_of(const plan::Group& group, const Names& names, const Settings& settings) {
  if (!settings.service_account.empty()) return settings.service_account;
  return makes_account(group, settings) ? names.job : std::string();
}

bool makes_account(const plan::Group& group, const Settings& settings) noexcept {
  return settings.service_account.empty() && plan::handoff_of(group) == plan::Handoff::secret;
}

}  // namespace kscan::manifest
