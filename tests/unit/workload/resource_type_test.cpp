#include "workload/resource_type.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kscan::workload {
namespace {

std::string kind(std::string_view typed) {
  const ResourceType* type = builtin_type(typed);
  return type == nullptr ? "" : std::string(type->kind);
}

TEST(BuiltinType, KnowsEveryNameOfATypeInAnyCase) {
  for (const ResourceType& type : builtin_types()) {
    EXPECT_EQ(kind(type.plural), type.kind);
    EXPECT_EQ(kind(type.singular), type.kind);
    EXPECT_EQ(kind(type.kind), type.kind);
    EXPECT_EQ(kind(type.short_name), type.short_name.empty() ? "" : type.kind);
  }
}

TEST(BuiltinType, TakesGroupAndVersionAsKubectlDoes) {
  EXPECT_EQ(kind("deployments.apps"), "Deployment");
  EXPECT_EQ(kind("deploy.v1.apps"), "Deployment");
  EXPECT_EQ(kind("pods.v1."), "Pod");
}

TEST(BuiltinType, LeavesOtherGroupsToTheServer) {
  for (const char* typed : {"deployments.v2.apps",
                            "statefulsets.apps.kruise.io",
                            "jobs.batch.volcano.sh",
                            "deployments.v1",
                            "pods.",
                            "pods.apps",
                            "rollouts",
                            "all",
                            ""})
    EXPECT_EQ(builtin_type(typed), nullptr) << typed;
}

}  // namespace
}  // namespace kscan::workload
