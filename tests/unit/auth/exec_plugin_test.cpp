#include "auth/exec_plugin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kscan::auth {
namespace {

using kubeconfig::Interactive;
using testing::HasSubstr;

const std::string v1 = "client.authentication.k8s.io/v1";

std::string answer(const std::string& status, const std::string& version = v1) {
  return R"({"kind":"ExecCredential","apiVersion":")" + version + R"(","status":)" + status + "}";
}

class ExecPluginTest : public testing::Test {
protected:
  ExecPluginTest() {
    m_exec.api_version = v1;
    m_exec.command = "plugin";
    m_exec.args = {"get"};
    m_exec.env = {{"A", "1"}};
    m_exec.interactive = Interactive::if_available;
    m_cluster.cluster.server = "https://h/p";
  }
  ExecPlugin plugin() {
    return ExecPlugin(m_exec,
                      m_cluster,
                      {.run = [this](const io::Command& command) -> Result<io::Finished> {
                         m_runs.push_back(command);
                         if (m_failure) return fail(*m_failure);
                         return io::Finished{m_exit_code, m_output};
                       },
                       .stdin_is_terminal = [this] { return m_terminal; },
                       .now = [this] { return m_now; }});
  }
  std::string refusal() {
    auto under_test = plugin();
    const auto credentials = under_test.credentials(false);
    EXPECT_FALSE(credentials);
    if (credentials) return "";
    EXPECT_EQ(credentials.error().code(), Errc::unauthorized);
    m_hint = credentials.error().hint();
    return credentials.error().message();
  }

