#include "kubectl-scan/preflight.hpp"
#include "support/fake_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

namespace kscan::cmd {
namespace {

using nlohmann::json;
using testing::HasSubstr;

plan::Group
group(const std::string& ns, const std::string& image, std::vector<std::string> pull_secrets) {
  plan::Group result{.ns = ns, .pull_secrets = std::move(pull_secrets), .scans = {}};
  result.scans.push_back({.image = image::parse(image).value(), .targets = {}});
  return result;
}

class Preflight : public testing::Test {
protected:
  /// `denied`: "create roles" and the like, or "NAMESPACE create roles".
  void run(const std::set<std::string>& denied) {
    m_api.otherwise([=](const test::Sent& sent, test::FakeTransport::Script script) {
      const json asked = json::parse(sent.body).at("spec").at("resourceAttributes");
      const std::string right =
          asked.at("verb").get<std::string>() + " " + asked.at("resource").get<std::string>();
      const auto ns = asked.value("namespace", std::string());  // "": in all there are
      const bool allowed = std::ranges::none_of(denied, [&](const std::string& what) {
        return ns.empty() ? what.ends_with(right) : what == right || what == ns + " " + right;
      });
      script.reply(201, json{{"status", {{"allowed", allowed}}}}.dump());
    });
    kube::Client client(m_api, m_loop, {.retry = {.attempts = 1}});
    Surroundings around{m_system, m_out, m_err};
    preflight(m_plan, m_options, client, m_loop, around);
  }

  test::FakeLoop m_loop;
  test::FakeTransport m_api{m_loop};
  kubeconfig::System m_system;
  std::ostringstream m_out;
  std::ostringstream m_err;
  plan::Plan m_plan{.groups = {group("shop", "registry.test/app:1", {"regcred"})}, .refused = {}};
  Options m_options;
};

TEST_F(Preflight, TakesMemoryWhereRolesMayNotBeCreatedAndSaysSo) {
  run({"create roles"});
  EXPECT_EQ(m_plan.groups.at(0).handoff, plan::Handoff::memory);
  EXPECT_EQ(m_err.str(),
            "scan: namespace \"shop\": credentials travel in the scan pod's memory, because you "
            "may not create roles.rbac.authorization.k8s.io\n");
}

TEST_F(Preflight, IsSilentWherePullSecretsAreNotUsed) {
  m_plan.groups = {group("shop", "registry.test/app:1", {})};
  m_options.credentials = plan::Handoff::secret;
  run({"create roles", "create secrets"});
  EXPECT_EQ(m_plan.groups.at(0).handoff, plan::Handoff::none);
  EXPECT_EQ(m_err.str(), "");
}

TEST_F(Preflight, NamesWhatLacksWhereNothingIsPossible) {
  try {
    run({"create jobs"});
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::forbidden);
    EXPECT_THAT(error.message(), HasSubstr("you may not create jobs.batch"));
  }
}

TEST_F(Preflight, DoesNotTakeAnotherWayThanTheOneAskedFor) {
  m_options.credentials = plan::Handoff::secret;
  EXPECT_THROW(run({"create roles"}), Error);
}

TEST_F(Preflight, RefusesTheImagesOfOneNamespaceAndGoesOnWithTheOthers) {
  m_plan.groups.push_back(group("till", "registry.test/app:1", {"regcred"}));
  run({"till create jobs"});
  ASSERT_EQ(m_plan.groups.size(), 1U);
  EXPECT_EQ(m_plan.groups[0].ns, "shop");
  ASSERT_EQ(m_plan.refused.size(), 1U);
  EXPECT_THAT(m_plan.refused[0].error.message(), HasSubstr("namespace \"till\""));
}

TEST_F(Preflight, WarnsOfAServiceAccountWithoutTheCloudIdentityItNeeds) {
  m_plan.groups = {group("shop", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1", {})};
  m_options.manifest.service_account = "scanner";
  m_api.on(http::Method::get, "/api/v1/namespaces/shop/serviceaccounts/scanner")
      .reply(200, R"({"metadata": {"name": "scanner"}})");
  run({});
  EXPECT_THAT(m_err.str(), HasSubstr("Warning: "));
  EXPECT_THAT(m_err.str(), HasSubstr("eks.amazonaws.com/role-arn"));
}

TEST_F(Preflight, RefusesAServiceAccountThatIsNotThere) {
  m_options.manifest.service_account = "scanner";
  m_api.on(http::Method::get, "/api/v1/namespaces/shop/serviceaccounts/scanner")
      .reply(404, R"({"kind": "Status", "reason": "NotFound",
                      "message": "serviceaccounts \"scanner\" not found"})");
  EXPECT_THROW(run({}), Error);
}

}  // namespace
}  // namespace kscan::cmd
