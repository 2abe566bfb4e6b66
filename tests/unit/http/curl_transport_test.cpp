#include "transport_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

namespace kscan::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CurlTransportTest : public TransportFixture {
protected:
  static void SetUpTestSuite() {
    s_server = std::make_unique<FakeServer>(authority().issue("server", {"IP:127.0.0.1"}), "");
  }
  static void TearDownTestSuite() { s_server.reset(); }
  static inline std::unique_ptr<FakeServer> s_server;
};

TEST_F(CurlTransportTest, VerifiesTheServerByTheGivenAuthority) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  EXPECT_THAT(echo(transport, {}).value("tls", ""), testing::StartsWith("TLSv1."));
}

TEST_F(CurlTransportTest, RefusesAnotherAuthority) {
  auto to = endpoint(*s_server);
  to.ca_pem = CertificateAuthority("other").pem();
  CurlTransport transport(m_engine, to);
  const auto error = failure(transport);
  EXPECT_EQ(error.code(), Errc::config);
  EXPECT_THAT(error.message(), HasSubstr("x509: certificate signed by unknown authority"));
}

TEST_F(CurlTransportTest, RefusesWithoutTheAuthorityAmongTheSystemsRoots) {
  auto to = endpoint(*s_server);
  to.ca_pem.clear();
  CurlTransport transport(m_engine, to);
  EXPECT_EQ(failure(transport).code(), Errc::config);
}

TEST_F(CurlTransportTest, ExtraAuthorityCountsBesidesTheSystemsRoots) {
  auto to = endpoint(*s_server);
  to.extra_ca_pem = std::exchange(to.ca_pem, "");
  CurlTransport transport(m_engine, to);
  EXPECT_EQ(echo(transport, {}).value("method", ""), "GET");
}

TEST_F(CurlTransportTest, AuthorityInSslCertDirIsOneOfTheSystemsRoots) {
  const auto directory =
      std::filesystem::temp_directory_path() / ("kscan-roots-" + std::to_string(::getpid()));
  std::filesystem::create_directory(directory);
  std::ofstream(directory / "ours.pem") << authority().pem();
  ::setenv("SSL_CERT_DIR", directory.c_str(), 1);
  auto to = endpoint(*s_server);
  to.ca_pem.clear();
  CurlTransport transport(m_engine, to);
  ::unsetenv("SSL_CERT_DIR");
  std::filesystem::remove_all(directory);
  EXPECT_EQ(echo(transport, {}).value("method", ""), "GET");
}

TEST_F(CurlTransportTest, InsecureVerifiesNothing) {
  auto to = endpoint(*s_server);
  to.ca_pem.clear();
  to.insecure = true;
  CurlTransport transport(m_engine, to);
  EXPECT_EQ(echo(transport, {}).value("method", ""), "GET");
}

TEST_F(CurlTransportTest, RefusesACertificateForAnotherName) {
  const FakeServer other(authority().issue("x", {"DNS:api.example"}), "");
  CurlTransport transport(m_engine, endpoint(other));
  const auto error = failure(transport);
  EXPECT_EQ(error.code(), Errc::config);
  EXPECT_THAT(error.hint(), HasSubstr("tls-server-name"));
}

TEST_F(CurlTransportTest, TlsServerNameIsSentAndVerifiedWhileTheHostHeaderStays) {
  const FakeServer other(authority().issue("x", {"DNS:api.example"}), "");
  auto to = endpoint(other);
  to.tls_server_name = "api.example";
  CurlTransport transport(m_engine, to);
  const auto answer = echo(transport, {});
  EXPECT_EQ(answer.value("sni", ""), "api.example");
  EXPECT_EQ(answer["headers"]["host"], json::array({"127.0.0.1:" + other.port()}));
}

TEST_F(CurlTransportTest, PresentsTheClientCertificate) {
  const FakeServer strict(authority().issue("server", {"IP:127.0.0.1"}), authority().pem());
  auto to = endpoint(strict);
  auto pair = authority().issue("jane", {});
  to.client_certificate = std::make_shared<ClientCertificate>(
      ClientCertificate{pair.cert_pem, Secret(std::move(pair.key_pem))});
  CurlTransport transport(m_engine, to);
  EXPECT_EQ(echo(transport, {}).value("client", ""), "jane");
}

TEST_F(CurlTransportTest, ServerThatWantsACertificateIsNotReachedWithoutOne) {
  const FakeServer strict(authority().issue("server", {"IP:127.0.0.1"}), authority().pem());
  CurlTransport transport(m_engine, endpoint(strict));
  EXPECT_THAT(failure(transport).message(), HasSubstr("Unable to connect to the server: "));
}

