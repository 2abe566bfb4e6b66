#include "handoff/handoff.hpp"
#include "manifest/manifest.hpp"
#include "manifest/overrides.hpp"
#include "manifest/quantity.hpp"
#include "support/golden.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace kscan::manifest {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using ::testing::Contains;
using ::testing::HasSubstr;

plan::Group group() {
  return {"shop", {"regcred"}, {{*image::parse("registry.test:5000/team/web:1"), true, {}}}};
}

Settings settings() {
  Settings result;
  result.run_id = "x7k2p9qa";
  result.scanner_image = "mirror.test/trivy:0.70.0";
  result.db_repository = "mirror.test/trivy-db:2";
  result.payload = {"BOOT", "XZ-STREAM", "0123abcd"};
  return result;
}

ordered_json pod_of(const Settings& with) {
  return job(group(), 0, with)["spec"]["template"];
}

std::vector<std::string> command_of(const ordered_json& container) {
  const auto task = handoff::parse_shim_task(container["args"][1].get<std::string>());
  return task->commands.back();
}

std::string env_of(const ordered_json& container, std::string_view name) {
  for (const ordered_json& variable : container["env"])
    if (variable["name"] == name) return variable["value"].get<std::string>();
  return {};
}

/// Everything that can be asked for at once.
TEST(Knobs, AllTogetherGiveThisJob) {
  Settings all = settings();
  all.scanner = {.command = "/opt/scanner",
                 .arguments = {"--pkg-types", "os,library"},
                 .server_url = {},
                 .db_cache_pvc = "trivy-cache",
                 .image_timeout = std::chrono::seconds(120),
                 .username_env = "REG_USER",
                 .password_env = "REG_PASS"};
  all.pod.image_pull_policy = "Always";
  all.pod.tolerations = {
      {.key = "dedicated", .exists = false, .value = "ci", .effect = "NoSchedule"},
      {.key = "spot", .exists = true}};
  all.pod.node_selector = {{"pool", "scan"}, {"kubernetes.io/arch", "arm64"}};
  all.pod.requests = {{"cpu", "1"}};
  all.pod.limits = {{"cpu", "2"}, {"memory", "3Gi"}};
  all.pod.priority_class = "low";
  all.pod.labels = {{"team", "sec"}, {"kubectl-scan.dev/run", "stolen"}};
  all.pod.annotations = {{"policy/reason", "scan, weekly"}};
  all.pod.overrides = R"({"spec": {"hostNetwork": true}})";
  all.pod.run_as_user = 1000;
  all.pod.http_proxy = "http://proxy:3128";
  all.pod.no_proxy = "registry.test";
  test::expect_golden("manifest/knobs-job.json", job(group(), 0, all).dump(2) + "\n");
}

TEST(Knobs, CannotTakeAPodFromItsRun) {
  Settings thief = settings();
  thief.pod.labels = {{"kubectl-scan.dev/run", "stolen"}};
  thief.pod.overrides = R"({"metadata": {"labels": {"kubectl-scan.dev/run": null,
                                                   "kubectl-scan.dev/group": "7"}}})";
  const ordered_json pod = pod_of(thief);
  EXPECT_EQ(pod["metadata"]["labels"]["kubectl-scan.dev/run"], "x7k2p9qa");
  EXPECT_EQ(pod["metadata"]["labels"]["kubectl-scan.dev/group"], "0");
}

TEST(Knobs, LabelAllThatIsCreated) {
  Settings labelled = settings();
  labelled.pod.labels = {{"team", "sec"}};
  EXPECT_EQ(job(group(), 0, labelled)["metadata"]["labels"]["team"], "sec");
  for (const Owned& object : owned_objects(group(), 0, labelled, "uid"))
    EXPECT_EQ(json::parse(object.body)["metadata"]["labels"]["team"], "sec") << object.name;
}

TEST(User, IsLeftToTheClusterWhereItChooses) {
  Settings openshift = settings();
  openshift.pod.cluster_chooses_user = true;
  const ordered_json chosen = pod_of(openshift)["spec"]["securityContext"];
  for (const char* member : {"runAsUser", "runAsGroup", "fsGroup"})
    EXPECT_FALSE(chosen.contains(member)) << member;
  EXPECT_EQ(chosen["runAsNonRoot"], true);
  openshift.pod.run_as_user = 0;
  const ordered_json named = pod_of(openshift)["spec"]["securityContext"];
  EXPECT_EQ(named["runAsUser"], 0);
  EXPECT_EQ(named["runAsNonRoot"], false);
}

TEST(Database, OfAVolumeIsMountedReadOnlyAndNotDownloaded) {
  Settings volume = settings();
  volume.scanner.db_cache_pvc = "trivy-cache";
  const ordered_json spec = pod_of(volume)["spec"];
  ASSERT_EQ(spec["initContainers"].size(), 1U);
  EXPECT_EQ(spec["initContainers"][0]["name"], "credentials");
  EXPECT_THAT(spec["volumes"].dump(), HasSubstr(R"("claimName":"trivy-cache","readOnly":true)"));
  const auto task = handoff::parse_shim_task(spec["containers"][0]["args"][1].get<std::string>());
  EXPECT_EQ(task->empty_java_db_dir, "/kscan/work/cache/java-db");
}