  kubeconfig::Exec m_exec;
  ExecCluster m_cluster;
  std::vector<io::Command> m_runs;
  std::optional<Error> m_failure;
  std::string m_output = answer(R"({"token":"t"})");
  std::string m_hint;
  int m_exit_code = 0;
  bool m_terminal = false;
  SystemTime m_now = parse_rfc3339("2026-11-23T01:00:00Z").value();
};

TEST_F(ExecPluginTest, RunsWhenFirstAskedAndOnlyOnce) {
  auto under_test = plugin();
  EXPECT_TRUE(m_runs.empty());
  EXPECT_EQ(under_test.credentials(false)->authorization.reveal(), "Bearer t");
  EXPECT_EQ(under_test.credentials(false)->authorization.reveal(), "Bearer t");
  ASSERT_EQ(m_runs.size(), 1U);
  EXPECT_EQ(m_runs[0].program, "plugin");
  EXPECT_THAT(m_runs[0].args, testing::ElementsAre("get"));
  EXPECT_THAT(
      m_runs[0].env,
      testing::ElementsAre(testing::Pair("A", "1"),
                           testing::Pair("KUBERNETES_EXEC_INFO",
                                         "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" + v1
                                             + "\",\"spec\":{\"interactive\":false}}\n")));
}

TEST_F(ExecPluginTest, RunsAgainAfterExpiryAndAfterARefusal) {
  m_output = answer(R"({"token":"t","expirationTimestamp":"2026-11-23T01:00:10Z"})");
  auto under_test = plugin();
  std::ignore = under_test.credentials(false);
  m_now += std::chrono::seconds(10);
  std::ignore = under_test.credentials(false);
  EXPECT_EQ(m_runs.size(), 1U);
  m_now += std::chrono::seconds(1);
  m_output = answer(R"({"token":"u"})");
  EXPECT_EQ(under_test.credentials(false)->authorization.reveal(), "Bearer u");
  EXPECT_EQ(m_runs.size(), 2U);
  std::ignore = under_test.credentials(true);
  EXPECT_EQ(m_runs.size(), 3U);
}

TEST_F(ExecPluginTest, MayGiveACertificate) {
  m_output = answer(R"({"clientCertificateData":"C","clientKeyData":"K"})");
  auto under_test = plugin();
  const auto credentials = under_test.credentials(false);
  ASSERT_TRUE(credentials);
  EXPECT_TRUE(credentials->authorization.empty());
  EXPECT_EQ(credentials->certificate->chain_pem, "C");
  EXPECT_EQ(credentials->certificate->key_pem.reveal(), "K");
}

TEST_F(ExecPluginTest, ClusterIsToldByteForByteAsClientGoDoes) {
  m_exec.provide_cluster_info = true;
  m_cluster.ca_pem = "CA";
  m_cluster.cluster.server = "https://h/p?a&b";
  m_cluster.cluster.tls_server_name = "sn";
  m_cluster.cluster.exec_config = R"({"audience":"<x>"})";
  EXPECT_EQ(exec_info(m_exec, m_cluster, true),
            R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1",)"
            R"("spec":{"cluster":{"server":"https://h/p?a\u0026b","tls-server-name":"sn",)"
            R"("certificate-authority-data":"Q0E=","config":{"audience":"\u003cx\u003e"}},)"
            R"("interactive":true}})"
            "\n");
}

TEST_F(ExecPluginTest, StdinIsItsOnlyIfItMayAskAndThereIsATerminal) {
  const auto inherits = [this](Interactive mode, bool terminal) {
    m_exec.interactive = mode;
    m_terminal = terminal;
    auto under_test = plugin();
    std::ignore = under_test.credentials(false);
    return m_runs.back().inherit_stdin;
  };
  EXPECT_TRUE(inherits(Interactive::if_available, true));
  EXPECT_FALSE(inherits(Interactive::if_available, false));
  EXPECT_FALSE(inherits(Interactive::never, true));
  EXPECT_TRUE(inherits(Interactive::always, true));
}

TEST_F(ExecPluginTest, AlwaysInteractiveNeedsATerminal) {
  m_exec.interactive = Interactive::always;
  EXPECT_THAT(refusal(), HasSubstr("standard input is not a terminal"));
  EXPECT_TRUE(m_runs.empty());
}

TEST_F(ExecPluginTest, MissingProgramComesWithItsInstallHintMadeSafe) {
  m_failure = Error(Errc::not_found, "");
  m_exec.install_hint = "get it\x1b[2J";
  EXPECT_EQ(refusal(), "getting credentials: exec: executable plugin not found");
  EXPECT_THAT(m_hint, HasSubstr("get it^[[2J"));
}

TEST_F(ExecPluginTest, FailedProgramIsToldByItsExitCode) {
  m_exit_code = 3;
  EXPECT_EQ(refusal(), "getting credentials: exec: executable plugin failed with exit code 3");
}

TEST_F(ExecPluginTest, OldApiVersionIsRefusedAtOnce) {
  m_exec.api_version = "client.authentication.k8s.io/v1alpha1";
  EXPECT_THROW(plugin(), Error);
}

struct Bad {
  std::string name, output, message;
};

class ExecPluginAnswer : public ExecPluginTest, public testing::WithParamInterface<Bad> {};

TEST_P(ExecPluginAnswer, ThatCannotBeUsedIsRefusedInClientGosWords) {
  m_output = GetParam().output;
  EXPECT_THAT(refusal(), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    ExecPluginAnswer,
    testing::Values(
        Bad{"Nothing", "", "decoding stdout"},
        Bad{"NoObject", "[1]", "decoding stdout"},
        Bad{"AnotherKind", R"({"kind":"Pod"})", "no ExecCredential"},
        Bad{"AnotherVersion",
            answer(R"({"token":"t"})", "client.authentication.k8s.io/v1beta1"),
            "configured to use API version client.authentication.k8s.io/v1, plugin returned "
            "version client.authentication.k8s.io/v1beta1"},
        Bad{"NoStatus",
            R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"})",
            "didn't return a status field"},
        Bad{"EmptyStatus", answer("{}"), "didn't return a token or cert/key pair"},
        Bad{"KeyIsMissing",
            answer(R"({"clientCertificateData":"C"})"),
            "only certificate or key, not both"},
        Bad{"BadTime", answer(R"({"token":"t","expirationTimestamp":"soon"})"), "decoding stdout"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace kscan::auth
