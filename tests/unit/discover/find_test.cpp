#include "discover/discover.hpp"
#include "object_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::discover {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using workload::Namespaces;
using workload::Nodes;
using workload::Objects;
using workload::PodImages;
using workload::Skip;
using workload::Types;

const std::string core = "/api/v1 ";
const std::string apps = "/apis/apps/v1 ";
const std::string batch = "/apis/batch/v1 ";

json metadata(const std::string& name, const std::string& uid, const std::string& ns = "shop") {
  json result = {{"name", name}, {"uid", uid}};
  if (!ns.empty()) result["namespace"] = ns;
  return result;
}

json reference(const std::string& api,
               const std::string& kind,
               const std::string& name,
               const std::string& uid) {
  return {{"apiVersion", api}, {"kind", kind}, {"name", name}, {"uid", uid}, {"controller", true}};
}

json pod(const std::string& name, const std::string& image, const std::string& ns = "shop") {
  return {{"kind", "Pod"},
          {"metadata", metadata(name, "uid-" + name, ns)},
          {"spec",
           {{"imagePullSecrets", {{{"name", "regcred"}}}},
            {"containers", {{{"name", "app"}, {"image", image}}}}}}};
}

json owned(json object, const json& owner) {
  object["metadata"]["ownerReferences"] = {owner};
  return object;
}

json labelled(json object, const std::string& label, const std::string& value) {
  object["metadata"]["labels"][label] = value;
  return object;
}

json on_node(json object, const std::string& node) {
  object["spec"]["nodeName"] = node;
  return object;
}

json workload_object(const std::string& kind, const std::string& name, const std::string& image) {
  return {{"kind", kind},
          {"metadata", metadata(name, "uid-" + name)},
          {"spec",
           {{"selector", {{"matchLabels", {{"app", name}}}}},
            {"template", {{"spec", {{"containers", {{{"name", "app"}, {"image", image}}}}}}}}}}};
}

json node(const std::string& name,
          const std::string& architecture,
          const std::string& os = "linux") {
  json result = {{"kind", "Node"}, {"metadata", metadata(name, "uid-" + name, "")}};
  result["metadata"]["labels"] = {{"kubernetes.io/arch", architecture}, {"kubernetes.io/os", os}};
  return result;
}

json name_space(const std::string& name, bool ignored = false) {
  json result = {{"kind", "Namespace"}, {"metadata", metadata(name, "uid-" + name, "")}};
  if (ignored) result["metadata"]["annotations"]["kubectl-scan.dev/ignore"] = "true";
  return result;
}

const std::string core_types = R"({"kind":"APIGroupDiscoveryList","items":[]})";
const std::string custom_types = R"({"kind":"APIGroupDiscoveryList","items":[
  {"metadata":{"name":"argoproj.io"},"versions":[{"version":"v1alpha1","resources":[
    {"resource":"rollouts","responseKind":{"group":"argoproj.io","version":"v1alpha1",
     "kind":"Rollout"},"scope":"Namespaced","singularResource":"rollout","verbs":["get","list"],
     "categories":["all"]},
    {"resource":"secrets","responseKind":{"group":"argoproj.io","version":"v1alpha1",
     "kind":"Secret"},"scope":"Namespaced","verbs":["get","list"],"categories":["vault"]},
    {"resource":"keys","responseKind":{"group":"argoproj.io","version":"v1alpha1",
     "kind":"Key"},"scope":"Namespaced","verbs":["get","list"],"categories":["vault"]}]}]}]})";

class FindTest : public testing::Test {
protected:
  FindTest() {
    m_transport.on(http::Method::get, "/api").reply(200, core_types).always();
    m_transport.on(http::Method::get, "/apis").reply(200, custom_types).always();
    for (const char* types : {"/api/v1 pods",
                              "/api/v1 namespaces",
                              "/api/v1 nodes",
                              "/api/v1 replicationcontrollers",
                              "/api/v1 serviceaccounts",
                              "/apis/apps/v1 deployments",
                              "/apis/apps/v1 replicasets",
                              "/apis/apps/v1 statefulsets",
                              "/apis/apps/v1 daemonsets",
                              "/apis/batch/v1 jobs",
                              "/apis/batch/v1 cronjobs",
                              "/apis/argoproj.io/v1alpha1 rollouts"})
      m_api.serve(types);
  }

