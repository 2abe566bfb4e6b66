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

class AllowedRights : public testing::Test {
protected:
  using Answer = std::function<void(const json& asked, test::FakeTransport::Script& script)>;

  std::map<std::string, std::vector<plan::Right>> ask(const std::set<std::string>& namespaces,
                                                      const Answer& answer) {
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

TEST_F(AllowedRights, AreAskedForInEachNamespace) {
  const auto allowed = ask({"shop", "till"}, [](const json& asked, auto& script) {
    allow(script, asked.at("namespace") == "shop" || asked.contains("subresource"));
  });
  EXPECT_THAT(allowed.at("shop"), ElementsAre(rights[0], rights[1]));
  EXPECT_THAT(allowed.at("till"), ElementsAre(rights[1]));
  EXPECT_EQ(m_api.requests().size(), 4U);
}

TEST_F(AllowedRights, CountAsThereWhereTheServerDoesNotAnswerSuchQuestions) {
  const auto allowed = ask({"shop"}, [](const json&, auto& script) { script.reply(403, "{}"); });
  EXPECT_THAT(allowed.at("shop"), ElementsAre(rights[0], rights[1]));
}

TEST_F(AllowedRights, AreAnErrorWhereTheServerCannotBeReached) {
  EXPECT_THROW((void)ask({"shop"},
                         [](const json&, auto& script) {
                           script.fail(Error(Errc::unavailable, "connection refused"));
                         }),
               Error);
}

}  // namespace
}  // namespace kscan::cmd
