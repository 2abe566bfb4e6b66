#include "kube/api_catalog.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::kube {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ApiResource resource(std::string name,
                     std::string singular,
                     std::string kind,
                     std::vector<std::string> short_names = {},
                     std::vector<std::string> categories = {}) {
  ApiResource made;
  made.name = std::move(name);
  made.singular = std::move(singular);
  made.kind = std::move(kind);
  made.namespaced = true;
  made.short_names = std::move(short_names);
  made.categories = std::move(categories);
  return made;
}

/// A cluster with a rival for nearly everything, in groups of custom resources.
std::vector<ApiGroup> cluster() {
  const auto deployments = resource("deployments", "deployment", "Deployment", {"deploy"}, {"all"});
  return {
      {"",
       "v1",
       {{"v1",
         true,
         {resource("pods", "pod", "Pod", {"po"}, {"all"}),
          resource("pods/log", "pod", "Pod"),
          resource("events", "event", "Event", {"ev"}),
          resource("componentstatuses", "", "ComponentStatus", {"cs"})}}}},
      {"apps", "v1", {{"v1", true, {deployments}}, {"v1beta2", true, {deployments}}}},
      {"events.k8s.io", "v1", {{"v1", true, {resource("events", "event", "Event", {"ev"})}}}},
      {"autoscaling",
       "v2",
       {{"v1",
         true,
         {resource("horizontalpodautoscalers",
                   "horizontalpodautoscaler",
                   "HorizontalPodAutoscaler",
                   {"hpa"})}},
        {"v2",
         true,
         {resource("horizontalpodautoscalers",
                   "horizontalpodautoscaler",
                   "HorizontalPodAutoscaler",
                   {"hpa"}),
          resource("onlynew", "onlynew", "OnlyNew")}}}},
      {"batch",
       "v1",
       {{"v1beta1", true, {resource("relics", "relic", "Relic")}}, {"v1", false, {}}}},
      {"metrics.k8s.io", "v1beta1", {{"v1beta1", true, {resource("pods", "", "PodMetrics")}}}},
      {"shop.example.com",
       "v1",
       {{"v1",
         true,
         {resource("widgets", "wid", "Widget", {"po", "wdg"}, {"all", "shop"}),
          resource("pods", "pod", "ShopPod"),
          resource("twins", "twin", "TwinA"),
          resource("twin", "twin", "TwinB")}}}},
  };
}

std::string resolved(const std::string& argument) {
  std::string text;
  for (const auto& type : ApiCatalog(cluster()).resolve(argument)) {
    text += (text.empty() ? "" : " ") + type.plural + "." + type.version + "." + type.group + "="
            + type.kind;
  }
  return text;
}

struct Case {
  std::string name, argument, expected;
};

class Resolve : public testing::TestWithParam<Case> {};