  Discovered find(Query query) {
    query.ns = "shop";
    return discover::find({m_client, m_loop, m_types}, query);
  }
  Error failure(const Query& query) {
    try {
      static_cast<void>(find(query));
    } catch (const Error& error) {
      return error;
    }
    return {Errc::internal, "it did not fail"};
  }

  /// A Deployment of two pods in the midst of a rollout.
  void add_web() {
    m_api.add(apps + "deployments", workload_object("Deployment", "web", "app:2"));
    for (const char* revision : {"1", "2"}) {
      const std::string name = std::string("web-") + revision;
      m_api.add(apps + "replicasets",
                owned(workload_object("ReplicaSet", name, std::string("app:") + revision),
                      reference("apps/v1", "Deployment", "web", "uid-web")));
      m_api.add(core + "pods",
                labelled(owned(pod(name + "-x", std::string("app:") + revision),
                               reference("apps/v1", "ReplicaSet", name, "uid-" + name)),
                         "app",
                         "web"));
    }
  }

  kscan::test::FakeLoop m_loop;
  kscan::test::FakeTransport m_transport{m_loop};
  test::ObjectApi m_api{m_transport};
  kube::Client m_client{m_transport, m_loop, {.retry = {.attempts = 1}}};
  kube::Discovery m_types{m_client, m_loop, std::nullopt};
};

/// "Deployment/web app:1", one per container.
std::vector<std::string> lines(const std::vector<PodImages>& pods) {
  std::vector<std::string> result;
  for (const PodImages& pod : pods)
    for (const auto& image : pod.containers) {
      const auto target = target_of(pod, image);
      result.push_back((pod.is_template() ? "template of " : "") + target.kind + "/" + target.name
                       + " " + image.image);
    }
  std::ranges::sort(result);
  return result;
}

TEST_F(FindTest, FindsNamedPods) {
  m_api.add(core + "pods", pod("web-0", "app:1"));
  m_api.add(core + "pods", pod("web-1", "app:2"));
  m_api.add(core + "pods", pod("other", "app:3"));
  const auto found = find({.request = Objects{{{"pod", "web-1"}, {"po", "web-0"}}}});
  EXPECT_THAT(lines(found.pods), ElementsAre("Pod/web-0 app:1", "Pod/web-1 app:2"));
  EXPECT_THAT(found.warnings, IsEmpty());
}

TEST_F(FindTest, SaysInKubectlsWordsThatThereIsNoSuchPod) {
  EXPECT_EQ(failure({.request = Objects{{{"pod", "nope"}}}}).message(),
            "Error from server (NotFound): pods \"nope\" not found");
  EXPECT_THAT(find({.request = Objects{{{"pod", "nope"}}}, .ignore_not_found = true}).pods,
              IsEmpty());
}

TEST_F(FindTest, SaysInKubectlsWordsThatThereIsNoSuchType) {
  EXPECT_EQ(failure({.request = Objects{{{"podz", "web"}}}}).message(),
            "the server doesn't have a resource type \"podz\"");
}

TEST_F(FindTest, FindsAllRevisionsThatRunOfADeployment) {
  add_web();
  const auto found = find({.request = Objects{{{"deploy", "web"}}}});
  EXPECT_THAT(lines(found.pods), ElementsAre("Deployment/web app:1", "Deployment/web app:2"));
  EXPECT_THAT(m_api.asked(),
              ElementsAre("/api/v1/namespaces/shop/pods?labelSelector=app%3Dweb",
                          "/apis/apps/v1/namespaces/shop/deployments/web",
                          "metadata: /api/v1/namespaces/shop",
                          "metadata: /apis/apps/v1/namespaces/shop/replicasets/web-1",
                          "metadata: /apis/apps/v1/namespaces/shop/replicasets/web-2"));
}

