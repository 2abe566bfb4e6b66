#include "http/warnings.hpp"
#include "support/fake_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Case {
  std::string name;
  std::string header;
  std::vector<Warning> warnings;
};

class ParseWarnings : public testing::TestWithParam<Case> {};

// Each row is what ParseWarningHeaders() of apimachinery 0.34.4 answered.
TEST_P(ParseWarnings, AnswersAsApimachinery) {
  EXPECT_EQ(parse_warnings(GetParam().header), GetParam().warnings);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    ParseWarnings,
    testing::Values(
        Case{"Nothing", "", {}},
        Case{"Usual", R"(299 - "text")", {{299, "-", "text"}}},
        Case{"WithAgent", R"(299 agent "text")", {{299, "agent", "text"}}},
        Case{"WithDate", R"(299 - "a" "Mon, 01 Jan 2026 00:00:00 GMT")", {{299, "-", "a"}}},
        Case{"Several", R"(299 - "a", 299 - "b")", {{299, "-", "a"}, {299, "-", "b"}}},
        Case{"SeveralWithDateAndLastComma",
             R"(299 - "a" "date" , 199 x "b" ,)",
             {{299, "-", "a"}, {199, "x", "b"}}},
        Case{"Escapes", R"(299 - "say \"hi\" \\ \n")", {{299, "-", R"(say "hi" \ n)"}}},
        Case{"CommaInText", R"(299 - "a,b")", {{299, "-", "a,b"}}},
        Case{"SpaceAround", "  299 - \"a\"  ", {{299, "-", "a"}}},
        Case{"EmptyText", R"(299 - "")", {{299, "-", ""}}},
        Case{"LowCode", R"(000 - "a")", {{0, "-", "a"}}},
        Case{"NotAscii", "299 - \"\xc3\xa9\"", {{299, "-", "\xc3\xa9"}}},
        Case{"WholeBeforeMalformed", R"(299 - "one", junk)", {{299, "-", "one"}}},
        Case{"WholeBeforeOpen", R"(299 - "a" "d", 299 - "b)", {{299, "-", "a"}}},
        Case{"JunkAfterText", R"(299 - "one" two)", {}},
        Case{"JunkAfterDate", R"(299 - "a""b""c")", {}},
        Case{"OpenText", R"(299 - "open)", {}},
        Case{"OpenEscape", R"(299 - "open\)", {}},
        Case{"OpenDate", R"(299 - "a" "open)", {}},
        Case{"ShortCode", R"(29 - "a")", {}},
        Case{"LongCode", R"(2999 - "a")", {}},
        Case{"NoCode", R"(2x9 - "a")", {}},
        Case{"EmptyAgent", R"(299  "a")", {}},
        Case{"NoAgent", R"(299 "a")", {}},
        Case{"TwoSpacesBeforeText", R"(299 -  "a")", {}},
        Case{"NotUtf8", "299 - \"a\xff\"", {}},
        Case{"ControlCharacter", "299 - \"a\x07\"", {}},
        Case{"C1ControlCharacter", "299 - \"a\xc2\x9b\"", {}},
        Case{"ControlCharacterInAgent", "299 a\x1b \"a\"", {}},
        Case{"EncodedWord", R"(299 - "caf=?utf-8?q?=C3=A9?=")", {{299, "-", "caf\xc3\xa9"}}},
        Case{"EncodedWordsInBase64",
             R"(299 - "=?utf-8?B?Zm9v?= =?utf-8?b?YmFy?=")",
             {{299, "-", "foobar"}}},
        Case{"EncodedLatin1", R"(299 - "=?iso-8859-1?q?=E9?=")", {{299, "-", "\xc3\xa9"}}},
        Case{"EncodedAscii", R"(299 - "=?us-ascii?q?a_=E9?=")", {{299, "-", "a \xef\xbf\xbd"}}},
        Case{"UnknownCharset", R"(299 - "=?koi8-r?q?a?=")", {{299, "-", "=?koi8-r?q?a?="}}},
        Case{"BrokenEncodedWord", R"(299 - "=?utf-8?q?=zz?=")", {{299, "-", "=?utf-8?q?=zz?="}}},
        Case{"EncodedControlCharacter", R"(299 - "=?utf-8?q?=0A?=")", {}}),
    [](const auto& tested) { return tested.param.name; });

class Warnings : public testing::Test {
protected:
  void ask(std::vector<Header> headers) {
    m_api.on(Method::get, "/a").reply(200, "body", std::move(headers));
    m_ticket = m_transport.start({.target = "/a"}, std::exchange(m_sink, {}));
    m_loop.settle();
  }

  test::FakeLoop m_loop;
  test::FakeTransport m_api{m_loop};
  std::vector<std::string> m_said;
  WarningTransport m_transport{m_api, [this](std::string text) { m_said.push_back(text); }};
  Sink m_sink;
  io::Ticket m_ticket;
};

TEST_F(Warnings, SaysEachTextOnce) {
  ask({{"Warning", R"(299 - "old", 299 - "older")"}, {"warning", R"(299 - "old")"}});
  ask({{"Warning", R"(299 other "older")"}, {"Warning", R"(299 - "oldest")"}});
  EXPECT_THAT(m_said, ElementsAre("old", "older", "oldest"));
  EXPECT_EQ(m_transport.count(), 3U);
}

TEST_F(Warnings, AreThoseOfCode299WithAText) {
  ask({{"Warning", R"(199 - "stale", 299 - "")"}, {"X-Warning", R"(299 - "x")"}});
  EXPECT_THAT(m_said, IsEmpty());
  EXPECT_EQ(m_transport.count(), 0U);
}

TEST_F(Warnings, AMalformedHeaderDoesNotHideTheNext) {
  ask({{"Warning", "rubbish"}, {"Warning", R"(299 - "old")"}});
  EXPECT_THAT(m_said, ElementsAre("old"));
}

TEST_F(Warnings, LeaveTheAnswerAsItIs) {
  std::vector<std::string> seen;
  m_sink.on_head = [&](const Head& head) {
    seen.push_back(m_said.empty() ? "" : m_said.front());
    seen.push_back(std::to_string(head.status));
  };
  m_sink.on_data = [&](std::string_view bytes) { seen.emplace_back(bytes); };
  m_sink.on_end = [&](const Result<>& result) { seen.emplace_back(result ? "end" : "error"); };
  ask({{"Warning", R"(299 - "old")"}});
  EXPECT_THAT(seen, ElementsAre("old", "200", "body", "end"));
}

}  // namespace
}  // namespace kscan::http
