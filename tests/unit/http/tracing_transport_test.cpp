#include "http/mask_json.hpp"
#include "http/tracing_transport.hpp"
#include "support/fake_loop.hpp"
#include "support/golden.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <regex>
#include <utility>

namespace kscan::http {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

/// Answers when the test says so.
class ByHand final : public Transport {
public:
  [[nodiscard]] io::Ticket start(Request request, Sink to) override {
    sent.push_back(std::move(request));
    sink = std::move(to);
    return io::Ticket([this] { ++cancelled; });
  }
  std::vector<Request> sent;
  Sink sink;
  int cancelled = 0;
};

Head head(int status, std::vector<Header> headers) {
  return {status, std::move(headers), {}};
}

const std::vector<Header> json_type{{"Content-Type", "application/json"}};

class TracingTransportTest : public testing::Test {
protected:
  void start(Request request) {
    m_options.stamp = [] { return LogStamp{11, 22, 22, 36, 1, 123456, 1234}; };
    m_transport.emplace(m_inner, m_options, [this](auto text) { m_log += text; }, m_loop);
    Sink sink;
    sink.on_head = [this](const Head& got) { m_events.push_back(std::to_string(got.status)); };
    sink.on_data = [this](std::string_view bytes) { m_events.emplace_back(bytes); };
    sink.on_end = [this](const Result<>& result) {
      m_events.push_back(result ? "end" : result.error().message());
    };
    m_ticket = m_transport->start(std::move(request), std::move(sink));
  }

  void answer(const Head& with, std::string_view body) {
    m_loop.advance(milliseconds(12));
    m_inner.sink.on_head(with);
    if (!body.empty()) m_inner.sink.on_data(body);
    m_inner.sink.on_end({});
  }

  /// All that was printed, without line numbers of the source.
  [[nodiscard]] std::string log() const {
    return std::regex_replace(m_log, std::regex(R"(tracing_transport\.cpp:\d+\])"), "tracing]");
  }

  test::FakeLoop m_loop;
  ByHand m_inner;
  TraceOptions m_options{.verbosity = 8,
                         .base_url = "https://10.0.0.1:6443",
                         .headers = {{"User-Agent", "kubectl-scan/v1"}},
                         .authorization_scheme = "Bearer"};
  std::string m_log;
  std::vector<std::string> m_events;
  std::optional<TracingTransport> m_transport;
  io::Ticket m_ticket;
};

class TracingTransportLevel : public TracingTransportTest,
                              public testing::WithParamInterface<int> {};

TEST_P(TracingTransportLevel, PrintsWhatKubectlPrints) {
  m_options.verbosity = GetParam();
  Request request;
  request.method = Method::post;
  request.target = "/api/v1/namespaces/default/secrets?fieldManager=kubectl-scan";
  request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}};
  request.body = R"({"kind":"Secret","metadata":{"name":"scan-0"},"stringData":{"a":"hunter2"}})";
  start(std::move(request));
  Head created = head(201, {{"content-type", "application/json"}, {"audit-id", "7"}});
  created.timing = {microseconds(1000),
                    microseconds(2000),
                    microseconds(3000),
                    microseconds(4000),
                    false,
                    "10.0.0.1:6443",
                    20};
  answer(created,
         R"({"kind":"Secret","data":{"a":"aHVudGVyMg=="},"metadata":{"name":"scan-0"},"x":")"
             + std::string(2000, 'x') + "\"}");
  test::expect_golden("trace/level" + std::to_string(GetParam()) + ".txt", log());
  EXPECT_THAT(m_events, testing::SizeIs(3));
}

INSTANTIATE_TEST_SUITE_P(Table,
                         TracingTransportLevel,
                         testing::Values(6, 7, 8, 9, 10),
                         [](const auto& tested) { return "V" + std::to_string(tested.param); });

