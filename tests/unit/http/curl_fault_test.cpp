#include "transport_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <memory>

namespace kscan::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view answer = "a whole answer\n";

class CurlFaultTest : public TransportFixture {
protected:
  static void SetUpTestSuite() { s_server = std::make_unique<FakeServer>(); }
  static void TearDownTestSuite() { s_server.reset(); }
  CurlFaultTest()
      : m_transport(m_engine, {.base_url = s_server->url()}) {}
  Seen& finished(const std::string& fault) {
    return finish(start(m_transport, Request{.target = "/fault/" + fault, .gzip = true}));
  }

  static inline std::unique_ptr<FakeServer> s_server;
  CurlTransport m_transport;
};

struct Fault {
  std::string name;
  std::string fault;
  Errc code;
  std::string message;
  std::string body = {};  ///< that had come before
};

class CurlFaultTable : public CurlFaultTest, public testing::WithParamInterface<Fault> {};

TEST_P(CurlFaultTable, IsToldAsWhatItIs) {
  const auto& seen = finished(GetParam().fault);
  ASSERT_FALSE(*seen.end);
  EXPECT_EQ(seen.end->error().code(), GetParam().code);
  EXPECT_THAT(seen.end->error().message(), HasSubstr(GetParam().message));
  EXPECT_EQ(seen.body(), GetParam().body);
}