TEST_F(CurlTransportTest, SendsMethodPrefixHeadersAndBody) {
  auto to = endpoint(*s_server);
  to.headers = {{"Impersonate-Group", "a"}, {"Impersonate-Group", "b"}};
  CurlTransport transport(m_engine, to);
  Request request;
  request.method = Method::patch;
  request.headers = {{"Content-Type", "x/y"}, {"X-Empty", ""}};
  request.body = "some body";
  const auto answer = echo(transport, std::move(request));
  EXPECT_EQ(answer.value("method", ""), "PATCH");
  EXPECT_EQ(answer.value("body", ""), "some body");
  const auto& headers = answer["headers"];
  EXPECT_EQ(headers["impersonate-group"], json::array({"a", "b"}));
  EXPECT_EQ(headers["content-type"], json::array({"x/y"}));
  EXPECT_EQ(headers["x-empty"], json::array({""}));
  EXPECT_FALSE(headers.contains("expect"));
  EXPECT_FALSE(headers.contains("authorization"));
  EXPECT_THAT(headers["user-agent"][0].get<std::string>(),
              testing::MatchesRegex("kubectl-scan/v[0-9.]+ \\(linux/[a-z0-9]+\\)"));
}

TEST_F(CurlTransportTest, EveryMethodArrivesUnderItsName) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  for (const auto method : {Method::get, Method::post, Method::put, Method::patch, Method::del}) {
    Request request;
    request.method = method;
    EXPECT_EQ(echo(transport, std::move(request)).value("method", ""), name(method));
  }
  Request request{.method = Method::head, .target = "/echo"};
  const auto& seen = finish(start(transport, std::move(request)));
  EXPECT_TRUE(*seen.end);
  EXPECT_EQ(seen.head->status, 200);
  EXPECT_EQ(seen.body(), "");
}

TEST_F(CurlTransportTest, DeleteMayHaveABody) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  Request request{.method = Method::del, .body = "options"};
  EXPECT_EQ(echo(transport, std::move(request)).value("body", ""), "options");
}

TEST_F(CurlTransportTest, AMegabyteArrivesWhole) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  const std::string body(1'000'000, 'x');
  Request request{.method = Method::post, .body = body};
  EXPECT_EQ(echo(transport, std::move(request)).value("body", ""), body);
}

TEST_F(CurlTransportTest, CompressedAnswerIsExpanded) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  EXPECT_EQ(finish(start(transport, Request{.target = "/gzip", .gzip = true})).body(), "expanded");
}

TEST_F(CurlTransportTest, RedirectIsNotFollowed) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  const auto& seen = finish(start(transport, "/redirect"));
  EXPECT_EQ(seen.head->status, 302);
  EXPECT_EQ(header_value(*seen.head, "location"), "/echo");
}

TEST_F(CurlTransportTest, AuthorizationComesFromTheEndpointUnlessTheRequestHasItsOwn) {
  auto to = endpoint(*s_server);
  to.authorize = answer_at_once([](const Credentials*) -> Result<Credentials> {
    return Credentials{.authorization = Secret("Bearer abc")};
  });
  CurlTransport transport(m_engine, to);
  EXPECT_EQ(echo(transport, {})["headers"]["authorization"], json::array({"Bearer abc"}));
  Request request;
  request.authorization = Secret("Basic own");
  EXPECT_EQ(echo(transport, std::move(request))["headers"]["authorization"],
            json::array({"Basic own"}));
}

TEST_F(CurlTransportTest, FailedAuthorizeFailsTheRequestAndNotTheCaller) {
  auto to = endpoint(*s_server);
  to.authorize = answer_at_once([](const Credentials*) -> Result<Credentials> {
    return fail(Errc::unauthorized, "plugin says no");
  });
  CurlTransport transport(m_engine, to);
  EXPECT_EQ(failure(transport).message(), "plugin says no");
}

TEST_F(CurlTransportTest, HeaderWithALineBreakIsRefused) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  Request request{.target = "/echo"};
  request.authorization = Secret("Bearer a\r\nX-Evil: 1");
  const auto& seen = finish(start(transport, std::move(request)));
  ASSERT_FALSE(*seen.end);
  EXPECT_EQ(seen.end->error().message(), "invalid value of the header Authorization");
}

TEST_F(CurlTransportTest, StreamIsDeliveredPieceByPiece) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  auto& stream = start(transport, "/stream?name=a");
  wait_for([&] { return stream.body() == "first of a\n"; });
  EXPECT_FALSE(stream.end);
  finish(start(transport, "/go?name=a"));
  wait_for([&] { return stream.body() == "first of a\nsecond of a\n"; });
  EXPECT_FALSE(stream.end);
  finish(start(transport, "/go?name=a"));
  EXPECT_TRUE(*finish(stream).end);
}

