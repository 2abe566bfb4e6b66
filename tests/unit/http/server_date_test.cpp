#include "http/server_date.hpp"
#include "support/fake_loop.hpp"
#include "support/fake_transport.hpp"

#include <gtest/gtest.h>

namespace kscan::http {
namespace {

TEST(HttpDate, IsReadInTheFormInWhichItIsSent) {
  const auto date = parse_http_date("Mon, 23 Nov 2026 11:40:00 GMT");
  ASSERT_TRUE(date);
  EXPECT_EQ(format_rfc3339(*date), "2026-11-23T11:40:00Z");
}

class NoHttpDate : public testing::TestWithParam<const char*> {};
TEST_P(NoHttpDate, IsNoDate) {
  EXPECT_FALSE(parse_http_date(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Texts,
                         NoHttpDate,
                         testing::Values("",
                                         "yesterday",
                                         "Mon, 23 Nov 2026 11:40:00 CET",
                                         "Mon, 31 Feb 2026 11:40:00 GMT",
                                         "Mon, 23 Nix 2026 11:40:00 GMT",
                                         "Mon, 23 Nov 2026 25:40:00 GMT",
                                         "Mon, xx Nov 2026 11:40:00 GMT"));

class Dated : public testing::Test {
protected:
  void answer(std::vector<Header> headers) {
    inner.otherwise(
        [headers](const test::Sent&, auto script) { script.reply(200, "{}", headers); });
    bool over = false;
    const auto ticket = dated.start({}, {.on_end = [&](const auto&) { over = true; }});
    loop.run_until([&] { return over; });
  }
  test::FakeLoop loop;
  test::FakeTransport inner{loop};
  DatedTransport dated{inner};
};

TEST_F(Dated, KnowsNoTimeBeforeAnAnswer) {
  EXPECT_FALSE(dated.date());
}

TEST_F(Dated, RemembersWhatTheLastAnswerToldThatToldOne) {
  answer({{"date", "Mon, 23 Nov 2026 11:40:00 GMT"}});
  answer({});
  answer({{"Date", "soon"}});
  ASSERT_TRUE(dated.date());
  EXPECT_EQ(format_rfc3339(*dated.date()), "2026-11-23T11:40:00Z");
}

}  // namespace
}  // namespace kscan::http