TEST_F(TracingTransportTest, PassesEverythingOn) {
  Request request;
  request.target = "/a";
  request.authorization = Secret("Basic YTpi");
  request.headers = {{"Accept", "x"}};
  request.body = "{}";
  start(std::move(request));
  ASSERT_THAT(m_inner.sent, testing::SizeIs(1));
  EXPECT_EQ(m_inner.sent[0].target, "/a");
  EXPECT_EQ(m_inner.sent[0].body, "{}");
  EXPECT_EQ(m_inner.sent[0].authorization.reveal(), "Basic YTpi");
  EXPECT_THAT(m_inner.sent[0].headers, testing::SizeIs(1));
  answer(head(200, json_type), "[]");
  EXPECT_THAT(m_events, ElementsAre("200", "[]", "end"));
}

TEST_F(TracingTransportTest, PrintsNothingBelowSix) {
  m_options.verbosity = 5;
  start({.target = "/a"});
  answer(head(200, json_type), "[]");
  EXPECT_EQ(m_log, "");
  EXPECT_THAT(m_events, ElementsAre("200", "[]", "end"));
}

TEST_F(TracingTransportTest, TellsTheSchemeOfTheRequestsOwnAuthorization) {
  Request request;
  request.authorization = Secret("Basic aHVudGVyMg==");
  start(std::move(request));
  EXPECT_THAT(m_log, AllOf(HasSubstr("Authorization: Basic <masked>"), Not(HasSubstr("Bearer"))));
}

TEST_F(TracingTransportTest, TellsOfNoAuthorizationWithoutOne) {
  m_options.authorization_scheme.clear();
  start({});
  EXPECT_THAT(m_log, Not(HasSubstr("Authorization")));
}

TEST_F(TracingTransportTest, TracesARequestWithoutAnAnswer) {
  m_options.verbosity = 6;
  start({.target = "/a"});
  m_loop.advance(milliseconds(7));
  m_inner.sink.on_end(fail(Errc::unavailable, "connection refused by https://u:p@proxy"));
  EXPECT_EQ(log(),
            "I1122 22:36:01.123456    1234 tracing] \"Response\" verb=\"GET\" "
            "url=\"https://10.0.0.1:6443/a\" status=\"\" milliseconds=7 "
            "err=\"connection refused by https://<masked>@proxy\"\n");
  EXPECT_THAT(m_events, ElementsAre("connection refused by https://u:p@proxy"));
}

TEST_F(TracingTransportTest, TracesABodyThatBreaksOff) {
  start({.target = "/a"});
  m_inner.sink.on_head(head(200, json_type));
  m_inner.sink.on_data("{");
  m_inner.sink.on_end(fail(Errc::unavailable, "the connection was lost"));
  EXPECT_THAT(log(),
              EndsWith("\"Unexpected error when reading response body\" "
                       "err=\"the connection was lost\"\n"));
  EXPECT_THAT(m_log, Not(HasSubstr("Response Body")));
}

TEST_F(TracingTransportTest, TracesARequestThatIsGivenUp) {
  m_options.verbosity = 6;
  start({.target = "/a"});
  m_ticket.cancel();
  EXPECT_THAT(m_log, HasSubstr("status=\"\" milliseconds=0 err=\"context canceled\""));
  EXPECT_EQ(m_inner.cancelled, 1);
}

TEST_F(TracingTransportTest, SaysNothingMoreWhenTheTicketGoes) {
  m_options.verbosity = 6;
  start({.target = "/a"});
  m_inner.sink.on_head(head(200, {}));
  const std::string before = m_log;
  m_ticket.cancel();
  EXPECT_EQ(m_log, before);
  start({.target = "/a"});
  m_inner.sink.on_end(fail(Errc::unavailable, "x"));
  const std::string after_end = m_log;
  m_ticket.cancel();
  EXPECT_EQ(m_log, after_end);
}

TEST_F(TracingTransportTest, ACallbackMayGiveUpItsTicket) {
  start({.target = "/a"});
  Sink sink;
  sink.on_head = [this](const Head&) { m_ticket = {}; };
  m_ticket = m_transport->start({.target = "/b"}, std::move(sink));
  m_inner.sink.on_head(head(200, json_type));
  EXPECT_THAT(m_log, HasSubstr("status=\"200 OK\""));
}

TEST_F(TracingTransportTest, SkipsCallbacksThatNobodySet) {
  start({.target = "/a"});
  m_ticket = m_transport->start({.target = "/b"}, {});
  answer(head(200, json_type), "[1]");
  EXPECT_THAT(m_log, HasSubstr("\"Response Body\" body=\"[1]\""));
}

