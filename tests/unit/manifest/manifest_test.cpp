#include "base/encoding.hpp"
#include "manifest/manifest.hpp"
#include "support/golden.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <set>

namespace kscan::manifest {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

plan::Scan scan(std::string_view image) {
  return {*image::parse(image), true, {}};
}

plan::Group private_group() {
  return {
      "shop", {"regcred", "other.secret"}, {scan("registry.test:5000/team/web:1"), scan("nginx")}};
}

Settings settings() {
  Settings result;
  result.run_id = "x7k2p9qa";
  result.scanner_image = "mirror.test/trivy:0.70.0";
  result.db_repository = "mirror.test/trivy-db:2";
  result.payload = {"BOOT", "XZ-STREAM", "0123abcd"};
  return result;
}

TEST(Job, OfAPrivateGroupIsAsDesigned) {
  Settings with_ca = settings();
  with_ca.registry_ca = "-----BEGIN CERTIFICATE-----\n";
  test::expect_golden("manifest/private-job.json", job(private_group(), 0, with_ca).dump(2) + "\n");
}

TEST(Job, OfAPublicGroupHasNoCredentialsAnywhere) {
  plan::Group group = private_group();
  group.pull_secrets.clear();
  test::expect_golden("manifest/public-job.json", job(group, 1, settings()).dump(2) + "\n");
}

TEST(Job, InMemoryIsAsDesigned) {
  plan::Group group = private_group();
  group.handoff = plan::Handoff::memory;
  test::expect_golden("manifest/memory-job.json", job(group, 0, settings()).dump(2) + "\n");
}

/// Everything that can be asked for at once.
TEST(Job, WithACloudIdentityMirrorsAndSecretsForAllIsAsDesigned) {
  plan::Group group = private_group();
  group.scans = {scan("123.dkr.ecr.eu-west-1.amazonaws.com/team/app:1"),
                 scan("shop.azurecr.io/app:2")};
  group.scans.push_back(scan("registry.test:5000/team/web:1"));
  group.scans.back().mirror = image::parse("mirror.test/copy/web:1").value();
  Settings all = settings();
  all.service_account = "scanner";
  all.scanner_pull_secrets = {"scanner-a", "scanner-b"};
  all.db_pull_secret = "db-login";
  all.java_db_repository = "java.test/trivy-java-db:1";
  all.insecure_registries = {"mirror.test"};
  test::expect_golden("manifest/identity-job.json", job(group, 0, all).dump(2) + "\n");
}

TEST(Job, OfAGroupWithoutAHandoffRunsAsTheAccountThatIsNamed) {
  plan::Group group = private_group();
  group.handoff = plan::Handoff::none;
  Settings with_account = settings();
  with_account.service_account = "scanner";
  const ordered_json spec = job(group, 0, with_account)["spec"]["template"]["spec"];
  EXPECT_EQ(spec["serviceAccountName"], "scanner");
  EXPECT_EQ(spec["automountServiceAccountToken"], false);
  EXPECT_EQ(spec["initContainers"].size(), 1U);
}

TEST(Job, DownloadsTheJavaDatabaseThatIsNamed) {
  Settings java = settings();
  java.java_db_repository = "mirror.test/trivy-java-db:1";
  const std::string text = job(private_group(), 0, java).dump();
  EXPECT_NE(text.find("mirror.test/trivy-java-db:1"), std::string::npos);
  EXPECT_EQ(text.find("emptyJavaDbDir\\\":\\\"/"), std::string::npos);
}

/// Pod Security `restricted`, as pod-security-admission v1.34 checks it.
TEST(Job, GoesWhereThePodsRunWhosePlatformNobodyMayRead) {
  plan::Group group = private_group();
  EXPECT_FALSE(job(group, 0, settings()).at("spec").at("template").at("spec").contains("affinity"));
  group.beside = {{"app", "web"}, {"tier", "front"}};
  const ordered_json spec = job(group, 0, settings()).at("spec").at("template").at("spec");
  EXPECT_EQ(spec.at("nodeSelector").at("kubernetes.io/arch"), "amd64");
  EXPECT_EQ(spec.at("affinity").dump(),
            R"({"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[)"
            R"({"labelSelector":{"matchLabels":{"app":"web","tier":"front"}},)"
            R"("topologyKey":"kubernetes.io/arch"}]}})");
}

TEST(Job, PassesTheRestrictedPodSecurityStandard) {
  const ordered_json spec = job(private_group(), 0, settings())["spec"]["template"]["spec"];
  EXPECT_EQ(spec["securityContext"]["runAsNonRoot"], true);
  EXPECT_EQ(spec["securityContext"]["seccompProfile"]["type"], "RuntimeDefault");
  const std::set<std::string> allowed{
      "configMap", "downwardAPI", "emptyDir", "projected", "secret"};
  for (const ordered_json& volume : spec["volumes"])
    for (const auto& [key, value] : volume.items())
      EXPECT_TRUE(key == "name" || allowed.contains(key)) << key;
  for (const char* list : {"initContainers", "containers"})
    for (const ordered_json& container : spec[list]) {
      EXPECT_EQ(container["securityContext"]["allowPrivilegeEscalation"], false);
      EXPECT_EQ(container["securityContext"]["capabilities"]["drop"], ordered_json::array({"ALL"}));
      EXPECT_TRUE(container["resources"].contains("limits")) << container["name"];
    }
}

TEST(Job, GivesTheServiceAccountTokenToOneContainerOnly) {
  const ordered_json spec = job(private_group(), 0, settings())["spec"]["template"]["spec"];
  EXPECT_EQ(spec["automountServiceAccountToken"], false);
  std::string with_token;
  for (const char* list : {"initContainers", "containers"})
    for (const ordered_json& container : spec[list])
      for (const ordered_json& mount : container["volumeMounts"])
        if (mount["name"] == "api" || mount["name"] == "pull-secrets")
          with_token += container["name"].get<std::string>() + " ";
  EXPECT_EQ(with_token, "credentials credentials ");
}

TEST(Job, LetsNoContainerWriteWhatAnotherOneRunsOrReads) {
  const ordered_json spec = job(private_group(), 0, settings())["spec"]["template"]["spec"];
  std::map<std::string, std::vector<std::string>> writers;
  std::map<std::string, std::set<std::string>> mounters;
  for (const char* list : {"initContainers", "containers"})
    for (const ordered_json& container : spec[list])
      for (const ordered_json& mount : container["volumeMounts"]) {
        const auto volume = mount["name"].get<std::string>();
        const auto name = container["name"].get<std::string>();
        mounters[volume].insert(name);
        if (!mount.contains("readOnly")) writers[volume].push_back(name);
      }
  for (const auto& [volume, names] : writers) {
    ASSERT_EQ(names.size(), 1U) << volume;
    if (volume == "database")
      EXPECT_EQ(names[0], "database");
    else
      EXPECT_EQ(mounters[volume].size(), 1U) << volume;
  }
}

/// Also those that are created later.
void collect(std::vector<Owned>& into, const std::vector<Owned>& objects) {
  for (const Owned& object : objects) {
    into.push_back(object);
    collect(into, object.then);
  }
}

std::vector<Owned> all_owned(const plan::Group& group, const Settings& with = settings()) {
  std::vector<Owned> result;
  collect(result, owned_objects(group, 0, with, "uid-1"));
  return result;
}

TEST(Names, FitIntoADnsLabel) {
  const Names names = names_of("x7k2p9qa", 12345);
  for (const std::string& name :
       {names.job, names.registry_ca, names.agent_part(2), names.credential(7)})
    EXPECT_LE(name.size(), 63U) << name;
}

TEST(OwnedObjects, AreOwnedByTheJobAndLabelled) {
  const auto objects = all_owned(private_group());
  std::string kinds;
  for (const Owned& object : objects) {
    const json body = json::parse(object.body);
    kinds += body["kind"].get<std::string>() + " ";
    EXPECT_EQ(body["metadata"]["name"], object.name);
    EXPECT_EQ(body["metadata"]["namespace"], "shop");
    EXPECT_EQ(body["metadata"]["labels"]["app.kubernetes.io/managed-by"], "kubectl-scan");
    EXPECT_EQ(body["metadata"]["ownerReferences"],
              json::parse(R"([{"apiVersion": "batch/v1", "kind": "Job",
                               "name": "kubectl-scan-x7k2p9qa-0", "uid": "uid-1"}])"));
  }
  EXPECT_EQ(kinds, "ConfigMap ServiceAccount Role RoleBinding ");
}

