#include "kubectl-scan/access_reviews.hpp"
#include "support/fake_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>

namespace kscan::cmd {
namespace {

using nlohmann::json;
using testing::ElementsAre;

constexpr std::array rights{plan::Right{"create", "batch", "jobs"},
                            plan::Right{"get", "", "pods", "log"}};

class AllowedRightsOf : public testing::Test {
protected:
  using Answer = std::function<void(const json& asked, test::FakeTransport::Script& script)>;

  AllowedRights ask(const std::set<std::string>& namespaces, const Answer& answer) {
    m_api.otherwise([&](const test::Sent& sent, test::FakeTransport::Script script) {
      answer(json::parse(sent.body).at("spec").at("resourceAttributes"), script);
    });
    kube::Client client(m_api, m_loop, {.retry = {.attempts = 1}});
    return allowed_rights(namespaces, rights, client, m_loop);
  }
  static void allow(test::FakeTransport::Script& script, bool allowed) {
    script.reply(201, json{{"status", {{"allowed", allowed}}}}.dump());
  }

  test::FakeLoop m_loop;
  test::FakeTransport m_api{m_loop};
};

bool is_everywhere(const json& asked) {
  return asked.value("namespace", "").empty();
}

TEST_F(AllowedRightsOf, OneNamespaceAreAskedForThere) {
  const auto allowed = ask({"shop"}, [](const json& asked, auto& script) {
    allow(script, asked.at("namespace") == "shop" && asked.contains("subresource"));
  });
  EXPECT_THAT(allowed.at("shop"), ElementsAre(rights[1]));
  EXPECT_EQ(m_api.requests().size(), 2U);
}

TEST_F(AllowedRightsOf, SeveralNamespacesAreAskedForInEach) {
  const auto allowed = ask({"shop", "till"}, [](const json& asked, auto& script) {
    allow(script,
          !is_everywhere(asked)
              && (asked.at("namespace") == "shop" || asked.contains("subresource")));
  });
  EXPECT_THAT(allowed.at("shop"), ElementsAre(rights[0], rights[1]));
  EXPECT_THAT(allowed.at("till"), ElementsAre(rights[1]));
  EXPECT_EQ(m_api.requests().size(), 2U + 4U);
}

TEST_F(AllowedRightsOf, SeveralNamespacesAreNotAskedForAgainWhereTheyHoldEverywhere) {
  const auto allowed = ask({"shop", "till"}, [](const json& asked, auto& script) {
    allow(script, is_everywhere(asked) && asked.contains("subresource"));
  });
  EXPECT_THAT(allowed.at("shop"), ElementsAre(rights[1]));
  EXPECT_THAT(allowed.at("till"), ElementsAre(rights[1]));
  EXPECT_EQ(m_api.requests().size(), 2U + 2U);
}

TEST_F(AllowedRightsOf, CountAsThereWhereTheServerDoesNotAnswerSuchQuestions) {
  const auto allowed = ask({"shop"}, [](const json&, auto& script) { script.reply(403, "{}"); });
  EXPECT_THAT(allowed.at("shop"), ElementsAre(rights[0], rights[1]));
}

TEST_F(AllowedRightsOf, AreAnErrorWhereTheServerCannotBeReached) {
  EXPECT_THROW((void)ask({"shop"},
                         [](const json&, auto& script) {
                           script.fail(Error(Errc::unavailable, "connection refused"));
                         }),
               Error);
}

}  // namespace
}  // namespace kscan::cmd
