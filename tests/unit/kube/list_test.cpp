#include "kube/client.hpp"
#include "support/fake_loop.hpp"
#include "support/fake_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace kscan::kube {
namespace {

using http::Method;
using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string first = "/apis/batch/v1/jobs?limit=500";

class ListTest : public testing::Test {
protected:
  /// Every job of the cluster.
  void list() {
    m_ticket = m_client.list(jobs,
                             "",
                             {},
                             {.on_item =
                                  [this](const json& item) {
                                    m_seen.push_back(std::to_string(item.value("n", -1)));
                                    if (m_seen.back() == m_cancel_at) m_ticket.cancel();
                                  },
                              .on_restart = [this] { m_seen.emplace_back("restart"); }},
                             [this](Result<> end) { m_end = std::move(end); });
    m_loop.advance(std::chrono::minutes(10));
  }
  void expect_end() const {
    ASSERT_TRUE(m_end);
    EXPECT_TRUE(*m_end) << m_end->error().message();
    EXPECT_THAT(m_api.unused(), IsEmpty());
  }

  test::FakeLoop m_loop;
  test::FakeTransport m_api{m_loop};
  Client m_client{m_api, m_loop};
  std::vector<std::string> m_seen;
  std::string m_cancel_at;
  std::optional<Result<>> m_end;
  io::Ticket m_ticket;
};

TEST_F(ListTest, FollowsContinueAndEncodesSelectors) {
  m_api
      .on(Method::get,
          "/api/v1/namespaces/shop/pods?limit=500&labelSelector=app%20in%20%28a%2Cb%29")
      .reply(200, R"({"metadata":{"continue":"t/1="},"items":[{"n":1},"junk",{"n":2}]})");
  m_api
      .on(Method::get,
          "/api/v1/namespaces/shop/pods?limit=500&labelSelector=app%20in%20%28a%2Cb%29"
          "&continue=t%2F1%3D")
      .reply(200, R"({"metadata":{},"items":[{"n":3}]})");
  const auto items = m_client.list(pods, "shop", {.labels = "app in (a,b)"});
  EXPECT_EQ(json(items), json::parse(R"([{"n":1},{"n":2},{"n":3}])"));
}

TEST_F(ListTest, WithoutItemsIsEmpty) {
  m_api.on(Method::get, "/api/v1/namespaces/shop/events?limit=500").reply(200, R"({"items":null})");
  EXPECT_TRUE(m_client.list(events, "shop").empty());
}

TEST_F(ListTest, BlockingFormGivesEachItem) {
  m_api.on(Method::get, first).reply(200, R"({"items":[{"n":1},{"n":2}]})");
  int sum = 0;
  m_client.list(
      jobs,
      "",
      {},
      {.on_item = [&](const json& item) { sum += item.value("n", 0); }, .on_restart = {}});
  EXPECT_EQ(sum, 3);
}

TEST_F(ListTest, ItemsComeBeforeThePageHasEnded) {
  m_api.on(Method::get, first).stream({R"({"items":[{"n":1},{"n":)"}).hang();
  list();
  EXPECT_THAT(m_seen, ElementsAre("1"));
  EXPECT_FALSE(m_end);
}

TEST_F(ListTest, FirstPageThatBreaksOffIsReadOnFromTheSameSnapshot) {
  m_api.on(Method::get, first)
      .stream(
          {R"({"metadata":{"resourceVersion":"42","continue":"x"},"items":[{"n":1},{"n":2},{"n)"})
      .drop_after(1);
  m_api.on(Method::get, first + "&resourceVersion=42&resourceVersionMatch=Exact")
      .reply(
          200,
          R"({"metadata":{"resourceVersion":"42","continue":"y"},"items":[{"n":1},{"n":2},{"n":3}]})");
  m_api.on(Method::get, first + "&continue=y").reply(200, R"({"items":[{"n":4}]})");
  list();
  EXPECT_THAT(m_seen, ElementsAre("1", "2", "3", "4"));
  expect_end();
}

TEST_F(ListTest, WhatBrokeOffGoesOnForWhoDoesNotWaitForASilentServer) {
  m_client = Client(m_api, m_loop, {.retry = {.unanswered = false}});
  const std::string again = first + "&resourceVersion=42&resourceVersionMatch=Exact";
  m_api.on(Method::get, first)
      .stream({R"({"metadata":{"resourceVersion":"42","continue":"x"},"items":[{"n":1},{"n)"})
      .drop_after(1);
  m_api.on(Method::get, again).fail({Errc::unavailable, "connection refused"});
  m_api.on(Method::get, again)
      .reply(200,
             R"({"metadata":{"resourceVersion":"42","continue":"y"},"items":[{"n":1},{"n":2}]})");
  m_api.on(Method::get, first + "&continue=y").fail({Errc::unavailable, "connection refused"});
  m_api.on(Method::get, first + "&continue=y").reply(200, R"({"items":[{"n":3}]})");
  list();
  EXPECT_THAT(m_seen, ElementsAre("1", "2", "3"));
  expect_end();
}

TEST_F(ListTest, NobodyListensIsSaidAtOnceToWhoDoesNotWait) {
  m_client = Client(m_api, m_loop, {.retry = {.unanswered = false}});
  m_api.on(Method::get, first).fail({Errc::unavailable, "connection refused"});
  list();
  ASSERT_TRUE(m_end);
  ASSERT_FALSE(*m_end);
  EXPECT_EQ(m_end->error().code(), Errc::unavailable);
}

TEST_F(ListTest, FirstPageThatBreaksOffBeforeAnyItemIsAskedForAnew) {
  m_api.on(Method::get, first)
      .stream({R"({"metadata":{"resourceVersion":"42"},"items":[{)"})
      .drop_after(1);
  m_api.on(Method::get, first).reply(200, R"({"items":[{"n":1}]})");
  list();
  EXPECT_THAT(m_seen, ElementsAre("1"));
  expect_end();
}

TEST_F(ListTest, FirstPageOfUnknownVersionThatBreaksOffBeginsAnew) {
  m_api.on(Method::get, first).stream({R"({"items":[{"n":1},{"n":2},{"n)"}).drop_after(1);
  m_api.on(Method::get, first).reply(200, R"({"items":[{"n":7}],"metadata":{}})");
  list();
  EXPECT_THAT(m_seen, ElementsAre("1", "2", "restart", "7"));
  expect_end();
}

TEST_F(ListTest, PinnedPageWhoseSnapshotHasExpiredBeginsAnew) {
  m_api.on(Method::get, first)
      .stream({R"({"metadata":{"resourceVersion":"42"},"items":[{"n":1},)"})
      .drop_after(1);
  m_api.on(Method::get, first + "&resourceVersion=42&resourceVersionMatch=Exact").reply(410);
  m_api.on(Method::get, first).reply(200, R"({"items":[{"n":5}]})");
  list();
  EXPECT_THAT(m_seen, ElementsAre("1", "restart", "5"));
  expect_end();
}

TEST_F(ListTest, LaterPageThatBreaksOffIsAskedForWithItsTokenAndNothingComesTwice) {
  m_api.on(Method::get, first).reply(200, R"({"metadata":{"continue":"x"},"items":[{"n":1}]})");
  m_api.on(Method::get, first + "&continue=x")
      .stream({R"({"items":[{"n":2},"junk",{"n":3},)"})
      .drop_after(1);
  m_api.on(Method::get, first + "&continue=x").stream({R"({"items":[{"n":2},)"}).drop_after(1);
  m_api.on(Method::get, first + "&continue=x").reply(503);
  m_api.on(Method::get, first + "&continue=x")
      .reply(200, R"({"items":[{"n":2},"junk",{"n":3},{"n":4}]})");
  list();
  EXPECT_THAT(m_seen, ElementsAre("1", "2", "3", "4"));
  expect_end();
}

TEST_F(ListTest, PageThatEndsEarlyButCleanlyIsABrokenOne) {
  m_api.on(Method::get, first).reply(200, R"({"metadata":{"continue":"x"},"items":[]})");
  m_api.on(Method::get, first + "&continue=x").reply(200, R"({"items":[{"n":1}])");
  m_api.on(Method::get, first + "&continue=x").reply(200, R"({"items":[{"n":1},{"n":2}]})");
  list();
  EXPECT_THAT(m_seen, ElementsAre("1", "2"));
  expect_end();
}

TEST_F(ListTest, PageThatBreaksOffAtEveryItemIsReadAsLongAsItComesForward) {
  const std::string pinned = first + "&resourceVersion=1&resourceVersionMatch=Exact";
  std::string page = R"({"metadata":{"resourceVersion":"1"},"items":[)";
  for (int n = 0; n < 50; ++n) {
    page += (n == 0 ? "" : ",") + json{{"n", n}}.dump();
    m_api.on(Method::get, n == 0 ? first : pinned).stream({page}).drop_after(1);
  }
  m_api.on(Method::get, pinned).reply(200, page + "]}");
  list();
  EXPECT_EQ(m_seen.size(), 50U);
  expect_end();
}

TEST_F(ListTest, PageThatNeverComesForwardFails) {
  m_api.on(Method::get, first).stream({R"({"items":[)"}).drop_after(1).always();
  list();
  ASSERT_TRUE(m_end);
  EXPECT_EQ(m_end->error().code(), Errc::unavailable);
  EXPECT_EQ(m_api.requests().size(), 5U);
}

TEST_F(ListTest, FirstPageOfUnknownVersionThatNeverEndsIsGivenUp) {
  m_api.on(Method::get, first).stream({R"({"items":[{"n":1},)"}).drop_after(1).always();
  list();
  ASSERT_TRUE(m_end);
  EXPECT_EQ(m_end->error().code(), Errc::unavailable);
  EXPECT_LE(m_api.requests().size(), 10U);
}

TEST_F(ListTest, ThatExpiresMidwayStartsAgain) {
  m_api.on(Method::get, first).reply(200, R"({"metadata":{"continue":"x"},"items":[{"n":1}]})");
  m_api.on(Method::get, first + "&continue=x").reply(410);
  m_api.on(Method::get, first).reply(200, R"({"metadata":{},"items":[{"n":2}]})");
  EXPECT_EQ(json(m_client.list(jobs, "")), json::parse(R"([{"n":2}])"));
}

TEST_F(ListTest, ThatExpiresAgainAndAgainFails) {
  m_api.on(Method::get, first)
      .reply(200, R"({"metadata":{"continue":"x"},"items":[{"n":1}]})")
      .always();
  m_api.on(Method::get, first + "&continue=x").reply(410).always();
  list();
  ASSERT_TRUE(m_end);
  EXPECT_EQ(m_end->error().code(), Errc::gone);
  EXPECT_EQ(m_seen.size(), 7U) << "four times the item, three restarts";
}

TEST_F(ListTest, GarbageIsAnErrorAndNotAskedForAgain) {
  m_api.on(Method::get, first).reply(200, R"({"items":[{"n":1},oops]})");
  list();
  ASSERT_TRUE(m_end);
  EXPECT_EQ(m_end->error().code(), Errc::protocol);
  EXPECT_THAT(m_seen, ElementsAre("1"));
  EXPECT_EQ(m_api.requests().size(), 1U);
}

TEST_F(ListTest, RefusalIsToldWithItsHint) {
  m_api.on(Method::get, first)
      .reply(403, R"({"kind":"Status","reason":"Forbidden","message":"you cannot do it"})");
  list();
  ASSERT_TRUE(m_end);
  EXPECT_EQ(m_end->error().message(), "Error from server (Forbidden): you cannot do it");
  EXPECT_EQ(m_end->error().hint(), "kubectl auth can-i list jobs.batch --all-namespaces");
}

TEST_F(ListTest, CancelledByAnItemIsSilent) {
  m_api.on(Method::get, first).reply(200, R"({"items":[{"n":1},{"n":2},{"n":3}]})");
  m_cancel_at = "2";
  list();
  EXPECT_THAT(m_seen, ElementsAre("1", "2"));
  EXPECT_FALSE(m_end);
}

}  // namespace
}  // namespace kscan::kube
