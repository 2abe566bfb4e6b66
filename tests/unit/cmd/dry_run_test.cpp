#include "kubectl-scan/dry_run.hpp"
#include "support/fake_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>
#include <string>

namespace kscan::cmd {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

plan::Plan one_group(plan::Handoff handoff) {
  plan::Scan scan{.image = image::parse("registry.test/app:1").value(), .targets = {}};
  plan::Group group{.ns = "shop", .pull_secrets = {"regcred"}, .scans = {}, .handoff = handoff};
  group.scans.push_back(std::move(scan));
  plan::Plan plan;
  plan.groups.push_back(std::move(group));
  return plan;
}

class DryRunOfAPlan : public testing::Test {
protected:
  int run(const DryRunOptions& options, plan::Handoff handoff = plan::Handoff::secret) {
    manifest::Settings settings;
    settings.run_id = "x7k2p9qa";
    settings.scanner_image = "trivy:1";
    settings.db_repository = "db.test/trivy-db:2";
    settings.payload = {.bootstrap = "boot", .agent_xz = "agent", .agent_sha256 = "0"};
    kube::Client client(m_api, m_loop, {.retry = {.attempts = 1}});
    Surroundings around{m_system, m_out, m_err};
    return dry_run(one_group(handoff), settings, options, {client, m_loop}, around);
  }
  /// Echoes what it is offered, but refuses the kind with a text.
  void
  serve(const std::string& refused_kind, const std::string& text, bool may_create_pods = true) {
    m_api.otherwise([=, this](const test::Sent& sent, test::FakeTransport::Script script) {
      if (sent.target.ends_with("/selfsubjectaccessreviews")) {
        script.reply(201, json{{"status", {{"allowed", may_create_pods}}}}.dump());
        return;
      }
      EXPECT_THAT(sent.target, HasSubstr("dryRun=All"));
      json object = json::parse(sent.body);
      m_offered.push_back(object);
      if (object.at("kind") == refused_kind)
        script.reply(403,
                     json{{"kind", "Status"}, {"reason", "Forbidden"}, {"message", text}}.dump());
      else if (object.at("kind") == "RoleBinding")
        script.reply(404,
                     json{{"kind", "Status"},
                          {"reason", "NotFound"},
                          {"message",
                           "rolebindings.rbac.authorization.k8s.io \"kubectl-scan-x7k2p9qa-0\" not "
                           "found"}}
                         .dump());
      else
        script.reply(201, object.dump());
    });
  }

