#include "auth/exec_plugin.hpp"
#include "support/fake_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <tuple>

namespace kscan::auth {
namespace {

using kubeconfig::Interactive;
using testing::HasSubstr;

const std::string v1 = "client.authentication.k8s.io/v1";

std::string answer(const std::string& status, const std::string& version = v1) {
  return R"({"kind":"ExecCredential","apiVersion":")" + version + R"(","status":)" + status + "}";
}

using Got = std::optional<Result<http::Credentials>>;

std::string token_of(const Got& got) {
  if (!got) return "no answer";
  return *got ? (*got)->authorization.reveal() : got->error().message();
}

class ExecPluginTest : public testing::Test {
protected:
  /// Somebody who asked.
  struct Asker {
    Got got;
    io::Ticket ticket;
  };

  ExecPluginTest() {
    m_exec.api_version = v1;
    m_exec.command = "plugin";
    m_exec.args = {"get"};
    m_exec.env = {{"A", "1"}};
    m_exec.interactive = Interactive::if_available;
    m_cluster.cluster.server = "https://h/p";
  }
  http::Authorize plugin() {
    return exec_authorizer(
        m_exec,
        m_cluster,
        {.run = [this](const io::Command& command,
                       ExecSystem::Done done) { return run(command, std::move(done)); },
         .stdin_is_terminal = [this] { return m_terminal; },
         .now = [this] { return m_now; },
         .notice = [this](const std::string& text) { m_notices.push_back(text); }},
        m_loop);
  }
  io::Ticket run(const io::Command& command, ExecSystem::Done done) {
    m_runs.push_back(command);
    auto timer = std::make_shared<io::Ticket>(m_loop.after(m_duration, [this, done] {
      ++m_ended;
      done(m_failure ? Result<io::Finished>(fail(*m_failure))
                     : Result<io::Finished>({m_exit_code, m_output}));
    }));
    return io::Ticket([this, timer, number = m_runs.size()] {
      if (m_ended < number) ++m_killed;
      timer->cancel();
    });
  }
  Asker& ask(const http::Authorize& authorize, const http::Credentials* rejected = nullptr) {
    auto& asker = m_askers.emplace_back();
    asker.ticket = authorize(rejected, [&asker](Result<http::Credentials> answer) {
      EXPECT_FALSE(asker.got) << "answered twice";
      asker.got = std::move(answer);
    });
    return asker;
  }
  /// Asks and waits.
  Got answered(const http::Authorize& authorize, const http::Credentials* rejected = nullptr) {
    auto& asker = ask(authorize, rejected);
    m_loop.advance(m_duration);
    return std::exchange(asker.got, std::nullopt);
  }
  std::string refusal() {
    const auto got = answered(plugin());
    if (!got || *got) return "no refusal";
    EXPECT_EQ(got->error().code(), Errc::unauthorized);
    m_hint = got->error().hint();
    return got->error().message();
  }

