// Which container sees what: over random groups, settings and handoffs.
#include "handoff/handoff.hpp"
#include "manifest/manifest.hpp"
#include "plan/scan_pod.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

namespace kscan::manifest {
namespace {

using nlohmann::ordered_json;
using plan::Handoff;
using Names = std::set<std::string>;

struct Case {
  plan::Group group;
  Settings settings;
};

std::vector<std::string> some(std::initializer_list<std::string> of) {
  std::vector<std::string> result;
  for (const std::string& one : of)
    if (*rc::gen::arbitrary<bool>()) result.push_back(one);
  return result;
}

std::string any(std::initializer_list<std::string> of) {
  return *rc::gen::elementOf(std::vector(of));
}

Case any_case() {
  Case result;
  result.group.ns = "shop";
  // All distinct from the other secrets' names, so that a leak can be seen.
  result.group.pull_secrets = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("target-a", "target-b.x", "target-c"));
  result.group.handoff = *rc::gen::element(Handoff::none, Handoff::memory, Handoff::secret);
  const auto images = *rc::gen::inRange(1, 9);
  for (int i = 0; i < images; ++i) {
    const std::string image = any({"nginx",
                                   "r.io/app:1",
                                   "1.dkr.ecr.eu-west-1.amazonaws.com/app",
                                   "shop.azurecr.io/app",
                                   "eu.gcr.io/p/app"});
    plan::Scan scan{image::parse(image).value(), true, {}};
    if (*rc::gen::arbitrary<bool>()) scan.mirror = image::parse("m.io/copy:1").value();
    result.group.scans.push_back(std::move(scan));
  }
  Settings& settings = result.settings;
  settings.run_id = "x7k2p9qa";
  settings.scanner_image = "mirror.test/trivy:0.70.0";
  settings.db_repository = any({"mirror.test/trivy-db:2", "shop.azurecr.io/trivy-db:2"});
  settings.java_db_repository = any({"", "mirror.test/java-db:1"});
  settings.registry_ca = any({"", "PEM"});
  settings.service_account = any({"", "scanner"});
  settings.scanner_pull_secrets = some({"scanner-a", "scanner-b"});
  settings.db_pull_secret = any({"", "database-secret"});
  settings.insecure_registries = some({"r.io", "m.io", "mirror.test"});
  settings.payload = {"BOOT", "XZ-STREAM", "0123abcd"};
  return result;
}

ordered_json spec_of(const Case& the) {
  return job(the.group, 0, the.settings)["spec"]["template"]["spec"];
}

std::vector<ordered_json> containers_of(const ordered_json& spec) {
  std::vector<ordered_json> result;
  for (const char* list : {"initContainers", "containers"})
    for (const ordered_json& container : spec[list])
      result.push_back(container);
  return result;
}

struct Use {
  Names readers;
  Names writers;
};

std::map<std::string, Use> uses_of(const ordered_json& spec) {
  std::map<std::string, Use> result;
  for (const ordered_json& container : containers_of(spec))
    for (const ordered_json& mount : container["volumeMounts"]) {
      Use& use = result[mount["name"].get<std::string>()];
      (mount.contains("readOnly") ? use.readers : use.writers)
          .insert(container["name"].get<std::string>());
    }
  return result;
}

/// The containers that mount a volume in whose description the text stands.
Names who_mounts(const ordered_json& spec, const std::string& text) {
  Names result;
  const auto uses = uses_of(spec);
  for (const ordered_json& volume : spec["volumes"]) {
    if (volume.dump().find(text) == std::string::npos) continue;
    const Use& use = uses.at(volume["name"].get<std::string>());
    result.insert(use.readers.begin(), use.readers.end());
    result.insert(use.writers.begin(), use.writers.end());
  }
  return result;
}

/// The containers whose own description, mounts apart, holds the text.
Names who_is_told(const ordered_json& spec, const std::string& text) {
  Names result;
  for (const ordered_json& container : containers_of(spec))
    if (container.dump().find(text) != std::string::npos)
      result.insert(container["name"].get<std::string>());
  return result;
}

bool is_only(const Names& names, const std::string& name) {
  return names.empty() || names == Names{name};
}

RC_GTEST_PROP(Exposure, EveryVolumeIsMountedAndEveryMountHasAVolume, ()) {
  const Case the = any_case();
  const ordered_json spec = spec_of(the);
  Names volumes;
  for (const ordered_json& volume : spec["volumes"])
    RC_ASSERT(volumes.insert(volume["name"].get<std::string>()).second);
  Names mounted;
  for (const auto& [name, use] : uses_of(spec))
    mounted.insert(name);
  RC_ASSERT(mounted == volumes);
}

RC_GTEST_PROP(Exposure, NoContainerWritesWhatAnotherOneRunsOrReads, ()) {
  const Case the = any_case();
  for (const auto& [volume, use] : uses_of(spec_of(the))) {
    if (use.writers.empty()) continue;
    Names all = use.readers;
    all.insert(use.writers.begin(), use.writers.end());
    if (volume == "database") {
      // Written before any image is read.
      RC_ASSERT(use.writers == Names{"database"});
    } else if (all.size() != 1) {
      // A login on its way: from the container that read no image to the scanner it is for.
      RC_ASSERT(plan::handoff_of(the.group) == Handoff::memory);
      RC_ASSERT(all == (Names{"credentials", volume.substr(std::string("credential-").size())}));
    }
  }
}

RC_GTEST_PROP(Exposure, CredentialVolumesAreSmallAndInMemory, ()) {
  const Case the = any_case();
  const ordered_json spec = spec_of(the);
  for (const ordered_json& volume : spec["volumes"]) {
    if (!volume["name"].get<std::string>().starts_with("credential-")) continue;
    RC_ASSERT(volume["emptyDir"] == ordered_json({{"medium", "Memory"}, {"sizeLimit", "64Ki"}}));
  }
}

RC_GTEST_PROP(Exposure, TheTargetsPullSecretsAreInCredentialsOnly, ()) {
  const Case the = any_case();
  const ordered_json spec = spec_of(the);
  const Names mounted = who_mounts(spec, "target-");
  RC_ASSERT(is_only(mounted, "credentials"));
  RC_ASSERT(mounted.empty() == !plan::has_credentials(the.group));
  RC_ASSERT(is_only(who_is_told(spec, "target-"), "credentials"));
}

RC_GTEST_PROP(Exposure, TheApiTokenIsInCredentialsOnlyAndOnlyToCreateSecrets, ()) {
  const Case the = any_case();
  const ordered_json spec = spec_of(the);
  RC_ASSERT(spec["automountServiceAccountToken"] == false);
  const Names mounted = who_mounts(spec, "serviceAccountToken");
  RC_ASSERT(is_only(mounted, "credentials"));
  RC_ASSERT(mounted.empty() == (plan::handoff_of(the.group) != Handoff::secret));
}

RC_GTEST_PROP(Exposure, TheDatabasesPullSecretIsInDatabaseOnly, ()) {
  const Case the = any_case();
  const ordered_json spec = spec_of(the);
  const Names mounted = who_mounts(spec, "database-secret");
  RC_ASSERT(is_only(mounted, "database"));
  RC_ASSERT(mounted.empty() == the.settings.db_pull_secret.empty());
  RC_ASSERT(is_only(who_is_told(spec, "database-secret"), "database"));
}

RC_GTEST_PROP(Exposure, TheScannersPullSecretsAreTheKubeletsOnly, ()) {
  const Case the = any_case();
  const ordered_json spec = spec_of(the);
  RC_ASSERT(who_mounts(spec, "\"scanner-").empty());
  Names named;
  if (spec.contains("imagePullSecrets"))
    for (const ordered_json& reference : spec["imagePullSecrets"])
      named.insert(reference["name"].get<std::string>());
  const auto& wanted = the.settings.scanner_pull_secrets;
  RC_ASSERT(named == Names(wanted.begin(), wanted.end()));
}

RC_GTEST_PROP(Exposure, ATemporarySecretIsReadByItsOwnScannerOnly, ()) {
  const Case the = any_case();
  const ordered_json spec = spec_of(the);
  const bool secret = plan::handoff_of(the.group) == Handoff::secret;
  for (std::size_t i = 0; i < the.group.scans.size(); ++i) {
    const std::string name = manifest::names_of(the.settings.run_id, 0).credential(i);
    Names readers;
    for (const ordered_json& container : containers_of(spec))
      if (container["env"].dump().find('"' + name + '"') != std::string::npos)
        readers.insert(container["name"].get<std::string>());
    RC_ASSERT(readers == (secret ? Names{plan::scan_container(i)} : Names{}));
  }
}

RC_GTEST_PROP(Exposure, OnlyASecretHandoffWithoutAnAccountMakesOne, ()) {
  const Case the = any_case();
  const ordered_json spec = spec_of(the);
  const bool own =
      plan::handoff_of(the.group) == Handoff::secret && the.settings.service_account.empty();
  bool made = false;
  for (const Owned& object : owned_objects(the.group, 0, the.settings, "uid"))
    made = made || object.kind != Owned::Kind::config_map;
  RC_ASSERT(made == own);
  const std::string account = spec.value("serviceAccountName", "");
  RC_ASSERT(account == (own ? names_of(the.settings.run_id, 0).job : the.settings.service_account));
}

RC_GTEST_PROP(Exposure, OnlyRegistriesNamedAsInsecureAreAskedInsecurely, ()) {
  const Case the = any_case();
  const ordered_json spec = spec_of(the);
  const auto& list = the.settings.insecure_registries;
  for (std::size_t i = 0; i < the.group.scans.size(); ++i) {
    const std::string& registry = the.group.scans[i].pulled().registry;
    const bool named = std::find(list.begin(), list.end(), registry) != list.end();
    const auto task = handoff::parse_shim_task(spec["containers"][i]["args"][1].get<std::string>());
    const auto& command = task.value().commands.at(0);
    RC_ASSERT((std::find(command.begin(), command.end(), "--insecure") != command.end()) == named);
  }
}

}  // namespace
}  // namespace kscan::manifest