TEST_P(Resolve, FindsTheTypeThatKubectlFinds) {
  EXPECT_EQ(resolved(GetParam().argument), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    Resolve,
    testing::Values(
        Case{"Plural", "pods", "pods.v1.=Pod"},
        Case{"Singular", "pod", "pods.v1.=Pod"},
        Case{"ShortName", "po", "pods.v1.=Pod"},
        Case{"Kind", "Pod", "pods.v1.=Pod"},
        Case{"AnyCase", "PoDs", "pods.v1.=Pod"},
        Case{"ShortNameInCapitals", "PO", ""},
        Case{"GuessedSingular", "componentstatus", "componentstatuses.v1.=ComponentStatus"},
        Case{"ShortNameOfAGroup", "deploy", "deployments.v1.apps=Deployment"},
        Case{"Group", "deployments.apps", "deployments.v1.apps=Deployment"},
        Case{"ShortNameWithGroup", "deploy.apps", "deployments.v1.apps=Deployment"},
        Case{"VersionAndGroup", "deployments.v1beta2.apps", "deployments.v1beta2.apps=Deployment"},
        Case{"SingularVersionAndGroup",
             "deployment.v1beta2.apps",
             "deployments.v1beta2.apps=Deployment"},
        Case{"KindVersionAndGroup", "Deployment.v1.apps", "deployments.v1.apps=Deployment"},
        Case{"UnknownVersion", "deployments.v9.apps", ""},
        Case{"CoreVersion", "pods.v1.", "pods.v1.=Pod"},
        Case{"CoreGroupBeforeOthers", "events", "events.v1.=Event"},
        Case{"OtherGroup", "events.events.k8s.io", "events.v1.events.k8s.io=Event"},
        Case{"BeginningOfTheGroup", "events.events", "events.v1.events.k8s.io=Event"},
        Case{"BeginningOfTheGroupOfAShortName", "ev.events", "events.v1.events.k8s.io=Event"},
        Case{"PreferredVersion",
             "hpa",
             "horizontalpodautoscalers.v2.autoscaling=HorizontalPodAutoscaler"},
        Case{"OtherVersion",
             "hpa.v1.autoscaling",
             "horizontalpodautoscalers.v2.autoscaling=HorizontalPodAutoscaler"},
        Case{"OnlyInOneVersion", "onlynew", "onlynew.v2.autoscaling=OnlyNew"},
        Case{"PreferredVersionUnknown", "relics", "relics.v1beta1.batch=Relic"},
        Case{"CustomResource", "widgets", "widgets.v1.shop.example.com=Widget"},
        Case{"CustomResourceWithGroup",
             "widgets.shop.example.com",
             "widgets.v1.shop.example.com=Widget"},
        Case{"CustomResourceWithVersionAndGroup",
             "widgets.v1.shop.example.com",
             "widgets.v1.shop.example.com=Widget"},
        Case{"SingularThatIsNotTheKind", "wid", "widgets.v1.shop.example.com=Widget"},
        Case{"KindThatIsNotTheSingular",
             "widget.shop.example.com",
             "widgets.v1.shop.example.com=Widget"},
        Case{"KindOfAGroupThatIsNotNamed", "widget", ""},
        Case{"RivalByItsGroup", "pods.shop.example.com", "pods.v1.shop.example.com=ShopPod"},
        Case{"RivalByTheGroupsBeginning", "pods.metrics", "pods.v1beta1.metrics.k8s.io=PodMetrics"},
        Case{"ShortNameOfTheRival", "po.shop.example.com", "widgets.v1.shop.example.com=Widget"},
        Case{"Ambiguous", "twin", ""},
        Case{"Category", "shop", "widgets.v1.shop.example.com=Widget"},
        Case{"CategoryOfManyGroups",
             "all",
             "pods.v1.=Pod deployments.v1.apps=Deployment widgets.v1.shop.example.com=Widget"},
        Case{"Subresource", "pods/log", ""},
        Case{"Unknown", "foo", ""},
        Case{"UnknownGroup", "pods.foo", ""},
        Case{"Empty", "", ""},
        Case{"Dots", "...", ""}),
    [](const auto& tested) { return tested.param.name; });

TEST(ApiCatalog, TellsHowATypeIsUsed) {
  auto pods = resource("pods", "pod", "Pod");
  pods.verbs = {"get", "list"};
  pods.namespaced = false;
  const auto types = ApiCatalog({{"g", "v1", {{"v1", true, {pods}}}}}).resolve("pods");
  ASSERT_EQ(types.size(), 1U);
  EXPECT_THAT(types[0].verbs, ElementsAre("get", "list"));
  EXPECT_FALSE(types[0].namespaced);
  EXPECT_EQ(types[0].resource(), (Resource{"g", "v1", "pods"}));
}

TEST(ApiCatalog, OfNothingHasNothing) {
  EXPECT_THAT(ApiCatalog({}).resolve("pods"), IsEmpty());
}

}  // namespace
}  // namespace kscan::kube