TEST_F(TracingTransportTest, PrintsTheHeadButNoBodyOfAStream) {
  m_options.verbosity = 10;
  start({.target = "/api/v1/pods?watch=true"});
  m_inner.sink.on_head(head(200, json_type));
  EXPECT_THAT(m_log, HasSubstr("status=\"200 OK\""));
  m_inner.sink.on_data(R"({"type":"ADDED"})");
  m_inner.sink.on_end({});
  EXPECT_THAT(m_log, Not(HasSubstr("ADDED")));
  EXPECT_THAT(m_log, Not(HasSubstr("Response Body")));
}

TEST_F(TracingTransportTest, NamesTheAddressOfANewConnection) {
  m_options.verbosity = 9;
  start({.target = "/a"});
  Head got = head(200, {});
  got.timing.peer_address = "10.0.0.1:6443";
  m_inner.sink.on_head(got);
  const std::string dial =
      "\"HTTP Trace: Dial succeed\" network=\"tcp\" address=\"10.0.0.1:6443\"\n";
  EXPECT_THAT(m_log, HasSubstr(dial));
  m_log.clear();
  got.timing.reused = true;
  m_inner.sink.on_head(got);
  EXPECT_THAT(m_log, Not(HasSubstr(dial)));
}

struct Body {
  std::string name;
  std::string type;
  std::string bytes;
  std::string shown;
};

class TracedBody : public TracingTransportTest, public testing::WithParamInterface<Body> {};

TEST_P(TracedBody, IsShownOnlyWhenItCanBeMasked) {
  m_options.verbosity = 10;
  const auto& [name, type, bytes, shown] = GetParam();
  start({.target = "/a", .body = bytes});
  std::vector<Header> headers;
  if (!type.empty()) headers.push_back({"Content-Type", type});
  answer(head(200, headers), bytes);
  EXPECT_THAT(m_log, EndsWith("\"Response Body\" body=\"" + shown + "\"\n"));
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    TracedBody,
    testing::Values(
        Body{"Empty", "application/json", "", ""},
        Body{"Json", "application/json", "[ 1 ]", "[1]"},
        Body{"JsonOfAnotherName", "application/apply-patch+JSON; q=1", "[1]", "[1]"},
        Body{"UntypedJson", "", "[1]", "[1]"},
        Body{"BrokenJson", "application/json", "[1", "<2 bytes not shown>"},
        Body{"Text", "text/plain", "[1]", "<3 bytes not shown>"},
        Body{"Protobuf", "application/vnd.kubernetes.protobuf", "k8s", "<3 bytes not shown>"},
        Body{"Large",
             "application/json",
             '"' + std::string(largest_masked_body, 'x') + '"',
             "<" + std::to_string(largest_masked_body + 2) + " bytes not shown>"}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(TracingTransportTest, CountsWhatItDoesNotKeep) {
  start({.target = "/a"});
  m_inner.sink.on_head(head(200, json_type));
  for (int i = 0; i < 3; ++i)
    m_inner.sink.on_data(std::string(largest_masked_body / 2, ' '));
  m_inner.sink.on_data("[]");
  m_inner.sink.on_end({});
  EXPECT_THAT(m_log,
              HasSubstr("body=\"<" + std::to_string(largest_masked_body / 2 * 3 + 2)
                        + " bytes not shown>\""));
}

TEST_F(TracingTransportTest, TakesAPatchWithoutAKindForASecretByItsPath) {
  start({.target = "/api/v1/namespaces/a/secrets/b?x=y",
         .body = R"([{"op":"add","path":"/data/a","value":"hunter2"}])"});
  EXPECT_THAT(m_log, Not(HasSubstr("hunter2")));
}

TEST(CurrentStamp, IsATimeOfThisProcess) {
  const LogStamp stamp = current_stamp();
  EXPECT_GE(stamp.month, 1);
  EXPECT_LE(stamp.month, 12);
  EXPECT_GE(stamp.day, 1);
  EXPECT_LT(stamp.microsecond, 1'000'000);
  EXPECT_GT(stamp.pid, 0);
}

}  // namespace
}  // namespace kscan::http
