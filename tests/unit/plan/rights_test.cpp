#include "plan/rights.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace kscan::plan {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<Right> all_but(const std::vector<std::string>& missing) {
  std::vector<Right> rights = all_rights();
  std::erase_if(rights, [&](const Right& right) {
    return std::ranges::find(missing, to_string(right)) != missing.end();
  });
  EXPECT_EQ(rights.size(), all_rights().size() - missing.size()) << "a name is wrong";
  return rights;
}

// What the default role `edit` lacks.
const std::vector<std::string> not_in_edit{"create roles.rbac.authorization.k8s.io",
                                           "create rolebindings.rbac.authorization.k8s.io"};

TEST(Rights, AreWrittenAsKubectlDoes) {
  EXPECT_EQ(to_string(Right{"get", "", "pods", "log"}), "get pods/log");
  EXPECT_EQ(to_string(Right{"create", "batch", "jobs"}), "create jobs.batch");
}

TEST(Rights, OfAnOwnAccountAreNotNeededWithOneThatIsThere) {
  for (const Right& right : required_rights(Handoff::secret, true)) {
    EXPECT_NE(right.resource, "serviceaccounts");
    EXPECT_NE(right.resource, "roles");
    EXPECT_NE(right.resource, "secrets");
  }
}

TEST(Rights, ToAskForCoverEveryHandoff) {
  const std::vector<Right> all = all_rights();
  for (const Handoff handoff : {Handoff::none, Handoff::memory, Handoff::secret})
    for (const Right& right : required_rights(handoff, false))
      EXPECT_NE(std::ranges::find(all, right), all.end()) << to_string(right);
}

TEST(ChooseHandoff, PrefersSecrets) {
  const auto choice = choose_handoff(std::nullopt, "shop", all_rights(), false);
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->handoff, Handoff::secret);
  EXPECT_EQ(choice->line, "namespace \"shop\": credentials travel by temporary secrets");
}

TEST(ChooseHandoff, TakesMemoryForTheEditRole) {
  const auto choice = choose_handoff(std::nullopt, "shop", all_but(not_in_edit), false);
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->handoff, Handoff::memory);
  EXPECT_EQ(choice->line,
            "namespace \"shop\": credentials travel in the scan pod's memory, because you may not "
            "create roles.rbac.authorization.k8s.io, create "
            "rolebindings.rbac.authorization.k8s.io");
}

TEST(ChooseHandoff, TakesSecretsForTheEditRoleWithAnAccountThatIsThere) {
  const auto choice = choose_handoff(std::nullopt, "shop", all_but(not_in_edit), true);
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->handoff, Handoff::secret);
}

TEST(ChooseHandoff, SaysThatSecretsGoWithTheJob) {
  const auto choice = choose_handoff(std::nullopt, "shop", all_but({"delete secrets"}), false);
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->handoff, Handoff::secret);
  EXPECT_THAT(choice->line, HasSubstr("which live until their job is deleted"));
}

TEST(ChooseHandoff, NamesWhatIsMissingForEither) {
  const auto choice =
      choose_handoff(std::nullopt, "shop", all_but({"create jobs.batch", "create secrets"}), false);
  ASSERT_FALSE(choice);
  EXPECT_EQ(choice.error().code(), Errc::forbidden);
  EXPECT_THAT(choice.error().message(), HasSubstr("create jobs.batch"));
  EXPECT_THAT(choice.error().message(), Not(HasSubstr("create secrets")));
  EXPECT_THAT(choice.error().hint(), HasSubstr("can-i --list -n shop"));
}

TEST(ChooseHandoff, DoesNotFallBackFromWhatIsWanted) {
  const auto choice = choose_handoff(Handoff::secret, "shop", all_but({"create secrets"}), false);
  ASSERT_FALSE(choice);
  EXPECT_THAT(choice.error().message(), HasSubstr("you may not create secrets"));
  EXPECT_THAT(choice.error().hint(), HasSubstr("--credentials memory"));
}

TEST(ChooseHandoff, TakesWhatIsWanted) {
  for (const Handoff wanted : {Handoff::none, Handoff::memory, Handoff::secret}) {
    const auto choice = choose_handoff(wanted, "shop", all_rights(), false);
    ASSERT_TRUE(choice);
    EXPECT_EQ(choice->handoff, wanted);
  }
}

Plan plan_of_two_namespaces() {
  const auto group = [](const char* ns, std::vector<std::string> pull_secrets) {
    Scan scan{.image = image::parse("registry.test/app:1").value(),
              .targets = {workload::Target{ns, "Pod", "web", "app", "container"}}};
    return Group{.ns = ns, .pull_secrets = std::move(pull_secrets), .scans = {std::move(scan)}};
  };
  return {.groups = {group("shop", {"regcred"}), group("shop", {}), group("till", {"regcred"})},
          .refused = {}};
}

TEST(PartsOfAPlan, AreWhatNeedsTheSameRights) {
  EXPECT_EQ(parts_of(plan_of_two_namespaces()),
            (std::set<Part>{{"shop", false}, {"shop", true}, {"till", true}}));
}

TEST(ApplyChoice, IsForTheGroupsOfItsNamespaceThatHavePullSecrets) {
  Plan plan = plan_of_two_namespaces();
  apply(Choice{Handoff::memory, ""}, {"shop", true}, plan);
  ASSERT_EQ(plan.groups.size(), 3U);
  EXPECT_EQ(plan.groups[0].handoff, Handoff::memory);
  EXPECT_EQ(plan.groups[1].handoff, Handoff::secret) << "another part";
  EXPECT_EQ(plan.groups[2].handoff, Handoff::secret);
}

TEST(ApplyChoice, RefusesTheImagesThatHaveNone) {
  Plan plan = plan_of_two_namespaces();
  apply(fail(Errc::forbidden, "may not"), {"shop", true}, plan);
  ASSERT_EQ(plan.groups.size(), 2U);
  EXPECT_TRUE(plan.groups[0].pull_secrets.empty()) << "needs less";
  EXPECT_EQ(plan.groups[1].ns, "till");
  ASSERT_EQ(plan.refused.size(), 1U);
  EXPECT_EQ(plan.refused[0].image, "registry.test/app:1");
  EXPECT_EQ(plan.refused[0].error.message(), "may not");
  EXPECT_EQ(plan.refused[0].targets.at(0).ns, "shop");
}

}  // namespace
}  // namespace kscan::plan