TEST_F(FindTest, TakesNoPodThatOnlyHasTheLabels) {
  add_web();
  m_api.add(core + "pods", labelled(pod("stranger", "evil:1"), "app", "web"));
  m_api.add(core + "pods",
            labelled(owned(pod("impostor", "evil:2"),
                           reference("apps/v1", "ReplicaSet", "web-1", "uid-of-another-web-1")),
                     "app",
                     "web"));
  EXPECT_THAT(lines(find({.request = Objects{{{"deploy", "web"}}}}).pods),
              Not(Contains(HasSubstr("evil"))));
}

TEST_F(FindTest, TakesTheTemplateWhereNothingRuns) {
  m_api.add(apps + "deployments", workload_object("Deployment", "web", "app:2"));
  m_api.add(
      core + "serviceaccounts",
      {{"metadata", metadata("default", "1")}, {"imagePullSecrets", {{{"name", "from-sa"}}}}});
  const auto found = find({.request = Objects{{{"deployment.apps", "web"}}}});
  ASSERT_THAT(lines(found.pods), ElementsAre("template of Deployment/web app:2"));
  EXPECT_THAT(found.pods[0].pull_secrets, ElementsAre("from-sa"));
  EXPECT_THAT(found.warnings, IsEmpty());
  EXPECT_THAT(find({.request = Objects{{{"deploy", "web"}}}, .running_only = true}).pods,
              IsEmpty());
}

TEST_F(FindTest, WarnsWhereTheServiceAccountMayNotBeRead) {
  m_api.add(apps + "deployments", workload_object("Deployment", "web", "app:2"));
  m_api.forbid("/api/v1/namespaces/shop/serviceaccounts");
  const auto found = find({.request = Types{{"deploy"}}});
  EXPECT_THAT(lines(found.pods), ElementsAre("template of Deployment/web app:2"));
  EXPECT_THAT(found.warnings,
              ElementsAre(HasSubstr("the pull secrets of service account \"default\" in namespace "
                                    "\"shop\" are not known: Error from server (Forbidden)")));
}

TEST_F(FindTest, ClimbsFromPodsOfJobsToTheirCronJob) {
  json cron_job = {{"kind", "CronJob"}, {"metadata", metadata("report", "uid-report")}};
  cron_job["spec"]["jobTemplate"]["spec"]["template"] =
      workload_object("", "", "report:1")["spec"]["template"];
  m_api.add(batch + "cronjobs", cron_job);
  m_api.add(batch + "jobs",
            owned(workload_object("Job", "report-1", "report:1"),
                  reference("batch/v1", "CronJob", "report", "uid-report")));
  m_api.add(core + "pods",
            labelled(owned(pod("report-1-x", "report:0"),
                           reference("batch/v1", "Job", "report-1", "uid-report-1")),
                     "batch.kubernetes.io/job-name",
                     "report-1"));
  EXPECT_THAT(lines(find({.request = Objects{{{"cj", "report"}}}}).pods),
              ElementsAre("CronJob/report report:0"));
}

TEST_F(FindTest, ShowsTheControllerWhereItsOwnerMayNotBeRead) {
  add_web();
  m_api.forbid("/apis/apps/v1/namespaces/shop/replicasets");
  const auto found = find({.request = Namespaces{}});
  EXPECT_THAT(lines(found.pods), ElementsAre("ReplicaSet/web-1 app:1", "ReplicaSet/web-2 app:2"));
  EXPECT_THAT(
      found.warnings,
      ElementsAre("replicasets.apps may not be read in namespace \"shop\": what they run is "
                  "reported against them, and not against what made them"));
}

