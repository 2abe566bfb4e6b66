#include "http/trace.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::http {
namespace {

using testing::IsEmpty;

const LogStamp stamp{11, 2, 3, 4, 5, 67, 1234};

std::string line(const std::vector<LogField>& fields) {
  return log_line(stamp, "f.cpp:7", "Response", fields);
}

TEST(LogLine, IsKlogs) {
  EXPECT_EQ(line({{"verb", "GET"}, {"milliseconds", std::int64_t{12}}}),
            "I1102 03:04:05.000067    1234 f.cpp:7] \"Response\" verb=\"GET\" milliseconds=12\n");
}

TEST(LogLine, IndentsBlocks) {
  EXPECT_EQ(line({{"headers", LogField::Lines{"A: b", "C: d"}}, {"n", std::int64_t{1}}}),
            "I1102 03:04:05.000067    1234 f.cpp:7] \"Response\" headers=<\n"
            "\tA: b\n\tC: d\n > n=1\n");
}

TEST(LogLine, HasNoLineThatSomebodyElseMade) {
  const std::string text =
      line({{"a", "x\nI1102 fake"}, {"b", LogField::Lines{"x\r\nI1102 \x1b[2J"}}});
  EXPECT_EQ(text,
            "I1102 03:04:05.000067    1234 f.cpp:7] \"Response\" a=\"x\\nI1102 fake\" b=<\n"
            "\tx\\r\\nI1102 ^[[2J\n >\n");
}

TEST(Quote, EscapesAsGo) {
  EXPECT_EQ(quote("a \"b\" \\ \n\t\a\b\f\r\v"), R"("a \"b\" \\ \n\t\a\b\f\r\v")");
  EXPECT_EQ(quote(std::string_view("\x1b\0\x7f", 3)), R"("\x1b\x00\x7f")");
  EXPECT_EQ(quote("\xff caf\xc3\xa9 \xe2\x80\xae \xc2\x9b"),
            "\"\\xff caf\xc3\xa9 \\u202e \\u009b\"");
}

TracedRequest request() {
  return {Method::post,
          "https://h/a?b='c'",
          {{"user-agent", "kubectl-scan"}, {"Accept", "\"x\""}, {"authorization", "Bearer abc"}}};
}

TracedResponse response() {
  TracedResponse response;
  response.head.status = 201;
  response.head.headers = {{"x-b", "1"}, {"set-cookie", "a=b"}, {"x-a", "2"}, {"X-B", "0"}};
  response.head.timing.name_lookup = std::chrono::microseconds(1500);
  response.head.timing.connect = std::chrono::microseconds(2999);
  response.head.timing.tls = std::chrono::microseconds(3000);
  response.head.timing.first_byte = std::chrono::microseconds(4000);
  response.duration = std::chrono::milliseconds(12);
  return response;
}

std::string after_message(const std::vector<LogField>& fields) {
  const std::string text = line(fields);
  return text.substr(text.find("\"Response\"") + 10);
}

TEST(RequestFields, DependOnTheVerbosity) {
  EXPECT_THAT(request_fields(6, request()), IsEmpty());
  const std::string headers = " verb=\"POST\" url=\"https://h/a?b='c'\" headers=<\n"
                              "\tAccept: \"x\"\n"
                              "\tAuthorization: Bearer <masked>\n"
                              "\tUser-Agent: kubectl-scan\n >\n";
  EXPECT_EQ(after_message(request_fields(7, request())), headers);
  EXPECT_EQ(after_message(request_fields(8, request())), headers);
}

TEST(RequestFields, AreACommandForAShell) {
  const std::string command =
      " curlCommand=<\n\tcurl -v -XPOST  -H \"Accept: \\\"x\\\"\" -H \"Authorization: Bearer "
      "<masked>\" -H \"User-Agent: kubectl-scan\" 'https://h/a?b=%27c%27'\n >\n";
  EXPECT_EQ(after_message(request_fields(9, request())), command);
  EXPECT_EQ(after_message(request_fields(10, request())), command);
}

TEST(ResponseFields, DependOnTheVerbosity) {
  EXPECT_THAT(response_fields(5, request(), response()), IsEmpty());
  EXPECT_EQ(after_message(response_fields(6, request(), response())),
            " verb=\"POST\" url=\"https://h/a?b='c'\" status=\"201 Created\" milliseconds=12\n");
  EXPECT_EQ(after_message(response_fields(7, request(), response())),
            " status=\"201 Created\" milliseconds=12\n");
  EXPECT_EQ(after_message(response_fields(8, request(), response())),
            " status=\"201 Created\" headers=<\n"
            "\tSet-Cookie: <masked>\n\tX-A: 2\n\tX-B: 1\n\tX-B: 0\n > milliseconds=12\n");
}

TEST(ResponseFields, TellWhereTheTimeWent) {
  TracedResponse answer = response();
  answer.head.headers.clear();
  EXPECT_EQ(after_message(response_fields(9, request(), answer)),
            " verb=\"POST\" url=\"https://h/a?b='c'\" status=\"201 Created\" headers=\"\" "
            "milliseconds=12 dnsLookupMilliseconds=1 dialMilliseconds=2 "
            "tlsHandshakeMilliseconds=3 serverProcessingMilliseconds=4\n");
  answer.head.timing.reused = true;
  EXPECT_EQ(after_message(response_fields(9, request(), answer)),
            " verb=\"POST\" url=\"https://h/a?b='c'\" status=\"201 Created\" headers=\"\" "
            "milliseconds=12 getConnectionMilliseconds=8 serverProcessingMilliseconds=4\n");
}

TEST(ResponseFields, HaveNoStatusWithoutAnAnswer) {
  EXPECT_EQ(after_message(response_fields(7, request(), {{}, {}, "refused"})),
            " status=\"\" milliseconds=0 err=\"refused\"\n");
}

TEST(ResponseFields, NameNoUnknownStatus) {
  EXPECT_EQ(after_message(response_fields(7, request(), {{799, {}, {}}, {}, ""})),
            " status=\"799\" milliseconds=0\n");
}

TEST(CutBody, AtTheLimitOfTheVerbosity) {
  EXPECT_EQ(cut_body(8, std::string(1024, 'x')), std::string(1024, 'x'));
  EXPECT_EQ(cut_body(8, std::string(1030, 'x')), std::string(1024, 'x') + " [truncated 6 chars]");
  EXPECT_EQ(cut_body(9, std::string(10241, 'x')), std::string(10240, 'x') + " [truncated 1 chars]");
  EXPECT_EQ(cut_body(10, std::string(20000, 'x')), std::string(20000, 'x'));
}

TEST(CutBody, NeverInACharacter) {
  EXPECT_EQ(cut_body(8, std::string(1023, 'x') + "\xc3\xa9"),
            std::string(1023, 'x') + " [truncated 2 chars]");
}

TEST(IsStream, AWatchOrALog) {
  EXPECT_TRUE(is_stream("/api/v1/namespaces/a/pods/b/log?follow=true"));
  EXPECT_TRUE(is_stream("/api/v1/namespaces/a/pods/b/log"));
  EXPECT_TRUE(is_stream("/api/v1/pods?watch=true"));
  EXPECT_TRUE(is_stream("/api/v1/pods?limit=1&watch=1&x=y"));
  EXPECT_FALSE(is_stream("/api/v1/pods?watch=false"));
  EXPECT_FALSE(is_stream("/api/v1/pods?xwatch=true"));
  EXPECT_FALSE(is_stream("/api/v1/namespaces/log/pods"));
  EXPECT_FALSE(is_stream("/api/v1/pods"));
}

}  // namespace
}  // namespace kscan::http
