#include "workload/service_account.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kscan::workload {
namespace {

using nlohmann::json;
using testing::ElementsAre;

const ServiceAccount account{{"shop", "default"}, {"b", "a", "b"}};

TEST(ServiceAccountOf, KeepsOrderAndDuplicatesAndDropsEmptyNames) {
  const auto read = service_account_of(json::parse(R"({
    "metadata": {"name": "default", "namespace": "shop"},
    "imagePullSecrets": [{"name": "b"}, {"name": ""}, {}, {"name": "a"}, {"name": "b"}]})"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->key, (ObjectKey{"shop", "default"}));
  EXPECT_THAT(read->pull_secrets, ElementsAre("b", "a", "b"));
}

TEST(ServiceAccountOf, RefusesWhatHasNoName) {
  EXPECT_FALSE(service_account_of(json::parse("[]")));
}

TEST(UnmergedAccount, IsTheSpecsOneOrDefault) {
  EXPECT_EQ(unmerged_account(json::parse(R"({"serviceAccountName": "robot"})")), "robot");
  EXPECT_EQ(unmerged_account(json::parse(R"({"serviceAccount": "old"})")), "old");
  EXPECT_EQ(unmerged_account(json::parse(R"({"imagePullSecrets": []})")), "default");
}

TEST(UnmergedAccount, IsNoneWhereThePodHasAListOfItsOwn) {
  EXPECT_EQ(unmerged_account(json::parse(R"({"imagePullSecrets": [{"name": "own"}]})")), "");
  EXPECT_EQ(unmerged_account(json::parse(R"({"imagePullSecrets": [{}]})")), "");
}

TEST(Admit, AddsTheAccountsPullSecrets) {
  PodImages images;
  images.unmerged_account = "default";
  admit(images, account);
  EXPECT_THAT(images.pull_secrets, ElementsAre("b", "a", "b"));
  EXPECT_EQ(images.unmerged_account, "");
}

TEST(Admit, LeavesAPodAloneThatWasAdmitted) {
  PodImages images;
  images.pull_secrets = {"own"};
  admit(images, account);
  EXPECT_THAT(images.pull_secrets, ElementsAre("own"));
}

}  // namespace
}  // namespace kscan::workload