/// A pod in each of ten namespaces, all of one Deployment's name.
void add_ten(test::ObjectApi& api) {
  for (int i = 0; i < 10; ++i) {
    const std::string ns = "ns-" + std::to_string(i);
    json set = owned(workload_object("ReplicaSet", "web-1", "app:1"),
                     reference("apps/v1", "Deployment", "web", "uid-web-" + ns));
    set["metadata"]["namespace"] = ns;
    set["metadata"]["uid"] = "uid-" + ns;
    api.add(apps + "replicasets", set);
    api.add(core + "pods",
            owned(pod("web-1-x", "app:1", ns),
                  reference("apps/v1", "ReplicaSet", "web-1", "uid-" + ns)));
  }
}

TEST_F(FindTest, ReadsTheOwnersOfManyNamespacesInOneList) {
  add_ten(m_api);
  const auto found = find({.request = Namespaces{}, .all_namespaces = true});
  EXPECT_THAT(m_api.asked(), Contains("metadata: /apis/apps/v1/replicasets"));
  EXPECT_THAT(m_api.asked(), Not(Contains(HasSubstr("/replicasets/"))));
  EXPECT_THAT(lines(found.pods), testing::Each("Deployment/web app:1"));
}

TEST_F(FindTest, ReadsTheOwnersOfEachNamespaceWhereAllMayNotBeListed) {
  add_ten(m_api);
  m_api.forbid("/apis/apps/v1/replicasets");
  m_api.forbid("/apis/apps/v1/namespaces/ns-3/");
  const auto found = find({.request = Namespaces{}, .all_namespaces = true});
  ASSERT_THAT(found.pods, SizeIs(10));
  for (const PodImages& images : found.pods)
    EXPECT_EQ(images.owner.kind, images.pod.ns == "ns-3" ? "ReplicaSet" : "Deployment");
  EXPECT_THAT(found.warnings,
              ElementsAre(HasSubstr("replicasets.apps may not be read in namespace \"ns-3\"")));
}

TEST_F(FindTest, OwnersOfManyNamespacesMayBeOfATypeThatIsGone) {
  for (int i = 0; i < 10; ++i)
    m_api.add(core + "pods",
              owned(pod("web-1-x", "app:1", "ns-" + std::to_string(i)),
                    reference("apps/v1", "ReplicaSet", "web-1", "uid-" + std::to_string(i))));
  const auto found = find({.request = Namespaces{}, .all_namespaces = true});
  EXPECT_THAT(m_api.asked(), Contains("metadata: /apis/apps/v1/replicasets"));
  EXPECT_THAT(lines(found.pods), testing::Each("ReplicaSet/web-1 app:1"));
}

TEST_F(FindTest, SaysOnceThatOwnersMayNotBeRead) {
  add_ten(m_api);
  m_api.forbid("/apis/apps/v1/");
  EXPECT_THAT(find({.request = Namespaces{}, .all_namespaces = true}).warnings,
              ElementsAre(HasSubstr("replicasets.apps may not be read in 10 namespaces")));
}

TEST_F(FindTest, ListsManyControllersAtOnce) {
  for (int i = 0; i < 6; ++i) {
    const std::string name = "set-" + std::to_string(i);
    m_api.add(apps + "replicasets",
              owned(workload_object("ReplicaSet", name, "app:1"),
                    reference("apps/v1", "Deployment", "web", "uid-web")));
    m_api.add(
        core + "pods",
        owned(pod(name + "-x", "app:1"), reference("apps/v1", "ReplicaSet", name, "uid-" + name)));
  }
  const auto found = find({.request = Namespaces{}});
  EXPECT_THAT(m_api.asked(),
              ElementsAre("/api/v1/namespaces/shop/pods",
                          "metadata: /api/v1/namespaces/shop",
                          "metadata: /apis/apps/v1/namespaces/shop/replicasets"));
  ASSERT_THAT(found.pods, SizeIs(1)) << "of one owner and equal";
  EXPECT_EQ(found.pods[0].count, 6U);
  EXPECT_EQ(found.pods[0].pod.name, "set-0-x");
  EXPECT_THAT(found.pods[0].also, IsEmpty());
}