  test::FakeLoop m_loop;
  test::FakeTransport m_api{m_loop};
  kubeconfig::System m_system;
  std::ostringstream m_out;
  std::ostringstream m_err;
  std::vector<json> m_offered;
};

TEST_F(DryRunOfAPlan, NamesEveryObject) {
  EXPECT_EQ(run({.mode = DryRun::client, .format = ObjectFormat::line}), 0);
  EXPECT_EQ(m_out.str(),
            "job.batch/kubectl-scan-x7k2p9qa-0 created (dry run)\n"
            "configmap/kubectl-scan-x7k2p9qa-0-agent-0 created (dry run)\n"
            "serviceaccount/kubectl-scan-x7k2p9qa-0 created (dry run)\n"
            "role.rbac.authorization.k8s.io/kubectl-scan-x7k2p9qa-0 created (dry run)\n"
            "rolebinding.rbac.authorization.k8s.io/kubectl-scan-x7k2p9qa-0 created (dry run)\n");
  EXPECT_TRUE(m_api.requests().empty());
}

TEST_F(DryRunOfAPlan, PrintsWhatWouldBeCreatedAndNoMore) {
  EXPECT_EQ(run({.mode = DryRun::client, .format = ObjectFormat::json}, plan::Handoff::memory), 0);
  const json list = json::parse(m_out.str());
  EXPECT_EQ(list.at("kind"), "List");
  ASSERT_EQ(list.at("items").size(), 2U);
  EXPECT_EQ(list.at("items")[0].at("kind"), "Job");
  EXPECT_EQ(list.at("items")[0].at("spec").at("suspend"), true);
  EXPECT_EQ(list.at("items")[1].at("kind"), "ConfigMap");
}

TEST_F(DryRunOfAPlan, SeparatesYamlDocuments) {
  EXPECT_EQ(run({.mode = DryRun::client, .format = ObjectFormat::yaml}, plan::Handoff::memory), 0);
  EXPECT_THAT(m_out.str(), testing::StartsWith("apiVersion: batch/v1\nkind: Job\n"));
  EXPECT_THAT(m_out.str(), HasSubstr("\n---\napiVersion: v1\nkind: ConfigMap\n"));
}

TEST_F(DryRunOfAPlan, OffersTheServerThePodToo) {
  serve("", "");
  EXPECT_EQ(run({.mode = DryRun::server, .format = ObjectFormat::name}), 0);
  EXPECT_EQ(m_err.str(), "");
  EXPECT_THAT(m_out.str(), HasSubstr("rolebinding.rbac.authorization.k8s.io/"));
  EXPECT_THAT(m_out.str(), Not(HasSubstr("pod/")));
  ASSERT_EQ(m_offered.size(), 6U);
  EXPECT_EQ(m_offered.back().at("kind"), "Pod");
  EXPECT_EQ(m_offered.back().at("spec").at("serviceAccountName"), "default");
}

TEST_F(DryRunOfAPlan, SaysWhatIsRefusedAndWhy) {
  serve("Pod", "pods \"x\" is forbidden: exceeded quota: small");
  EXPECT_EQ(run({.mode = DryRun::server, .format = ObjectFormat::line}), 1);
  EXPECT_THAT(m_err.str(),
              HasSubstr("error: pod/kubectl-scan-x7k2p9qa-0 would be refused: Error from server "
                        "(Forbidden): pods \"x\" is forbidden: exceeded quota: small\n"));
  EXPECT_THAT(m_out.str(), HasSubstr("job.batch/kubectl-scan-x7k2p9qa-0 created (server dry run)"));
}

TEST_F(DryRunOfAPlan, DoesNotCallThePodRefusedWhereNobodyMayAsk) {
  serve("Pod", "pods is forbidden: User \"jane\" cannot create resource \"pods\"", false);
  EXPECT_EQ(run({.mode = DryRun::server, .format = ObjectFormat::line}), 0);
  EXPECT_EQ(m_err.str(),
            "Warning: namespace \"shop\": whether the scan pod would be admitted is not known: you "
            "may not create pods\n");
}

TEST_F(DryRunOfAPlan, DoesNotCallRefusedWhatAWebhookCannotJudge) {
  serve("Job", "admission webhook \"audit.test\" does not support dry run");
  EXPECT_EQ(run({.mode = DryRun::server, .format = ObjectFormat::line}), 0);
  EXPECT_THAT(
      m_err.str(),
      HasSubstr("Warning: job.batch/kubectl-scan-x7k2p9qa-0: not judged: Error from server"));
  EXPECT_THAT(m_out.str(), HasSubstr("job.batch/kubectl-scan-x7k2p9qa-0 created (server dry run)"));
}

TEST(ParseDryRun, TakesKubectlsWords) {
  EXPECT_EQ(parse_dry_run("none").value(), DryRun::none);
  EXPECT_EQ(parse_dry_run("client").value(), DryRun::client);
  EXPECT_EQ(parse_dry_run("server").value(), DryRun::server);
  EXPECT_EQ(parse_dry_run("true").error().message(),
            "Invalid dry-run value (true). Must be \"none\", \"server\", or \"client\".");
}

TEST(ParseObjectFormat, RefusesThoseOfReports) {
  EXPECT_EQ(parse_object_format("yaml").value(), ObjectFormat::yaml);
  EXPECT_EQ(parse_object_format("").value(), ObjectFormat::line);
  EXPECT_EQ(parse_object_format("sarif").error().code(), Errc::usage);
}

}  // namespace
}  // namespace kscan::cmd
