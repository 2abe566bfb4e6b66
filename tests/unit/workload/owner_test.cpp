#include "workload/owner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kscan::workload {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

json reference(const Owner& owner, bool controller = true) {
  return {
      {"kind", owner.kind}, {"name", owner.name}, {"uid", owner.uid}, {"controller", controller}};
}

json object(const std::string& uid, const Owner& controller) {
  return {{"metadata", {{"uid", uid}, {"ownerReferences", {reference(controller)}}}}};
}

const Owner replica_set{"ReplicaSet", "web-1", "rs-1"};
const Owner deployment{"Deployment", "web", "d-1"};

TEST(ControllerOf, IsTheReferenceThatControls) {
  const json pod = {
      {"metadata",
       {{"ownerReferences", {reference({"ConfigMap", "x", "1"}, false), reference(replica_set)}}}}};
  EXPECT_EQ(controller_of(pod), replica_set);
}

TEST(ControllerOf, IsNobodyWhereOwnersOnlyKeepTheObject) {
  const json pod = {{"metadata", {{"ownerReferences", {reference(replica_set, false)}}}}};
  EXPECT_EQ(controller_of(pod), Owner{});
  EXPECT_EQ(controller_of(json::parse(R"({"metadata": {"ownerReferences": [
      {"kind": "ReplicaSet", "name": "web", "uid": "1", "controller": "true"}]}})")),
            Owner{});
}

TEST(Owners, ClimbsToWhatWasDeployed) {
  Owners owners;
  owners.add(object("rs-1", deployment));
  EXPECT_EQ(owners.top(replica_set), deployment);
  EXPECT_THAT(owners.chain(replica_set), ElementsAre(replica_set, deployment));
}

TEST(Owners, ClimbsThroughKindsItHasNeverHeardOf) {
  Owners owners;
  owners.add(object("rs-1", {"Rollout", "canary", "ro-1"}));
  owners.add(object("ro-1", {"Application", "shop", "app-1"}));
  EXPECT_EQ(owners.top(replica_set), (Owner{"Application", "shop", "app-1"}));
}

TEST(Owners, StopsWhereTheOwnerIsNotKnown) {
  EXPECT_EQ(Owners().top(replica_set), replica_set);
  EXPECT_THAT(Owners().chain({}), IsEmpty());
  EXPECT_EQ(Owners().top({}), Owner{});
}

TEST(Owners, GoesByUidNotByName) {
  Owners owners;
  owners.add(object("rs-1", deployment));
  EXPECT_EQ(owners.top({"ReplicaSet", "web-1", "rs-of-before"}).uid, "rs-of-before");
}

TEST(Owners, StopsBeforeACycleCloses) {
  Owners owners;
  owners.add(object("rs-1", deployment));
  owners.add(object("d-1", replica_set));
  EXPECT_THAT(owners.chain(replica_set), ElementsAre(replica_set, deployment));
  owners.add(object("self", {"Job", "self", "self"}));
  EXPECT_THAT(owners.chain({"Job", "self", "self"}), testing::SizeIs(1));
}

TEST(Owners, BoundsAChainThatDoesNotEnd) {
  Owners owners;
  for (int i = 0; i < 100; ++i)
    owners.add(object(std::to_string(i), {"Job", "j", std::to_string(i + 1)}));
  EXPECT_EQ(owners.chain({"Job", "j", "0"}).size(), 16U);
}

TEST(Owners, BelievesNeitherOfTwoLiarsBecauseItCameFirst) {
  Owners one;
  one.add(object("rs-1", deployment));
  one.add(object("rs-1", {"Deployment", "other", "d-2"}));
  Owners two;
  two.add(object("rs-1", {"Deployment", "other", "d-2"}));
  two.add(object("rs-1", deployment));
  EXPECT_EQ(one.top(replica_set), two.top(replica_set));
}

TEST(Owners, FindsThePodsOfEveryRevision) {
  Owners owners;
  owners.add(object("rs-1", deployment));
  owners.add(object("rs-2", deployment));
  EXPECT_TRUE(owners.leads_to(replica_set, "d-1"));
  EXPECT_TRUE(owners.leads_to({"ReplicaSet", "web-2", "rs-2"}, "d-1"));
  EXPECT_TRUE(owners.leads_to(replica_set, "rs-1"));
  EXPECT_FALSE(owners.leads_to(replica_set, "rs-2"));
  EXPECT_FALSE(owners.leads_to({"ReplicaSet", "web-3", ""}, ""));
}

}  // namespace
}  // namespace kscan::workload
