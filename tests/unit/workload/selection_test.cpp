#include "workload/selection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::workload {
namespace {

using testing::ElementsAre;

PodImages pod(const std::string& name = "web-0") {
  PodImages images;
  images.pod = {"shop", name};
  images.containers = {{"migrate", ContainerKind::init, "a", ""},
                       {"proxy", ContainerKind::sidecar, "b", ""},
                       {"app", ContainerKind::main, "c", ""},
                       {"debug", ContainerKind::ephemeral, "d", ""},
                       {"rules", ContainerKind::volume, "e", ""}};
  return images;
}

std::vector<std::string> selected(const ContainerRules& rules) {
  ContainerSelection selection(rules);
  PodImages images = pod();
  selection.apply(images);
  std::vector<std::string> names;
  for (const ContainerImage& image : images.containers)
    names.push_back(image.container);
  return names;
}

TEST(ContainerSelection, TakesEverythingByDefault) {
  EXPECT_THAT(selected({}), ElementsAre("migrate", "proxy", "app", "debug", "rules"));
}

TEST(ContainerSelection, TakesNamesAndPatterns) {
  EXPECT_THAT(selected({.names = {"app"}}), ElementsAre("app"));
  EXPECT_THAT(selected({.names = {"p*", "debug"}}), ElementsAre("proxy", "debug"));
}

TEST(ContainerSelection, TakesNoVolumeForAContainer) {
  EXPECT_THAT(selected({.names = {"*"}}), ElementsAre("migrate", "proxy", "app", "debug"));
}

TEST(ContainerSelection, KeepsSidecarsWithoutInitContainers) {
  EXPECT_THAT(selected({.init = false}), ElementsAre("proxy", "app", "debug", "rules"));
  EXPECT_THAT(selected({.ephemeral = false}), ElementsAre("migrate", "proxy", "app", "rules"));
}

TEST(ContainerSelection, SaysInKubectlsWordsThatAPodHasNoSuchContainer) {
  ContainerSelection selection({.names = {"app", "ap"}});
  PodImages images = pod();
  selection.apply(images);
  const Result<> fits = selection.check();
  ASSERT_FALSE(fits);
  EXPECT_EQ(fits.error().code(), Errc::not_found);
  EXPECT_EQ(fits.error().message(), "container ap is not valid for pod web-0");
  EXPECT_EQ(fits.error().hint(), "it has: app, debug, migrate, proxy");
}

TEST(ContainerSelection, IsContentWhenOneOfThePodsHasTheContainer) {
  ContainerSelection selection({.names = {"app"}});
  PodImages without = pod("other");
  without.containers.clear();
  PodImages with = pod();
  selection.apply(without);
  selection.apply(with);
  EXPECT_TRUE(selection.check());
}

TEST(ContainerSelection, CountsThePodsThatLackIt) {
  ContainerSelection selection({.names = {"nope"}});
  PodImages one = pod("a");
  PodImages two = pod("b");
  selection.apply(one);
  selection.apply(two);
  EXPECT_EQ(selection.check().error().message(), "container nope is in none of the 2 pods");
}

TEST(ContainerSelection, CountsANameThatTheOtherFlagsHide) {
  ContainerSelection selection({.names = {"migrate"}, .init = false});
  PodImages images = pod();
  selection.apply(images);
  EXPECT_TRUE(images.containers.empty());
  EXPECT_TRUE(selection.check());
}

TEST(ContainerSelection, SaysNothingWithoutPods) {
  EXPECT_TRUE(ContainerSelection({.names = {"app"}}).check());
}

}  // namespace
}  // namespace kscan::workload
