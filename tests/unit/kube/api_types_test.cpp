#include "kube/api_types.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kscan::kube {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

const json aggregated = json::parse(R"({"kind":"APIGroupDiscoveryList","items":[
  {"metadata":{"name":"apps"},"versions":[
    {"version":"v2","freshness":"Stale","resources":[]},
    {"version":"v1","freshness":"Current","resources":[
      {"resource":"deployments","responseKind":{"group":"apps","version":"v1","kind":"Deployment"},
       "scope":"Namespaced","singularResource":"deployment","verbs":["get","list"],
       "shortNames":["deploy"],"categories":["all"],
       "subresources":[
         {"subresource":"scale","responseKind":{"group":"autoscaling","version":"v1",
          "kind":"Scale"},"verbs":["get"]},
         {"subresource":"mute","verbs":["get"]}]},
      {"resource":"ghosts","scope":"Cluster","subresources":[
         {"subresource":"seen","responseKind":{"group":"apps","version":"v1","kind":"Seen"},
          "verbs":["create"]}]}]}]}]})");

std::vector<std::string> names_of(const std::vector<ApiResource>& resources) {
  std::vector<std::string> names;
  for (const auto& resource : resources)
    names.push_back(resource.name);
  return names;
}

TEST(ApiTypes, AggregatedDiscoveryHasItAll) {
  const auto groups = groups_of(aggregated);
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].name, "apps");
  EXPECT_EQ(groups[0].preferred, "v1") << "the first that is not stale";
  ASSERT_EQ(groups[0].versions.size(), 1U);
  EXPECT_TRUE(groups[0].versions[0].known);
  const auto& resources = groups[0].versions[0].resources;
  EXPECT_THAT(names_of(resources), ElementsAre("deployments", "deployments/scale", "ghosts/seen"));
  EXPECT_TRUE(resources[0].namespaced);
  EXPECT_FALSE(resources[2].namespaced);
  EXPECT_EQ(resources[1].kind, "Scale");
  EXPECT_EQ(resources[1].group, "autoscaling");
}

TEST(ApiTypes, IsWrittenAsClientGoWritesIt) {
  const auto groups = groups_of(aggregated);
  EXPECT_EQ(group_list_text(groups),
            R"({"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"apps","versions":[)"
            R"({"groupVersion":"apps/v1","version":"v1"}],"preferredVersion":{"groupVersion":)"
            R"("apps/v1","version":"v1"}}]})"
            "\n");
  EXPECT_EQ(
      resource_list_text(groups[0], groups[0].versions[0]),
      R"({"kind":"APIResourceList","apiVersion":"v1","groupVersion":"apps/v1","resources":[)"
      R"({"name":"deployments","singularName":"deployment","namespaced":true,)"
      R"("kind":"Deployment","verbs":["get","list"],"shortNames":["deploy"],)"
      R"("categories":["all"]},{"name":"deployments/scale","singularName":"deployment",)"
      R"("namespaced":true,"group":"autoscaling","version":"v1","kind":"Scale","verbs":["get"]},)"
      R"({"name":"ghosts/seen","singularName":"","namespaced":false,)"
      R"("kind":"Seen","verbs":["create"]}]})"
      "\n");
}

TEST(ApiTypes, IsReadAsItIsWritten) {
  const auto groups = groups_of(aggregated);
  const auto again = groups_of(json::parse(group_list_text(groups)));
  EXPECT_EQ(group_list_text(again), group_list_text(groups));
  EXPECT_FALSE(again[0].versions[0].known);
  auto version = again[0].versions[0];
  version.resources =
      resources_of(json::parse(resource_list_text(groups[0], groups[0].versions[0])));
  EXPECT_EQ(resource_list_text(again[0], version),
            resource_list_text(groups[0], groups[0].versions[0]));
}

TEST(ApiTypes, OldServersNameTheVersionsOfTheCoreGroup) {
  const auto groups = groups_of(json::parse(R"({"kind":"APIVersions","versions":["v1"]})"));
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].name, "");
  EXPECT_EQ(groups[0].preferred, "v1");
  EXPECT_EQ(group_version(groups[0], groups[0].versions[0]), "v1");
}

TEST(ApiTypes, NamesThatLeadElsewhereAreLeftOut) {
  const auto groups = groups_of(json::parse(R"({"kind":"APIGroupList","groups":[
      {"name":"../../etc","versions":[{"version":"v1"}]},
      {"name":"a/b","versions":[{"version":"v1"}]},
      {"name":"good","versions":[{"version":".."},{"version":"v1/x"},{"version":""},
                                 {"version":"v1"}]}]})"));
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].name, "good");
  ASSERT_EQ(groups[0].versions.size(), 1U);
  EXPECT_EQ(groups[0].versions[0].name, "v1");
  EXPECT_THAT(
      names_of(resources_of(json::parse(
          R"({"resources":[{"name":"a/b/c"},{"name":"?x"},{"name":"a/"},{"name":"a/b"}]})"))),
      ElementsAre("a/b"));
}

TEST(ApiTypes, NonsenseHasNoTypes) {
  for (const auto* text : {"{}",
                           R"({"kind":7})",
                           R"({"kind":"APIGroupList","groups":{}})",
                           R"({"kind":"APIGroupDiscoveryList","items":null})",
                           R"({"kind":"Status","message":"no"})"}) {
    EXPECT_THAT(groups_of(json::parse(text)), IsEmpty()) << text;
    EXPECT_THAT(resources_of(json::parse(text)), IsEmpty()) << text;
  }
  const auto odd = groups_of(json::parse(R"({"kind":"APIGroupDiscoveryList","items":[7,{"versions":
      [null,{"version":"v1","resources":[1,{"resource":"x","verbs":[1],"responseKind":"X"}]}]}]})"));
  ASSERT_EQ(odd.size(), 2U);
  EXPECT_THAT(odd[1].versions.at(0).resources, IsEmpty());
}

}  // namespace
}  // namespace kscan::kube
