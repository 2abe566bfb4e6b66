#include "transport_fixture.hpp"

#include <gmock/gmock.h>

#include <map>
#include <memory>

namespace kscan::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// An authorizer that answers when the test says so; questions may outlive it.
class Pending {
public:
  Authorize authorize() {
    return [state = m_state](const Credentials* rejected, Answer answer) {
      state->rejected.push_back(rejected == nullptr ? "" : rejected->authorization.reveal());
      const auto number = state->rejected.size();
      state->answers[number] = std::move(answer);
      return io::Ticket([state, number] { state->answers.erase(number); });
    };
  }
  void answer(std::size_t number, Result<Credentials> credentials) {
    const auto found = m_state->answers.find(number);
    if (found == m_state->answers.end()) return;
    const auto fn = found->second;
    fn(std::move(credentials));
  }
  /// What was refused, for each question.
  [[nodiscard]] const std::vector<std::string>& questions() const { return m_state->rejected; }
  [[nodiscard]] bool waits(std::size_t number) const { return m_state->answers.contains(number); }

private:
  struct State {
    std::vector<std::string> rejected;
    std::map<std::size_t, Answer> answers;
  };
  std::shared_ptr<State> m_state = std::make_shared<State>();
};

Credentials bearer(const std::string& token) {
  return {.authorization = Secret("Bearer " + token)};
}

/// "one", then "two" for whoever was refused.
Authorize renewing(std::vector<std::string>& questions) {
  return answer_at_once([&questions](const Credentials* rejected) -> Result<Credentials> {
    questions.push_back(rejected == nullptr ? "" : rejected->authorization.reveal());
    return bearer(rejected == nullptr ? "one" : "two");
  });
}

std::string only(const std::string& authorization) {
  return "/only?name=" + authorization;
}

class CurlAuthorizeTest : public TransportFixture {
protected:
  static void SetUpTestSuite() {
    s_server = std::make_unique<FakeServer>(
        test::ServerOptions{.certificate = authority().issue("server", {"IP:127.0.0.1"})});
  }
  static void TearDownTestSuite() { s_server.reset(); }
  Endpoint authorized(Authorize authorize) {
    auto to = endpoint(*s_server);
    to.authorize = std::move(authorize);
    return to;
  }
  int status(Seen& seen) {
    finish(seen);
    return seen.head ? seen.head->status : 0;
  }
  static inline std::unique_ptr<FakeServer> s_server;
};

TEST_F(CurlAuthorizeTest, RequestWaitsForItsCredentialsWhileOthersGoOn) {
  Pending pending;
  CurlTransport transport(m_engine, authorized(pending.authorize()));
  auto& waiting = start(transport, only("Bearer%20late"));
  Request own{.target = "/echo"};
  own.authorization = Secret("Bearer own");
  EXPECT_EQ(status(start(transport, std::move(own))), 200);
  EXPECT_FALSE(waiting.end);
  pending.answer(1, bearer("late"));
  EXPECT_EQ(status(waiting), 200);
}

TEST_F(CurlAuthorizeTest, RequestThatWaitsCanBeCancelled) {
  Pending pending;
  CurlTransport transport(m_engine, authorized(pending.authorize()));
  auto& waiting = start(transport, "/echo");
  EXPECT_TRUE(pending.waits(1));
  waiting.ticket.cancel();
  EXPECT_FALSE(pending.waits(1));
}

TEST_F(CurlAuthorizeTest, WaitingForCredentialsIsNoIdleTime) {
  Pending pending;
  CurlTransport transport(m_engine, authorized(pending.authorize()));
  Request request{.target = "/echo", .idle_timeout = std::chrono::milliseconds(20)};
  auto& waiting = start(transport, std::move(request));
  bool waited = false;
  const auto timer = m_engine.after(std::chrono::milliseconds(60), [&] { waited = true; });
  wait_for([&] { return waited; });
  EXPECT_FALSE(waiting.end);
}