TEST_F(FindTest, ClimbsThroughCustomResourcesToTheOneThatIsAskedFor) {
  m_api.add("/apis/argoproj.io/v1alpha1 rollouts", workload_object("Rollout", "canary", "app:9"));
  m_api.add(apps + "statefulsets",
            owned(workload_object("StatefulSet", "db", "db:1"),
                  reference("argoproj.io/v1alpha1", "Rollout", "canary", "uid-canary")));
  m_api.add(core + "pods",
            owned(pod("db-0", "db:1"), reference("apps/v1", "StatefulSet", "db", "uid-db")));
  EXPECT_THAT(lines(find({.request = Objects{{{"rollout", "canary"}}}}).pods),
              ElementsAre("Rollout/canary db:1"));
}

TEST_F(FindTest, ScansThePodsOfANamespaceAndNotItsTemplates) {
  add_web();
  m_api.add(apps + "deployments", workload_object("Deployment", "idle", "idle:1"));
  EXPECT_THAT(lines(find({.request = Namespaces{}}).pods),
              ElementsAre("Deployment/web app:1", "Deployment/web app:2"));
}

TEST_F(FindTest, AllIsWhatRunsAndWhatCould) {
  add_web();
  m_api.add(core + "pods", pod("bare", "bare:1"));
  m_api.add(apps + "deployments", workload_object("Deployment", "idle", "idle:1"));
  m_api.add("/apis/argoproj.io/v1alpha1 rollouts", workload_object("Rollout", "canary", "app:9"));
  EXPECT_THAT(lines(find({.request = Types{{"all"}}}).pods),
              ElementsAre("Deployment/web app:1",
                          "Deployment/web app:2",
                          "Pod/bare bare:1",
                          "template of Deployment/idle idle:1",
                          "template of Rollout/canary app:9"));
}

TEST_F(FindTest, WhatMayNotBeListedIsLeftOutOfAll) {
  m_api.add(core + "pods", pod("bare", "bare:1"));
  m_api.add(apps + "deployments", workload_object("Deployment", "idle", "idle:1"));
  m_api.forbid("/apis/batch/v1/namespaces/shop/cronjobs");
  m_api.forbid("/apis/argoproj.io");
  const auto found = find({.request = Types{{"all"}}});
  EXPECT_THAT(lines(found.pods),
              ElementsAre("Pod/bare bare:1", "template of Deployment/idle idle:1"));
  EXPECT_THAT(found.warnings,
              ElementsAre(HasSubstr("cronjobs.batch are left out: Error from server (Forbidden)"),
                          HasSubstr("rollouts.argoproj.io are left out: "),
                          HasSubstr("service account")));
}

TEST_F(FindTest, AllWithoutThePodsIsAnError) {
  add_web();
  m_api.forbid("/api/v1/namespaces/shop/pods");
  EXPECT_EQ(failure({.request = Types{{"all"}}}).code(), Errc::forbidden)
      << "what runs would be told as idle";
}

TEST_F(FindTest, FailsWhereNothingOfAllMayBeListed) {
  m_api.forbid("/api/v1/namespaces/");
  m_api.forbid("/apis/");
  const Error error = failure({.request = Types{{"all"}}});
  EXPECT_EQ(error.code(), Errc::forbidden);
  EXPECT_THAT(error.message(), HasSubstr("/pods"));
}

TEST_F(FindTest, FailsWhereOneOfTwoTypesMayNotBeListed) {
  m_api.forbid("/apis/batch/v1/namespaces/shop/cronjobs");
  EXPECT_EQ(failure({.request = Types{{"deploy", "cj"}}}).code(), Errc::forbidden);
}