  test::FakeLoop m_loop;
  kubeconfig::Exec m_exec;
  ExecCluster m_cluster;
  std::vector<io::Command> m_runs;
  std::vector<std::string> m_notices;
  std::size_t m_ended = 0;
  int m_killed = 0;
  io::Clock::duration m_duration{0};
  std::optional<Error> m_failure;
  std::string m_output = answer(R"({"token":"t"})");
  std::string m_hint;
  int m_exit_code = 0;
  bool m_terminal = false;
  SystemTime m_now = parse_rfc3339("2026-11-23T01:00:00Z").value();
  std::deque<Asker> m_askers;
};

TEST_F(ExecPluginTest, RunsWhenFirstAskedAndOnlyOnce) {
  const auto under_test = plugin();
  EXPECT_TRUE(m_runs.empty());
  EXPECT_EQ(token_of(answered(under_test)), "Bearer t");
  EXPECT_EQ(token_of(answered(under_test)), "Bearer t");
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

TEST_F(ExecPluginTest, RunsAgainAfterExpiry) {
  m_output = answer(R"({"token":"t","expirationTimestamp":"2026-11-23T01:00:10Z"})");
  const auto under_test = plugin();
  std::ignore = answered(under_test);
  m_now += std::chrono::seconds(10);
  std::ignore = answered(under_test);
  EXPECT_EQ(m_runs.size(), 1U);
  m_now += std::chrono::seconds(1);
  m_output = answer(R"({"token":"u"})");
  EXPECT_EQ(token_of(answered(under_test)), "Bearer u");
  EXPECT_EQ(m_runs.size(), 2U);
}

TEST_F(ExecPluginTest, RunsAgainWhenWhatItGaveWasRefused) {
  const auto under_test = plugin();
  const auto first = answered(under_test);
  m_output = answer(R"({"token":"u"})");
  EXPECT_EQ(token_of(answered(under_test, &**first)), "Bearer u");
  EXPECT_EQ(m_runs.size(), 2U);
}

TEST_F(ExecPluginTest, RefusalOfAnOlderCredentialRunsNothing) {
  const auto under_test = plugin();
  const auto first = answered(under_test);
  m_output = answer(R"({"token":"u"})");
  std::ignore = answered(under_test, &**first);
  EXPECT_EQ(token_of(answered(under_test, &**first)), "Bearer u");
  EXPECT_EQ(m_runs.size(), 2U);
}

TEST_F(ExecPluginTest, AllWhoWaitShareOneRun) {
  m_duration = std::chrono::seconds(1);
  const auto under_test = plugin();
  const auto& a = ask(under_test);
  const auto& b = ask(under_test);
  EXPECT_FALSE(a.got || b.got);
  m_loop.advance(m_duration);
  EXPECT_EQ(token_of(a.got), "Bearer t");
  EXPECT_EQ(token_of(b.got), "Bearer t");
  EXPECT_EQ(m_runs.size(), 1U);
}

TEST_F(ExecPluginTest, IsKilledWhenNobodyWaitsAnyMore) {
  m_duration = std::chrono::seconds(1);
  const auto under_test = plugin();
  auto& a = ask(under_test);
  auto& b = ask(under_test);
  a.ticket.cancel();
  EXPECT_EQ(m_killed, 0);
  b.ticket.cancel();
  EXPECT_EQ(m_killed, 1);
  EXPECT_EQ(token_of(answered(under_test)), "Bearer t");
  EXPECT_EQ(m_runs.size(), 2U);
  EXPECT_FALSE(a.got || b.got);
}

TEST_F(ExecPluginTest, AnAnswerMayTakeBackTheQuestionOfAnother) {
  m_duration = std::chrono::seconds(1);
  const auto under_test = plugin();
  Asker* other = nullptr;
  const auto first =
      under_test(nullptr, [&](const Result<http::Credentials>&) { other->ticket.cancel(); });
  other = &ask(under_test);
  m_loop.advance(m_duration);
  EXPECT_FALSE(other->got);
}

TEST_F(ExecPluginTest, WhoAsksAgainAfterAFailureStartsAnotherRun) {
  m_exit_code = 1;
  const auto under_test = plugin();
  Asker* second = nullptr;
  const auto first = under_test(nullptr, [&](const Result<http::Credentials>& got) {
    EXPECT_FALSE(got);
    m_exit_code = 0;
    second = &ask(under_test);
  });
  m_loop.settle();
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(token_of(second->got), "Bearer t");
  EXPECT_EQ(m_runs.size(), 2U);
}

TEST_F(ExecPluginTest, SaysAfterTwoSecondsWhatItWaitsFor) {
  m_exec.command = "plugin\x1b[1m";
  m_duration = std::chrono::seconds(10);
  const auto under_test = plugin();
  const auto& asker = ask(under_test);
  m_loop.advance(std::chrono::milliseconds(1999));
  EXPECT_TRUE(m_notices.empty());
  m_loop.advance(std::chrono::seconds(8));
  EXPECT_THAT(m_notices, testing::ElementsAre("waiting for credential plugin plugin^[[1m..."));
  EXPECT_FALSE(asker.got);
}

TEST_F(ExecPluginTest, QuickOneIsNotSpokenOf) {
  m_duration = std::chrono::seconds(1);
  const auto under_test = plugin();
  std::ignore = answered(under_test);
  m_loop.advance(std::chrono::hours(1));
  EXPECT_TRUE(m_notices.empty());
}

TEST_F(ExecPluginTest, MayGiveACertificate) {
  m_output = answer(R"({"clientCertificateData":"C","clientKeyData":"K"})");
  const auto got = answered(plugin());
  ASSERT_TRUE(got && *got);
  EXPECT_TRUE((*got)->authorization.empty());
  EXPECT_EQ((*got)->certificate->chain_pem, "C");
  EXPECT_EQ((*got)->certificate->key_pem.reveal(), "K");
}

TEST_F(ExecPluginTest, BothVersionsAreSpoken) {
  m_exec.api_version = "client.authentication.k8s.io/v1beta1";
  m_output = answer(R"({"token":"t"})", m_exec.api_version);
  EXPECT_EQ(token_of(answered(plugin())), "Bearer t");
  EXPECT_THAT(m_runs.at(0).env.back().second, HasSubstr(m_exec.api_version));
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
    std::ignore = answered(plugin());
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
  EXPECT_THROW(std::ignore = plugin(), Error);
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
