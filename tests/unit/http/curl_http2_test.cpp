#include "transport_fixture.hpp"

#include <gmock/gmock.h>

#include <memory>

namespace kscan::http {
namespace {

class CurlHttp2Test : public TransportFixture {
protected:
  [[nodiscard]] int connections(Transport& transport) {
    const auto stats = json::parse(finish(start(transport, "/stats")).body(), nullptr, false);
    return stats.value("connections", -1);
  }
  FakeServer m_server{test::ServerOptions{
      .certificate = authority().issue("server", {"IP:127.0.0.1"}), .http2 = true}};
};

TEST_F(CurlHttp2Test, IsSpokenWhereTheServerAgrees) {
  CurlTransport transport(m_engine, endpoint(m_server));
  const auto& seen = finish(start(transport, "/echo"));
  EXPECT_EQ(json::parse(seen.body()).value("version", ""), "2");
  EXPECT_EQ(seen.head->timing.http_version, 20);
}

TEST_F(CurlHttp2Test, IsNotSpokenWhenDisabled) {
  auto to = endpoint(m_server);
  to.disable_http2 = true;
  CurlTransport transport(m_engine, to);
  EXPECT_EQ(echo(transport, {}).value("version", ""), "1.1");
}

TEST_F(CurlHttp2Test, ManyRequestsAndStreamsShareOneConnection) {
  constexpr int many = 40;
  CurlTransport transport(m_engine, endpoint(m_server));
  std::vector<Seen*> streams;
  for (int i = 0; i < many; ++i)
    streams.push_back(&start(transport, "/stream?name=s" + std::to_string(i)));
  for (auto* stream : streams)
    wait_for([&] { return !stream->chunks.empty(); });
  std::vector<Seen*> requests;
  for (int i = 0; i < many; ++i)
    requests.push_back(&start(transport, "/echo"));
  for (auto* request : requests)
    EXPECT_TRUE(*finish(*request).end);
  for (int i = 0; i < many; ++i) {
    finish(start(transport, "/go?name=s" + std::to_string(i)));
    finish(start(transport, "/go?name=s" + std::to_string(i)));
    EXPECT_TRUE(*finish(*streams[static_cast<std::size_t>(i)]).end);
  }
  EXPECT_EQ(connections(transport), 1);
}

TEST_F(CurlHttp2Test, CancelledStreamLeavesTheOthersAlone) {
  CurlTransport transport(m_engine, endpoint(m_server));
  auto& gone = start(transport, "/stream?name=gone");
  auto& kept = start(transport, "/stream?name=kept");
  wait_for([&] { return !gone.chunks.empty() && !kept.chunks.empty(); });
  gone.ticket.cancel();
  for (int i = 0; i < 2; ++i)
    finish(start(transport, "/go?name=kept"));
  EXPECT_TRUE(*finish(kept).end);
  EXPECT_EQ(kept.body(), "first of kept\nsecond of kept\n");
  EXPECT_EQ(connections(transport), 1);
}

TEST_F(CurlHttp2Test, RefusedRequestIsSentAgainOnTheSameConnection) {
  auto to = endpoint(m_server);
  to.authorize = answer_at_once([](const Credentials* rejected) -> Result<Credentials> {
    return Credentials{.authorization = Secret(rejected == nullptr ? "Bearer 1" : "Bearer 2")};
  });
  CurlTransport transport(m_engine, to);
  Request request{.method = Method::post, .target = "/only?name=Bearer%202", .body = "body"};
  const auto& seen = finish(start(transport, std::move(request)));
  ASSERT_TRUE(seen.head);
  EXPECT_EQ(seen.head->status, 200);
  EXPECT_EQ(connections(transport), 1);
}

TEST_F(CurlHttp2Test, GoAwayInMidAnswerIsUnavailableAndTheNextRequestConnectsAnew) {
  CurlTransport transport(m_engine, endpoint(m_server));
  const auto error = failure(transport, "/fault/goaway");
  EXPECT_EQ(error.code(), Errc::unavailable);
  EXPECT_EQ(echo(transport, {}).value("version", ""), "2");
  EXPECT_EQ(connections(transport), 2);
}

TEST_F(CurlHttp2Test, ResetIsUnavailable) {
  CurlTransport transport(m_engine, endpoint(m_server));
  EXPECT_EQ(failure(transport, "/fault/reset").code(), Errc::unavailable);
}

class CurlTimingTest : public CurlHttp2Test {};

TEST_F(CurlTimingTest, FirstRequestMadeTheConnectionAndTheNextReusesIt) {
  CurlTransport transport(m_engine, endpoint(m_server));
  const auto first = finish(start(transport, "/echo")).head->timing;
  EXPECT_FALSE(first.reused);
  EXPECT_GT(first.tls.count(), 0);
  EXPECT_GT(first.first_byte.count(), 0);
  EXPECT_EQ(first.peer_address, "127.0.0.1:" + m_server.port());
  const auto second = finish(start(transport, "/echo")).head->timing;
  EXPECT_TRUE(second.reused);
  EXPECT_EQ(second.tls.count(), 0);
  EXPECT_EQ(second.peer_address, first.peer_address);
}

TEST_F(CurlTimingTest, PlainHttpHasNoTls) {
  const FakeServer plain;
  CurlTransport transport(m_engine, {.base_url = plain.url()});
  const auto timing = finish(start(transport, "/echo")).head->timing;
  EXPECT_EQ(timing.tls.count(), 0);
  EXPECT_EQ(timing.http_version, 11);
}

}  // namespace
}  // namespace kscan::http