TEST_F(FindTest, OfSeveralThatAreNotThereNamesTheFirst) {
  for (const auto& names : {std::pair{"b", "a"}, {"a", "b"}})
    EXPECT_THAT(
        failure({.request = Objects{{{"pod", names.first}, {"deploy", names.second}}}}).message(),
        HasSubstr("pods \"" + std::string(names.first) + "\" not found"));
}

TEST_F(FindTest, LooksForTemplatesWhereItIsToldButNotInKubernetesOwnTypes) {
  json canary = workload_object("Rollout", "canary", "app:9");
  canary["spec"]["pod"] = canary["spec"]["template"]["spec"];
  canary["spec"].erase("template");
  m_api.add("/apis/argoproj.io/v1alpha1 rollouts", canary);
  m_api.add(apps + "deployments", workload_object("Deployment", "idle", "idle:1"));
  EXPECT_THAT(
      lines(find({.request = Types{{"all"}}, .template_path = "spec.pod"}).pods),
      ElementsAre("template of Deployment/idle idle:1", "template of Rollout/canary app:9"));
}

TEST_F(FindTest, ATemplateIsNotHiddenByAPodThatEnded) {
  json once = pod("once-x", "once:1");
  once["status"]["phase"] = "Succeeded";
  once["status"]["containerStatuses"] = {{{"name", "app"}, {"imageID", "once@sha256:1"}}};
  m_api.add(batch + "jobs", workload_object("Job", "once", "once:2"));
  m_api.add(core + "pods",
            labelled(owned(once, reference("batch/v1", "Job", "once", "uid-once")), "app", "once"));
  EXPECT_THAT(lines(find({.request = Objects{{{"job", "once"}}}}).pods),
              ElementsAre("Job/once once:1", "template of Job/once once:2"));
}

TEST_F(FindTest, TakesThePlatformThatAPendingPodAsksFor) {
  json pending = pod("a", "app:1");
  pending["spec"]["nodeSelector"] = {{"kubernetes.io/arch", "arm64"}};
  m_api.add(core + "pods", pending);
  const auto found = find({.request = Namespaces{}});
  ASSERT_THAT(found.pods, SizeIs(1));
  EXPECT_EQ(found.pods[0].architecture, "arm64");
}

TEST_F(FindTest, ASelectorChoosesAmongTheObjectsAndNotAmongTheirPods) {
  add_web();
  m_api.add(apps + "deployments",
            labelled(workload_object("Deployment", "idle", "idle:1"), "tier", "back"));
  EXPECT_THAT(lines(find({.request = Types{{"deploy"}}, .selector = {.labels = "tier=back"}}).pods),
              ElementsAre("template of Deployment/idle idle:1"));
  EXPECT_THAT(lines(find({.request = Types{{"pods"}}, .selector = {.labels = "app=web"}}).pods),
              ElementsAre("Deployment/web app:1", "Deployment/web app:2"));
}

TEST_F(FindTest, LeavesOutExcludedNamespaces) {
  m_api.add(core + "pods", pod("a", "app:1", "shop"));
  m_api.add(core + "pods", pod("b", "app:2", "kube-system"));
  m_api.add(core + "pods", pod("c", "app:3", "tools"));
  EXPECT_THAT(lines(find({.request = Namespaces{},
                          .all_namespaces = true,
                          .excluded_namespaces = {"kube-*", "tools"}})
                        .pods),
              ElementsAre("Pod/a app:1"));
}

TEST_F(FindTest, ANamedNamespaceMustExist) {
  m_api.add(core + "namespaces", name_space("tools"));
  m_api.add(core + "pods", pod("c", "app:3", "tools"));
  EXPECT_THAT(lines(find({.request = Namespaces{{"tools"}}}).pods), ElementsAre("Pod/c app:3"));
  EXPECT_EQ(failure({.request = Namespaces{{"nope"}}}).message(),
            "Error from server (NotFound): namespaces \"nope\" not found");
  m_api.forbid("/api/v1/namespaces/nope");
  EXPECT_EQ(failure({.request = Namespaces{{"nope"}}}).code(), Errc::forbidden) << "its pods";
}