TEST(Database, OfAServerIsNowhereInThePod) {
  Settings server = settings();
  server.scanner.server_url = "http://trivy:4954";
  const ordered_json spec = pod_of(server)["spec"];
  EXPECT_EQ(spec.dump().find("/kscan/database"), std::string::npos);
  const auto command = command_of(spec["containers"][0]);
  EXPECT_THAT(command, Contains("--server"));
  EXPECT_THAT(command, Contains("http://trivy:4954"));
  EXPECT_EQ(std::ranges::find(command, "--skip-db-update"), command.end());
}

TEST(InitContainers, AreAbsentWhereThereIsNothingToPrepare) {
  Settings server = settings();
  server.scanner.server_url = "http://trivy:4954";
  plan::Group open = group();
  open.pull_secrets.clear();
  EXPECT_FALSE(job(open, 0, server)["spec"]["template"]["spec"].contains("initContainers"));
}

TEST(ScannerArguments, StandBeforeTheImage) {
  Settings with = settings();
  with.scanner.arguments = {"--debug"};
  with.scanner.image_timeout = std::chrono::seconds(90);
  const auto command = command_of(pod_of(with)["spec"]["containers"][0]);
  ASSERT_GE(command.size(), 3U);
  EXPECT_EQ(command[command.size() - 3], "--debug");
  EXPECT_EQ(command[command.size() - 2], "--");
  EXPECT_THAT(command, Contains("90s"));
}

TEST(Proxy, NeverStandsBetweenTheAgentAndTheApiServer) {
  Settings with = settings();
  with.pod.http_proxy = "http://proxy:3128/$(HOME)";
  const ordered_json spec = pod_of(with)["spec"];
  for (const char* list : {"initContainers", "containers"})
    for (const ordered_json& container : spec[list]) {
      EXPECT_EQ(env_of(container, "NO_PROXY"), "$(KUBERNETES_SERVICE_HOST)");
      EXPECT_EQ(env_of(container, "HTTPS_PROXY"), "http://proxy:3128/$$(HOME)") << "as written";
    }
}

TEST(LoginVariables, AreAskedForOnlyWhereThereIsALogin) {
  Settings with = settings();
  with.scanner.username_env = "REG_USER";
  plan::Group open = group();
  open.pull_secrets.clear();
  EXPECT_THAT(pod_of(with).dump(), HasSubstr("REG_USER"));
  EXPECT_EQ(job(open, 0, with).dump().find("REG_USER"), std::string::npos);
}

TEST(Overrides, MergeNamedElementsAndReplaceOtherLists) {
  ordered_json pod = ordered_json::parse(R"({"spec": {
    "containers": [{"name": "a", "image": "x", "env": [{"name": "E", "value": "1"}]},
                   {"name": "b", "image": "y"}],
    "tolerations": [{"key": "old"}], "priorityClassName": "p"}})");
  apply_overrides(pod, R"({"spec": {
    "containers": [{"name": "a", "env": [{"name": "F", "value": "2"}]}],
    "tolerations": [{"key": "new"}], "priorityClassName": null}})");
  EXPECT_EQ(pod, ordered_json::parse(R"({"spec": {
    "containers": [{"name": "a", "image": "x",
                    "env": [{"name": "E", "value": "1"}, {"name": "F", "value": "2"}]},
                   {"name": "b", "image": "y"}],
    "tolerations": [{"key": "new"}]}})"));
}

TEST(Overrides, OfAnyShapeDoNoHarm) {
  for (const char* text : {"{}",
                           R"({"spec": null})",
                           R"({"metadata": 1})",
                           R"({"spec": []})",
                           R"({"metadata": {"labels": []}})",
                           "[]",
                           "nonsense",
                           ""}) {
    Settings odd = settings();
    odd.pod.overrides = text;
    EXPECT_EQ(pod_of(odd)["metadata"]["labels"]["kubectl-scan.dev/run"], "x7k2p9qa") << text;
  }
}

TEST(CheckOverrides, WantsAnObjectOfReasonableDepth) {
  EXPECT_TRUE(check_overrides(R"({"spec": {}})"));
  EXPECT_EQ(check_overrides("[]").error().message(), "a JSON object is expected");
  EXPECT_EQ(check_overrides("{").error().message(), "that is not valid JSON");
  std::string deep;
  for (int i = 0; i < 100'000; ++i)
    deep += R"({"a":)";
  EXPECT_FALSE(check_overrides(deep));
  std::string whole = R"({"a":)" + std::string(50, '[') + std::string(50, ']') + "}";
  EXPECT_EQ(check_overrides(whole).error().message(), "the JSON is nested too deeply");
}

TEST(Quantity, IsReadAsKubernetesReadsIt) {
  EXPECT_EQ(parse_quantity("100m").value(), 0.1);
  EXPECT_EQ(parse_quantity("2Gi").value(), 2147483648.0);
  EXPECT_EQ(parse_quantity("1.5").value(), 1.5);
  EXPECT_EQ(parse_quantity("2e3").value(), 2000.0);
  EXPECT_EQ(parse_quantity("1E").value(), 1e18);
  for (const char* wrong : {"", "Gi", "-1", "1GB", "1.2.3", "0x10", "1 Gi", "e3", ".", "1e999"})
    EXPECT_FALSE(parse_quantity(wrong)) << wrong;
}

TEST(Quantity, IsDoubledInItsOwnUnit) {
  EXPECT_EQ(doubled("2Gi"), "4Gi");
  EXPECT_EQ(doubled("1.5Gi"), "3Gi");
  EXPECT_EQ(doubled("512M"), "1024M");
  EXPECT_EQ(doubled("2147483648"), "4294967296");
}

}  // namespace
}  // namespace kscan::manifest