TEST_P(CurlFaultTable, NextRequestIsNotHarmed) {
  finished(GetParam().fault);
  EXPECT_EQ(echo(m_transport, {}).value("method", ""), "GET");
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    CurlFaultTable,
    testing::Values(
        Fault{"ClosedAtOnce", "empty", Errc::unavailable, "Unable to connect to the server: EOF"},
        Fault{"Garbage", "garbage", Errc::protocol, "sent no HTTP"},
        Fault{"Reset", "reset", Errc::unavailable, "was lost", "a whole"},
        Fault{"HalfAChunk", "half-chunk", Errc::unavailable, "was lost", "a whole"},
        Fault{"BadChunk", "bad-chunk", Errc::protocol, "sent no HTTP", "a whole"},
        Fault{"ShortBody", "short", Errc::unavailable, "was lost", std::string(answer)},
        Fault{"NoGzip", "bad-gzip", Errc::protocol, "sent no HTTP"},
        Fault{"LongHeader", "long-header", Errc::protocol, "headers"},
        Fault{"ManyHeaders", "many-headers", Errc::protocol, "headers"}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(CurlFaultTest, LostConnectionIsUnavailableOverTlsToo) {
  const FakeServer server(authority().issue("server", {"IP:127.0.0.1"}), "");
  CurlTransport transport(m_engine, endpoint(server));
  for (const auto* fault : {"empty", "reset", "half-chunk", "short"}) {
    EXPECT_EQ(failure(transport, std::string("/fault/") + fault).code(), Errc::unavailable)
        << fault;
  }
}

TEST_F(CurlFaultTest, RefusalsAreAnswersWithTheirRetryAfter) {
  for (const int status : {401, 403, 409, 410, 429, 500, 503, 504}) {
    const auto& seen = finished(std::to_string(status));
    ASSERT_TRUE(*seen.end);
    EXPECT_EQ(seen.head->status, status);
    EXPECT_EQ(json::parse(seen.body()).value("code", 0), status);
    EXPECT_EQ(header_value(*seen.head, "Retry-After"), status == 429 || status == 503 ? "1" : "");
  }
}

TEST_F(CurlFaultTest, MayPassAfterSomeRequests) {
  EXPECT_EQ(finished("503x2/echo").head->status, 503);
  EXPECT_EQ(finished("503x2/echo").head->status, 503);
  EXPECT_EQ(finished("503x2/echo").head->status, 200);
}

TEST_F(CurlFaultTest, SlowBytesAllArrive) {
  const auto& seen = finished("slow");
  EXPECT_TRUE(*seen.end);
  EXPECT_EQ(seen.body(), answer);
}

TEST_F(CurlFaultTest, BytesBeyondTheContentLengthAreNoPartOfTheAnswer) {
  const auto& seen = finished("long");
  EXPECT_TRUE(*seen.end);
  EXPECT_EQ(seen.body(), answer);
  EXPECT_EQ(echo(m_transport, {}).value("method", ""), "GET");
}

TEST_F(CurlFaultTest, EarlyHintsAreNotTheHead) {
  const auto& seen = finished("early-hints");
  EXPECT_EQ(seen.head->status, 200);
  EXPECT_EQ(header_value(*seen.head, "Link"), "");
  EXPECT_EQ(seen.body(), answer);
}

TEST_F(CurlFaultTest, StalledAnswerIsATimeout) {
  Request request{.target = "/fault/stall", .idle_timeout = std::chrono::milliseconds(50)};
  const auto& seen = finish(start(m_transport, std::move(request)));
  ASSERT_FALSE(*seen.end);
  EXPECT_EQ(seen.end->error().code(), Errc::timeout);
  EXPECT_EQ(seen.body(), "a whole");
}

/// A sink that counts instead of keeping.
struct Counted {
  std::size_t bytes = 0;
  std::size_t largest = 0;
  std::optional<Result<>> end;
  Sink sink() {
    return {.on_data =
                [this](std::string_view chunk) {
                  bytes += chunk.size();
                  largest = std::max(largest, chunk.size());
                },
            .on_end = [this](Result<> result) { end = std::move(result); }};
  }
};

TEST_F(CurlFaultTest, GzipBombIsDeliveredInPiecesThatFitInMemory) {
  constexpr std::size_t mebibyte = 1024 * 1024;
  Counted counted;
  const auto ticket =
      m_transport.start(Request{.target = "/fault/bomb", .gzip = true}, counted.sink());
  wait_for([&] { return counted.end.has_value(); });
  ASSERT_TRUE(counted.end && *counted.end);
  EXPECT_EQ(counted.bytes, 64 * mebibyte);
  EXPECT_LT(counted.largest, 32 * mebibyte);
}

TEST_F(CurlFaultTest, BombMayBeCancelledAtItsFirstPiece) {
  int pieces = 0;
  io::Ticket ticket;
  Sink sink;
  sink.on_data = [&](std::string_view) {
    ++pieces;
    ticket.cancel();
  };
  ticket = m_transport.start(Request{.target = "/fault/bomb", .gzip = true}, std::move(sink));
  wait_for([&] { return pieces > 0; });
  EXPECT_EQ(echo(m_transport, {}).value("method", ""), "GET");
  EXPECT_EQ(pieces, 1);
}

TEST_F(CurlFaultTest, CompressionIsNotAskedForWhenDisabled) {
  CurlTransport plain(m_engine, {.base_url = s_server->url(), .disable_compression = true});
  EXPECT_EQ(finish(start(plain, Request{.target = "/gzip", .gzip = true})).body(), "plain");
}

struct Large {
  std::string name;
  bool http2;
};

class CurlLargeAnswer : public TransportFixture, public testing::WithParamInterface<Large> {};

TEST_P(CurlLargeAnswer, ArrivesWholeAndInOrder) {
  const FakeServer server(test::ServerOptions{
      .certificate = authority().issue("server", {"IP:127.0.0.1"}), .http2 = GetParam().http2});
  CurlTransport transport(m_engine, endpoint(server));
  constexpr std::size_t size = 20'000'001;
  const auto body = finish(start(transport, "/large?size=" + std::to_string(size))).body();
  ASSERT_EQ(body.size(), size);
  for (std::size_t block = 0; block * 65536 + 8 <= size; ++block) {
    std::string number = std::to_string(block);
    number.insert(0, 7 - number.size(), '0');
    ASSERT_THAT(body.substr(block * 65536, 8), StartsWith(number));
  }
}

INSTANTIATE_TEST_SUITE_P(Table,
                         CurlLargeAnswer,
                         testing::Values(Large{"Http1", false}, Large{"Http2", true}),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace kscan::http
