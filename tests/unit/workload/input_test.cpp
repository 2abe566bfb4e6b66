#include "workload/input.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <initializer_list>

namespace kscan::workload {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

json deployment(const std::string& name, const std::string& ns = {}) {
  json metadata = {{"name", name}};
  if (!ns.empty()) metadata["namespace"] = ns;
  return {{"apiVersion", "apps/v1"},
          {"kind", "Deployment"},
          {"metadata", metadata},
          {"spec", {{"template", {{"spec", {{"containers", {{{"image", name}}}}}}}}}}};
}

json list(std::initializer_list<json> items) {
  json result = {{"kind", "List"}, {"items", json::array()}};
  for (const json& item : items)
    result["items"].push_back(item);
  return result;
}

std::vector<PodImages> read(std::initializer_list<json> documents, InputNamespace ns = {"shop"}) {
  Input input(std::move(ns));
  for (const json& document : documents)
    EXPECT_TRUE(input.add(document)) << document;
  return std::move(input).take();
}

std::vector<std::string> names(const std::vector<PodImages>& found) {
  std::vector<std::string> result;
  for (const PodImages& images : found)
    result.push_back(images.pod.ns + "/" + images.owner.name);
  return result;
}

std::string error_of(const json& document, InputNamespace ns = {"shop"}) {
  const Result<> added = Input(std::move(ns)).add(document);
  return added ? "" : added.error().message();
}

TEST(Input, TakesListsApartAlsoInLists) {
  EXPECT_THAT(names(read({list({deployment("a"), list({deployment("b")})}), deployment("c")})),
              ElementsAre("shop/a", "shop/b", "shop/c"));
}

TEST(Input, KnowsTheKindOfAnElementByItsList) {
  json item = deployment("a");
  item.erase("kind");
  json typed = list({item});
  typed["kind"] = "DeploymentList";
  EXPECT_EQ(read({typed}).at(0).owner.kind, "Deployment");
}

TEST(Input, PutsObjectsWithoutANamespaceIntoTheDefaultOne) {
  EXPECT_THAT(names(read({deployment("a"), deployment("b", "billing")})),
              ElementsAre("billing/b", "shop/a"));
}

TEST(Input, RefusesAnotherNamespaceThanTheOneAskedFor) {
  EXPECT_EQ(error_of(deployment("a", "billing"), {"shop", true}),
            "the namespace from the provided object \"billing\" does not match the namespace "
            "\"shop\". You must pass '--namespace=billing' to perform this operation.");
  EXPECT_EQ(error_of(deployment("a", "shop"), {"shop", true}), "");
}

TEST(Input, IgnoresEmptyDocumentsAndKindsWithoutPods) {
  EXPECT_THAT(read({nullptr,
                    {{"kind", "ConfigMap"}, {"metadata", {{"name", "x"}}}},
                    {{"kind", "ServiceAccount"}}}),
              IsEmpty());
}

TEST(Input, RefusesWhatIsNoObject) {
  EXPECT_EQ(error_of("text"), "a document is no Kubernetes object");
  EXPECT_EQ(error_of(list({7})), "a document is no Kubernetes object");
  EXPECT_EQ(error_of({{"metadata", {{"name", "x"}}}}), "Object 'Kind' is missing");
  EXPECT_EQ(error_of(list({{{"metadata", json::object()}}})), "Object 'Kind' is missing");
}

TEST(Input, EmulatesServiceAccountsOfTheSameInput) {
  const json account = {{"kind", "ServiceAccount"},
                        {"metadata", {{"name", "default"}}},
                        {"imagePullSecrets", {{{"name", "b"}}, {{"name", "a"}}}}};
  const auto found = read({deployment("a"), account, deployment("b", "billing")});
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].unmerged_account, "default") << "not the account of another namespace";
  EXPECT_THAT(found[1].pull_secrets, ElementsAre("b", "a"));
  EXPECT_EQ(found[1].unmerged_account, "");
}

