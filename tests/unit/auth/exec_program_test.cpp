#include "auth/exec_plugin.hpp"
#include "http/curl_engine.hpp"
#include "support/fake_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace kscan::auth {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

/// Credential plugins as they are in the world: programs, run by a real loop.
class ExecProgram : public testing::Test {
protected:
  ExecProgram() {
    std::string pattern = (fs::temp_directory_path() / "kscan-exec-XXXXXX").string();
    m_dir = ::mkdtemp(pattern.data());
    m_exec.api_version = "client.authentication.k8s.io/v1";
    m_exec.interactive = kubeconfig::Interactive::never;
    m_exec.env = {{"DIR", m_dir.string()}, {"V", m_exec.api_version}};
  }
  ~ExecProgram() override { fs::remove_all(m_dir); }

  void install(const std::string& script) {
    const auto path = m_dir / "plugin";
    // `token T` prints what kubectl wants to see.
    std::ofstream(path) << "#!/bin/sh\n"
                           "status() { printf '{\"kind\":\"ExecCredential\",\"apiVersion\":\"%s\","
                           "\"status\":%s}\\n' \"$V\" \"$1\"; }\n"
                           "token() { status \"{\\\"token\\\":\\\"$1\\\"}\"; }\n"
                        << script << "\n";
    fs::permissions(path, fs::perms::owner_all);
    m_exec.command = path.string();
  }
  http::Authorize plugin() {
    return exec_authorizer(m_exec,
                           m_cluster,
                           {.run = [this](const io::Command& command,
                                          auto done) { return io::start(m_loop, command, done); },
                            .stdin_is_terminal = [] { return false; },
                            .now = [] { return SystemTime(std::chrono::system_clock::now()); }},
                           m_loop);
  }
  /// The Authorization header, or the error's message.
  std::string answer(const http::Authorize& authorize) {
    std::optional<std::string> got;
    const auto ticket = authorize(nullptr, [&](const Result<http::Credentials>& result) {
      got = result ? result->authorization.reveal() : result.error().message();
    });
    m_loop.run_until([&] { return got.has_value(); });
    return *got;
  }
  [[nodiscard]] std::string file(const std::string& name) const {
    std::ifstream stream(m_dir / name);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  fs::path m_dir;
  http::CurlEngine m_loop;
  kubeconfig::Exec m_exec;
  ExecCluster m_cluster;
};

struct Program {
  std::string name;
  std::string script;
  std::string answer;
};

class ExecProgramTable : public ExecProgram, public testing::WithParamInterface<Program> {};

TEST_P(ExecProgramTable, GivesWhatClientGoWouldTake) {
  install(GetParam().script);
  EXPECT_THAT(answer(plugin()), HasSubstr(GetParam().answer));
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    ExecProgramTable,
    testing::Values(Program{"Token", "token t", "Bearer t"},
                    Program{"TokenAfterAWhile", "sleep 0.05; token late", "Bearer late"},
                    Program{"TokenOfAChild", "(sleep 0.05; token child) & exit 0", "Bearer child"},
                    Program{"ReadsNothing", "token \"$(cat)done\"", "Bearer done"},
                    Program{"PrettyPrinted", "token t | sed 's/,/,\\n  /g'", "Bearer t"},
                    Program{"Fails", "token t; exit 3", "plugin failed with exit code 3"},
                    Program{"IsKilled", "kill -KILL $$", "plugin failed with exit code 137"},
                    Program{"SaysNothing", ":", "decoding stdout"},
                    Program{
                        "WritesWithoutEnd", "while :; do token t; done", "plugin writes too much"},
                    Program{"SpeaksAnotherVersion",
                            "V=client.authentication.k8s.io/v1beta1; token t",
                            "plugin returned version client.authentication.k8s.io/v1beta1"},
                    Program{"SpeaksHtml", "echo '<html>'", "decoding stdout"},
                    Program{"NestsDeeply", "printf '[%.0s' $(seq 100000)", "decoding stdout"},
                    Program{"TokenIsANumber", "status '{\"token\":7}'", "didn't return a token"}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(ExecProgram, SpeaksTheOlderVersionToo) {
  m_exec.api_version = "client.authentication.k8s.io/v1beta1";
  m_exec.env.emplace_back("V", m_exec.api_version);
  install("token t");
  EXPECT_EQ(answer(plugin()), "Bearer t");
}

TEST_F(ExecProgram, IsToldAboutTheClusterIfItWants) {
  m_exec.provide_cluster_info = true;
  m_cluster = {.cluster = {.server = "https://h:6443"}, .ca_pem = "CA"};
  install("printf %s \"$KUBERNETES_EXEC_INFO\" > \"$DIR/info\"; token t");
  EXPECT_EQ(answer(plugin()), "Bearer t");
  EXPECT_EQ(file("info"), exec_info(m_exec, m_cluster, false));
}

TEST_F(ExecProgram, MayTalkToThePerson) {
  install("echo 'open your browser' >&2; token t");
  testing::internal::CaptureStderr();
  const auto got = answer(plugin());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "open your browser\n");
  EXPECT_EQ(got, "Bearer t");
}

TEST_F(ExecProgram, ThatIsNotThereIsNotFound) {
  m_exec.command = (m_dir / "nothing").string();
  EXPECT_EQ(answer(plugin()),
            "getting credentials: exec: executable " + m_exec.command + " not found");
}

TEST_F(ExecProgram, ThatMayNotBeRunIsToldAsSuch) {
  install("token t");
  fs::permissions(m_exec.command, fs::perms::owner_read);
  EXPECT_THAT(answer(plugin()), HasSubstr("Permission denied"));
}

TEST_F(ExecProgram, WithAnExpiredCredentialIsRunForEachRequest) {
  install("echo x >> \"$DIR/runs\"; status '{\"token\":\"t\","
          "\"expirationTimestamp\":\"2001-01-01T00:00:00Z\"}'");
  const auto under_test = plugin();
  answer(under_test);
  answer(under_test);
  EXPECT_EQ(file("runs"), "x\nx\n");
}

TEST_F(ExecProgram, ThatHangsDoesNotHoldUpTheLoopAndDiesWithTheQuestion) {
  install("echo $$ > \"$DIR/pid.new\"; mv \"$DIR/pid.new\" \"$DIR/pid\"; exec sleep 1000");
  bool answered = false;
  const auto under_test = plugin();
  auto ticket = under_test(nullptr, [&](const Result<http::Credentials>&) { answered = true; });
  std::function<void()> look;
  io::Ticket again;
  look = [&] { again = m_loop.after(std::chrono::milliseconds(1), look); };
  look();
  m_loop.run_until([&] { return fs::exists(m_dir / "pid"); });
  const auto pid = std::stoi(file("pid"));
  EXPECT_EQ(::kill(pid, 0), 0);
  ticket.cancel();
  EXPECT_EQ(::kill(pid, 0), -1);
  EXPECT_FALSE(answered);
}

TEST_F(ExecProgram, IsRunAgainWhenTheServerRefusesAndTheRequestSucceeds) {
  install("echo x >> \"$DIR/runs\"; token \"$(wc -l < \"$DIR/runs\")\"");
  const test::CertificateAuthority authority("kscan test");
  const test::FakeServer server(authority.issue("server", {"IP:127.0.0.1"}), "");
  http::CurlTransport transport(
      m_loop, {.base_url = server.url(), .ca_pem = authority.pem(), .authorize = plugin()});
  constexpr int requests = 3;
  std::vector<int> statuses;
  int ended = 0;
  std::vector<io::Ticket> tickets;
  for (int i = 0; i < requests; ++i) {
    http::Sink sink;
    sink.on_head = [&](const http::Head& head) { statuses.push_back(head.status); };
    sink.on_end = [&](const Result<>&) { ++ended; };
    tickets.push_back(transport.start({.target = "/only?name=Bearer%202"}, std::move(sink)));
  }
  m_loop.run_until([&] { return ended == requests; });
  EXPECT_THAT(statuses, testing::ElementsAre(200, 200, 200));
  EXPECT_EQ(file("runs"), "x\nx\n");
}

}  // namespace
}  // namespace kscan::auth