TEST_F(FindTest, HonoursTheOptOutOfANamespace) {
  m_api.add(core + "namespaces", name_space("shop", true));
  m_api.add(core + "pods", pod("a", "app:1"));
  m_api.add(apps + "deployments", workload_object("Deployment", "idle", "idle:1"));
  const auto found = find({.request = Types{{"all"}}});
  ASSERT_THAT(found.pods, SizeIs(2));
  for (const PodImages& images : found.pods)
    EXPECT_EQ(images.skip, Skip::opted_out);
}

TEST_F(FindTest, KnowsThePlatformsOfNodesThatMayBeRead) {
  m_api.add(core + "nodes", node("n1", "arm64"));
  m_api.add(core + "nodes", node("n2", "amd64", "windows"));
  m_api.add(core + "pods", on_node(pod("a", "app:1"), "n1"));
  m_api.add(core + "pods", on_node(pod("b", "app:1"), "n2"));
  m_api.add(core + "pods", on_node(pod("c", "app:1"), "gone"));
  const auto found = find({.request = Namespaces{}});
  ASSERT_THAT(found.pods, SizeIs(3));
  EXPECT_EQ(found.pods[0].architecture, "arm64");
  EXPECT_EQ(found.pods[1].skip, Skip::windows);
  EXPECT_EQ(found.pods[2].architecture, "");
  m_api.forbid("/api/v1/nodes");
  const auto unknown = find({.request = Namespaces{}});
  ASSERT_THAT(unknown.pods, SizeIs(1)) << "nothing tells them apart";
  EXPECT_THAT(unknown.pods[0].also, ElementsAre("b", "c"));
}

TEST_F(FindTest, FindsThePodsOfANodeInAllNamespaces) {
  m_api.add(core + "nodes", node("n1", "arm64"));
  m_api.add(core + "pods", on_node(pod("a", "app:1", "shop"), "n1"));
  m_api.add(core + "pods", on_node(pod("b", "app:2", "tools"), "n1"));
  m_api.add(core + "pods", on_node(pod("c", "app:3", "tools"), "n2"));
  EXPECT_THAT(lines(find({.request = Nodes{{"n1"}}}).pods),
              ElementsAre("Pod/a app:1", "Pod/b app:2"));
  EXPECT_THAT(lines(find({.request = Nodes{{"n1"}}, .ns_given = true}).pods),
              ElementsAre("Pod/a app:1"));
  EXPECT_EQ(failure({.request = Nodes{{"nope"}}}).message(),
            "Error from server (NotFound): nodes \"nope\" not found");
}

TEST_F(FindTest, PullsRequestedImagesAsTheAccountWould) {
  m_api.add(core + "serviceaccounts",
            {{"metadata", metadata("puller", "1")}, {"imagePullSecrets", {{{"name", "from-sa"}}}}});
  const auto found = find({.request = workload::Images{{"nginx"}}, .service_account = "puller"});
  ASSERT_THAT(lines(found.pods), ElementsAre("template of Image/nginx nginx"));
  EXPECT_THAT(found.pods[0].pull_secrets, ElementsAre("from-sa"));
  EXPECT_THAT(find({.request = workload::Images{{"nginx"}}, .running_only = true}).pods, SizeIs(1))
      << "they are asked for by name";
}

TEST_F(FindTest, LeavesOutContainersThatAreNotWanted) {
  json two = pod("a", "app:1");
  two["spec"]["initContainers"] = {{{"name", "setup"}, {"image", "setup:1"}}};
  m_api.add(core + "pods", two);
  EXPECT_THAT(lines(find({.request = Namespaces{}, .containers = {.init = false}}).pods),
              ElementsAre("Pod/a app:1"));
  EXPECT_EQ(failure({.request = Namespaces{}, .containers = {.names = {"nope"}}}).message(),
            "container nope is not valid for pod a");
}