TEST(OwnedObjects, GrantNothingButTheCreationOfSecrets) {
  for (const Owned& object : all_owned(private_group()))
    if (object.kind == Owned::Kind::role) {
      EXPECT_EQ(
          json::parse(object.body)["rules"],
          json::parse(R"([{"apiGroups": [""], "resources": ["secrets"], "verbs": ["create"]}])"));
    }
}

TEST(OwnedObjects, BindARoleOnlyOnceItExists) {
  for (const Owned& object : owned_objects(private_group(), 0, settings(), "u")) {
    EXPECT_NE(object.kind, Owned::Kind::role_binding);
    EXPECT_EQ(object.then.size(), object.kind == Owned::Kind::role ? 1U : 0U);
  }
}

TEST(OwnedObjects, OfAPublicGroupAreConfigMapsOnly) {
  plan::Group group = private_group();
  group.pull_secrets.clear();
  for (const Owned& object : all_owned(group))
    EXPECT_EQ(object.kind, Owned::Kind::config_map);
}

TEST(OwnedObjects, CarryTheAgentInEqualPartsUnderTheLimit) {
  const std::string bootstrap(90'000, 'b');
  std::string agent;
  for (int i = 0; i < 1'900'000; ++i)
    agent += static_cast<char>(i * 7 + i / 256);
  Settings large = settings();
  large.payload = {bootstrap, agent, "0"};
  std::string joined;
  std::size_t parts = 0;
  for (const Owned& object : all_owned(private_group(), large)) {
    if (object.kind != Owned::Kind::config_map) continue;
    std::size_t size = 0;
    const json data = json::parse(object.body)["binaryData"];
    for (const auto& [key, value] : data.items()) {
      const std::string bytes = *base64_decode(value.get<std::string>());
      size += bytes.size();
      if (key == "bootstrap")
        EXPECT_EQ(bytes, bootstrap);
      else
        joined += bytes;
    }
    EXPECT_LE(size, max_part);
    EXPECT_GT(size, max_part * 9 / 10);
    ++parts;
  }
  EXPECT_EQ(parts, 3U);
  EXPECT_EQ(joined, agent);
}

}  // namespace
}  // namespace kscan::manifest