TEST_F(CurlAuthorizeTest, FailureOfTheAuthorizerIsThatOfTheRequest) {
  Pending pending;
  CurlTransport transport(m_engine, authorized(pending.authorize()));
  auto& waiting = start(transport, "/echo");
  pending.answer(1, fail(Errc::unauthorized, "plugin says no"));
  finish(waiting);
  EXPECT_EQ(waiting.end->error().message(), "plugin says no");
  EXPECT_FALSE(waiting.head);
}

struct Repeated {
  std::string name;
  Method method;
  std::string body;
};

class CurlAuthorizeRetry : public CurlAuthorizeTest,
                           public testing::WithParamInterface<Repeated> {};

TEST_P(CurlAuthorizeRetry, RefusedRequestIsSentAgainWithTheNewCredential) {
  std::vector<std::string> questions;
  CurlTransport transport(m_engine, authorized(renewing(questions)));
  Request request{.method = GetParam().method, .target = only("Bearer%20two")};
  request.body = GetParam().body;
  auto& seen = start(transport, std::move(request));
  EXPECT_EQ(status(seen), 200);
  EXPECT_THAT(questions, ElementsAre("", "Bearer one"));
  if (GetParam().method == Method::head) return;
  const auto answer = json::parse(seen.body(), nullptr, false);
  EXPECT_EQ(answer.value("method", ""), name(GetParam().method));
  EXPECT_EQ(answer.value("body", ""), GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(Table,
                         CurlAuthorizeRetry,
                         testing::Values(Repeated{"Get", Method::get, ""},
                                         Repeated{"Head", Method::head, ""},
                                         Repeated{"Post", Method::post, "body"},
                                         Repeated{"Put", Method::put, "body"},
                                         Repeated{"Patch", Method::patch, "body"},
                                         Repeated{"Delete", Method::del, "options"}),
                         [](const auto& tested) { return tested.param.name; });

TEST_F(CurlAuthorizeTest, SecondRefusalIsDelivered) {
  std::vector<std::string> questions;
  CurlTransport transport(m_engine, authorized(renewing(questions)));
  auto& seen = start(transport, only("Bearer%20three"));
  EXPECT_EQ(status(seen), 401);
  EXPECT_EQ(seen.body(), "who are you?");
  EXPECT_TRUE(*seen.end);
  EXPECT_EQ(questions.size(), 2U);
}

TEST_F(CurlAuthorizeTest, SameCredentialIsNotTriedTwice) {
  int asked = 0;
  CurlTransport transport(m_engine,
                          authorized(answer_at_once([&](const Credentials*) -> Result<Credentials> {
                            ++asked;
                            return bearer("always");
                          })));
  const auto target = only("Bearer%20other");
  auto& seen = start(transport, target);
  EXPECT_EQ(status(seen), 401);
  EXPECT_EQ(seen.body(), "who are you?");
  EXPECT_EQ(asked, 2);
  const auto stats = json::parse(finish(start(transport, "/stats")).body());
  EXPECT_EQ(stats["requests"][target], 1);
}

TEST_F(CurlAuthorizeTest, NothingOfTheRefusalIsHeardUntilThereIsAnAnswer) {
  Pending pending;
  CurlTransport transport(m_engine, authorized(pending.authorize()));
  auto& seen = start(transport, only("Bearer%20two"));
  pending.answer(1, bearer("one"));
  wait_for([&] { return pending.waits(2); });
  EXPECT_THAT(pending.questions(), ElementsAre("", "Bearer one"));
  Request own{.target = "/echo"};
  own.authorization = Secret("Bearer own");
  EXPECT_EQ(status(start(transport, std::move(own))), 200);
  EXPECT_FALSE(seen.head || !seen.chunks.empty() || seen.end);
  pending.answer(2, bearer("two"));
  EXPECT_EQ(status(seen), 200);
}

TEST_F(CurlAuthorizeTest, RefusedRequestCanBeCancelledWhileTheCredentialIsRenewed) {
  Pending pending;
  CurlTransport transport(m_engine, authorized(pending.authorize()));
  auto& seen = start(transport, only("Bearer%20two"));
  pending.answer(1, bearer("one"));
  wait_for([&] { return pending.waits(2); });
  seen.ticket.cancel();
  EXPECT_FALSE(pending.waits(2));
  EXPECT_FALSE(seen.head || seen.end);
}

TEST_F(CurlAuthorizeTest, FailureToRenewIsToldInsteadOfTheRefusal) {
  Pending pending;
  CurlTransport transport(m_engine, authorized(pending.authorize()));
  auto& seen = start(transport, only("Bearer%20two"));
  pending.answer(1, bearer("one"));
  wait_for([&] { return pending.waits(2); });
  pending.answer(2, fail(Errc::unauthorized, "plugin says no"));
  finish(seen);
  EXPECT_EQ(seen.end->error().message(), "plugin says no");
  EXPECT_FALSE(seen.head);
}

TEST_F(CurlAuthorizeTest, OwnCredentialOfARequestIsNotReplaced) {
  std::vector<std::string> questions;
  CurlTransport transport(m_engine, authorized(renewing(questions)));
  Request request{.target = only("Bearer%20two")};
  request.authorization = Secret("Bearer own");
  EXPECT_EQ(status(start(transport, std::move(request))), 401);
  EXPECT_TRUE(questions.empty());
}

TEST_F(CurlAuthorizeTest, EngineMayGoWhileCredentialsAreAwaited) {
  Pending pending;
  io::Ticket ticket;
  {
    CurlEngine engine;
    CurlTransport transport(engine, authorized(pending.authorize()));
    ticket = transport.start(Request{.target = "/echo"}, {});
  }
  pending.answer(1, bearer("late"));
  EXPECT_FALSE(pending.waits(1));
}

class CurlCertificateTest : public TransportFixture {
protected:
  static std::shared_ptr<const ClientCertificate> certificate(const std::string& name) {
    auto pair = authority().issue(name, {});
    return std::make_shared<const ClientCertificate>(
        ClientCertificate{pair.cert_pem, Secret(std::move(pair.key_pem))});
  }
  std::string client(Transport& transport) { return echo(transport, {}).value("client", ""); }

  FakeServer m_server{
      test::ServerOptions{.certificate = authority().issue("server", {"IP:127.0.0.1"}),
                          .client_ca = authority().pem()}};
};

TEST_F(CurlCertificateTest, ConnectionsOfTwoCertificatesAreNotMixed) {
  const auto jane = certificate("jane");
  const auto joe = certificate("joe");
  auto current = jane;
  auto to = endpoint(m_server);
  to.authorize = answer_at_once([&](const Credentials*) -> Result<Credentials> {
    return Credentials{.certificate = current};
  });
  CurlTransport transport(m_engine, to);
  EXPECT_EQ(client(transport), "jane");
  current = joe;
  EXPECT_EQ(client(transport), "joe");
  current = jane;
  EXPECT_EQ(client(transport), "jane");
}

TEST_F(CurlCertificateTest, RefusedCertificateIsRenewed) {
  auto to = endpoint(m_server);
  to.authorize = answer_at_once([&](const Credentials* rejected) -> Result<Credentials> {
    return Credentials{.certificate = certificate(rejected == nullptr ? "old" : "new")};
  });
  CurlTransport transport(m_engine, to);
  auto& seen = finish(start(transport, only("new")));
  ASSERT_TRUE(seen.head);
  EXPECT_EQ(seen.head->status, 200);
}

TEST_F(CurlCertificateTest, CertificateThatIsNoneIsToldAsSuch) {
  auto to = endpoint(m_server);
  to.client_certificate = std::make_shared<const ClientCertificate>(
      ClientCertificate{"no certificate", Secret("no key")});
  CurlTransport transport(m_engine, to);
  const auto error = failure(transport);
  EXPECT_EQ(error.code(), Errc::config);
  EXPECT_THAT(error.message(), HasSubstr("client certificate"));
}

}  // namespace
}  // namespace kscan::http