TEST_F(FindTest, TellsEqualPodsOnce) {
  for (int i = 0; i < 30; ++i)
    m_api.add(core + "pods", pod("bare-" + std::to_string(i), "app:1"));
  const auto all = find({.request = Namespaces{}});
  ASSERT_THAT(all.pods, SizeIs(1));
  EXPECT_THAT(all.pods[0].also, SizeIs(29));
  const auto one = find({.request = Namespaces{}, .names = workload::Crowd::Names::one});
  ASSERT_THAT(one.pods, SizeIs(1));
  EXPECT_THAT(one.pods[0].also, IsEmpty());
  EXPECT_EQ(one.pods[0].count, 30U);
}

TEST_F(FindTest, FailsWherePodsMayNotBeListed) {
  m_api.forbid("/api/v1/namespaces/shop/pods");
  EXPECT_EQ(failure({.request = Namespaces{}}).code(), Errc::forbidden);
}

TEST_F(FindTest, LeavesOutWhatMayNotBeReadOfACategory) {
  m_api.add("/apis/argoproj.io/v1alpha1 keys", workload_object("Key", "k", "key:1"));
  m_api.forbid("/apis/argoproj.io/v1alpha1/namespaces/shop/secrets");
  EXPECT_THAT(lines(find({.request = Types{{"vault"}}}).pods),
              ElementsAre("template of Key/k key:1"));
}

TEST_F(FindTest, ForgetsWhatAListSaidBeforeItBeganAnew) {
  const std::string list = "/api/v1/namespaces/shop/pods?limit=500";
  const auto page = [](const std::string& name, const std::string& more) {
    return json{{"metadata", {{"continue", more}, {"resourceVersion", "1"}}},
                {"items", {pod(name, "app:1")}}}
        .dump();
  };
  m_transport.on(http::Method::get, list).reply(200, page("before", "next"));
  m_transport.on(http::Method::get, list + "&continue=next").reply(410, "{}");
  m_transport.on(http::Method::get, list).reply(200, page("after", ""));
  EXPECT_THAT(lines(find({.request = Namespaces{}}).pods), ElementsAre("Pod/after app:1"));
}

TEST_F(FindTest, CompletesWhatWasReadFromFiles) {
  m_api.add(
      core + "serviceaccounts",
      {{"metadata", metadata("default", "1")}, {"imagePullSecrets", {{{"name", "from-sa"}}}}});
  PodImages idle;
  idle.pod.ns = "shop";
  idle.unmerged_account = "default";
  idle.containers = {{.container = "app", .image = "app:1", .image_id = {}}};
  const auto found = discover::complete({m_client, m_loop, m_types}, {.ns = "shop"}, {idle});
  ASSERT_THAT(found.pods, SizeIs(1));
  EXPECT_THAT(found.pods[0].pull_secrets, ElementsAre("from-sa"));
}

TEST_F(FindTest, KnowsThePlatformsOfPodsThatWereReadFromFiles) {
  m_api.add(core + "nodes", node("n1", "arm64"));
  m_api.add(core + "nodes", node("n2", "amd64", "windows"));
  std::vector<PodImages> pods;
  for (const char* at : {"n1", "n2", "gone"}) {
    pods.emplace_back().pod = {"shop", std::string("on-") + at};
    pods.back().node = at;
    pods.back().containers = {{.container = "app", .image = "app:1", .image_id = {}}};
  }
  const auto found = discover::complete({m_client, m_loop, m_types}, {.ns = "shop"}, pods);
  ASSERT_THAT(found.pods, SizeIs(3));
  EXPECT_EQ(found.pods[0].architecture, "");
  EXPECT_EQ(found.pods[1].architecture, "arm64");
  EXPECT_EQ(found.pods[2].skip, Skip::windows);
}

}  // namespace
}  // namespace kscan::discover
