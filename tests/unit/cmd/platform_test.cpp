#include "kubectl-scan/platform.hpp"
#include "support/fake_loop.hpp"
#include "support/fake_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace kscan::cmd {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

plan::Scan scan_of(const std::string& pod) {
  plan::Scan scan;
  scan.targets = {{.ns = "shop",
                   .kind = "Pod",
                   .name = "x",
                   .container = "c",
                   .container_kind = "",
                   .pod = pod}};
  return scan;
}

class PlaceBeside : public testing::Test {
protected:
  void run(plan::Plan& plan) {
    m_api.otherwise([&](const test::Sent& sent, test::FakeTransport::Script script) {
      const std::string name = sent.target.substr(sent.target.rfind('/') + 1);
      if (m_pods.contains(name))
        script.reply(200, m_pods[name].dump());
      else
        script.reply(404, R"({"kind":"Status","reason":"NotFound","message":"gone"})");
    });
    kube::Client client(m_api, m_loop, {.retry = {.attempts = 1}});
    kube::Discovery types(client, m_loop, std::nullopt);
    place_beside(plan, {client, m_loop, types});
  }
  static json pod(const json& labels, const std::string& phase = "Running") {
    return {{"metadata", {{"name", "x"}, {"labels", labels}}}, {"status", {{"phase", phase}}}};
  }

  std::map<std::string, json> m_pods;
  test::FakeLoop m_loop;
  test::FakeTransport m_api{m_loop};
};

TEST_F(PlaceBeside, NamesTheLabelsOfOnePodThatRuns) {
  m_pods["web-1"] = pod({{"app", "web"}, {"pod-template-hash", "1"}});
  m_pods["web-2"] = pod({{"app", "web"}, {"pod-template-hash", "2"}});
  m_pods["db-0"] = pod({{"app", "db"}, {"statefulset.kubernetes.io/pod-name", "db-0"}});
  plan::Plan plan;
  plan.groups = {{.ns = "shop",
                  .pull_secrets = {},
                  .scans = {scan_of("web-1"), scan_of("web-2"), scan_of("db-0")}}};
  run(plan);
  EXPECT_THAT(plan.groups[0].beside, ElementsAre(Pair("app", "db")));
}

TEST_F(PlaceBeside, ForgetsPodsThatDoNotRunOrCannotBeTold) {
  m_pods["ended"] = pod({{"app", "web"}}, "Succeeded");
  m_pods["bare"] = pod(json::object());
  m_pods["leaving"] = pod({{"app", "web"}});
  m_pods["leaving"]["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z";
  plan::Plan plan;
  plan.groups = {
      {.ns = "shop",
       .pull_secrets = {},
       .scans = {
           scan_of("ended"), scan_of("bare"), scan_of("leaving"), scan_of("gone"), scan_of("")}}};
  run(plan);
  EXPECT_THAT(plan.groups[0].beside, IsEmpty());
}

TEST_F(PlaceBeside, AsksNobodyWhereThePlatformIsKnown) {
  plan::Plan plan;
  plan.groups = {
      {.ns = "shop", .pull_secrets = {}, .scans = {scan_of("web-1")}, .architecture = "amd64"}};
  run(plan);
  EXPECT_THAT(m_api.requests(), IsEmpty());
}

}  // namespace
}  // namespace kscan::cmd