TEST(Input, HonoursTheOptOutOfANamespaceThatComesLater) {
  const json ns = {
      {"kind", "Namespace"},
      {"metadata", {{"name", "shop"}, {"annotations", {{"kubectl-scan.dev/ignore", "true"}}}}}};
  const auto found = read({deployment("a"), ns, deployment("b", "billing")});
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].skip, Skip::none);
  EXPECT_EQ(found[1].skip, Skip::opted_out);
}

TEST(Input, TakesAPodThatAClusterWroteDownAsItRan) {
  json pod = {{"kind", "Pod"},
              {"metadata", {{"name", "web-0"}, {"uid", "1"}}},
              {"spec", {{"containers", {{{"name", "x"}, {"image", "a"}}}}}},
              {"status", {{"containerStatuses", {{{"name", "x"}, {"imageID", "a@sha256:1"}}}}}}};
  const auto ran = read({pod});
  ASSERT_THAT(ran, SizeIs(1));
  EXPECT_FALSE(ran[0].is_template());
  EXPECT_EQ(ran[0].unmerged_account, "");
  pod["metadata"].erase("uid");
  const auto planned = read({pod});
  ASSERT_THAT(planned, SizeIs(1));
  EXPECT_TRUE(planned[0].is_template());
  EXPECT_EQ(planned[0].unmerged_account, "default");
}

TEST(Input, TakesOnlyWhatTheSelectorSelects) {
  json labelled = deployment("a");
  labelled["metadata"]["labels"]["app"] = "web";
  const json account = {{"kind", "ServiceAccount"},
                        {"metadata", {{"name", "default"}}},
                        {"imagePullSecrets", {{{"name", "regcred"}}}}};
  Input input({"shop"}, {.selector = LabelSelector::parse("app=web").value()});
  ASSERT_TRUE(input.add(list({account, deployment("b"), labelled})));
  const auto found = std::move(input).take();
  ASSERT_THAT(names(found), ElementsAre("shop/a"));
  EXPECT_THAT(found[0].pull_secrets, ElementsAre("regcred")) << "accounts count without labels";
}

TEST(Input, ThePodsOfWhatIsSelectedAreSelectedToo) {
  json web = deployment("web");
  web["metadata"]["uid"] = "1";
  web["metadata"]["labels"]["app"] = "web";
  const auto pod = [](const std::string& name, const std::string& owner) {
    return json{{"kind", "Pod"},
                {"metadata",
                 {{"name", name},
                  {"uid", name},
                  {"ownerReferences",
                   {{{"kind", "Deployment"},
                     {"name", owner},
                     {"uid", owner == "web" ? "1" : "2"},
                     {"controller", true}}}}}},
                {"spec", {{"containers", {{{"name", "x"}, {"image", "a"}}}}}}};
  };
  Input input({"shop"}, {.selector = LabelSelector::parse("app=web").value()});
  ASSERT_TRUE(input.add(list({pod("other-0", "other"), pod("web-0", "web"), web})));
  const auto found = std::move(input).take();
  ASSERT_THAT(found, SizeIs(1)) << "its template is not idle";
  EXPECT_EQ(found[0].pod.name, "web-0");
}

TEST(Input, LooksForTemplatesOfCustomResourcesWhereItIsTold) {
  const json custom = {{"apiVersion", "example.com/v1"},
                       {"kind", "Job"},
                       {"metadata", {{"name", "own"}}},
                       {"spec", {{"pod", {{"containers", {{{"name", "x"}, {"image", "a"}}}}}}}}};
  EXPECT_THAT(read({custom}), IsEmpty());
  Input input({"shop"}, {.template_path = "spec.pod"});
  ASSERT_TRUE(input.add(custom));
  ASSERT_TRUE(input.add(deployment("usual")));
  EXPECT_THAT(names(std::move(input).take()),
              testing::UnorderedElementsAre("shop/own", "shop/usual"));
}

TEST(Input, CountsEqualObjectsOnce) {
  EXPECT_THAT(read({deployment("a"), deployment("a")}), SizeIs(1));
}

}  // namespace
}  // namespace kscan::workload