TEST_F(CurlTransportTest, StreamsRunSideBySide) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  auto& a = start(transport, "/stream?name=f");
  auto& b = start(transport, "/stream?name=g");
  wait_for([&] { return a.body() == "first of f\n" && b.body() == "first of g\n"; });
  finish(start(transport, "/go?name=g"));
  finish(start(transport, "/go?name=g"));
  finish(b);
  EXPECT_EQ(b.body(), "first of g\nsecond of g\n");
  EXPECT_FALSE(a.end);
}

TEST_F(CurlTransportTest, CancelledInMidStreamIsNeverHeardOfAgain) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  auto& stream = start(transport, "/stream?name=c");
  wait_for([&] { return !stream.chunks.empty(); });
  stream.ticket.cancel();
  finish(start(transport, "/go?name=c"));
  finish(start(transport, "/echo"));
  EXPECT_EQ(stream.body(), "first of c\n");
  EXPECT_FALSE(stream.end);
}

TEST_F(CurlTransportTest, SinkMayCancelItsOwnTransferAndStartAnother) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  Seen* second = nullptr;
  bool told_more = false;
  io::Ticket first;
  Sink sink;
  sink.on_head = [&](const Head&) {
    first.cancel();
    second = &start(transport, "/echo");
  };
  sink.on_data = [&](std::string_view) { told_more = true; };
  first = transport.start(Request{.target = "/stream?name=d"}, sink);
  wait_for([&] { return second != nullptr && second->end.has_value(); });
  EXPECT_FALSE(told_more);
}

TEST_F(CurlTransportTest, ConnectionCutInMidAnswerIsUnavailable) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  const auto& seen = finish(start(transport, "/cut"));
  EXPECT_EQ(seen.body(), "half\n");
  ASSERT_FALSE(*seen.end);
  EXPECT_EQ(seen.end->error().code(), Errc::unavailable);
  EXPECT_THAT(seen.end->error().message(), HasSubstr("was lost"));
}

TEST_F(CurlTransportTest, GibberishIsAProtocolError) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  EXPECT_EQ(failure(transport, "/gibberish").code(), Errc::protocol);
}

TEST_F(CurlTransportTest, SilenceBeyondTheIdleTimeoutIsATimeout) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  Request request{.target = "/silent", .idle_timeout = std::chrono::milliseconds(30)};
  const auto& seen = finish(start(transport, std::move(request)));
  ASSERT_FALSE(*seen.end);
  EXPECT_EQ(seen.end->error().code(), Errc::timeout);
}

TEST_F(CurlTransportTest, WholeTimeoutIsATimeout) {
  CurlTransport transport(m_engine, endpoint(*s_server));
  Request request{.target = "/stream?name=e", .timeout = std::chrono::milliseconds(100)};
  const auto& seen = finish(start(transport, std::move(request)));
  ASSERT_FALSE(*seen.end);
  EXPECT_EQ(seen.end->error().code(), Errc::timeout);
}

TEST_F(CurlTransportTest, NobodyListeningIsSaidInKubectlsWords) {
  // A port that was just ours, bound but not listening, refuses connections for sure.
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_GE(fd, 0);
  sockaddr_storage address{};
  address.ss_family = AF_INET;
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), size), 0);
  ASSERT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  unsigned char raw[2];
  std::memcpy(raw, reinterpret_cast<const char*>(&address) + 2, 2);
  const auto peer = "127.0.0.1:" + std::to_string(raw[0] * 256 + raw[1]);
  CurlTransport transport(m_engine, {.base_url = "https://" + peer});
  const auto error = failure(transport);
  EXPECT_EQ(error.code(), Errc::unavailable);
  EXPECT_EQ(error.message(),
            "The connection to the server " + peer
                + " was refused - did you specify the right host or port?");
  ::close(fd);
}

TEST_F(CurlTransportTest, PlainHttpServerOnHttpsIsNamedAsSuch) {
  const FakeServer plain;
  CurlTransport transport(m_engine, {.base_url = "https://127.0.0.1:" + plain.port()});
  EXPECT_THAT(failure(transport).message(), HasSubstr("server gave HTTP response"));
}

TEST_F(CurlTransportTest, PlainHttpWorksWithoutTls) {
  const FakeServer plain;
  CurlTransport transport(m_engine, {.base_url = plain.url() + "/"});
  EXPECT_EQ(echo(transport, {}).value("target", ""), "/echo");
}

TEST_F(CurlTransportTest, EngineMayGoWithTransfersUnderWay) {
  io::Ticket ticket;
  {
    CurlEngine engine;
    CurlTransport transport(engine, endpoint(*s_server));
    ticket = transport.start(Request{.target = "/silent"}, {});
    int turns = 0;
    const auto tick = engine.after({}, [&] { ++turns; });
    engine.run_until([&] { return turns > 0; });
  }
  ticket.cancel();
}

}  // namespace
}  // namespace kscan::http
