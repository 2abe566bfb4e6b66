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

const std::string list_path = "/api/v1/namespaces/shop/pods?limit=500&labelSelector=a%3Db";

std::string watch_path(const std::string& version) {
  return "/api/v1/namespaces/shop/pods?watch=true&resourceVersion=" + version
         + "&allowWatchBookmarks=true&timeoutSeconds=290&labelSelector=a%3Db";
}

json pod(const std::string& name, const std::string& version, const std::string& uid = "u") {
  return {{"metadata",
           {{"namespace", "shop"}, {"name", name}, {"uid", uid}, {"resourceVersion", version}}}};
}

std::string list_of(const std::string& version, const std::vector<json>& items) {
  return json{{"metadata", {{"resourceVersion", version}}}, {"items", items}}.dump();
}

std::string event(const std::string& type, const json& object) {
  return json{{"type", type}, {"object", object}}.dump() + "\n";
}

const std::string expired = event(
    "ERROR", {{"kind", "Status"}, {"code", 410}, {"reason", "Expired"}, {"message", "too old"}});

class WatchTest : public testing::Test {
protected:
  void start() {
    m_ticket = m_client.watch(
        pods,
        "shop",
        {.labels = "a=b"},
        {.on_change = [this](Change change, const json& object) { note(change, object); },
         .on_lost = [this](Error error) { m_lost = std::move(error); },
         .on_listed = [this] { m_listed.push_back(m_seen.size()); }});
  }
  void note(Change change, const json& object) {
    constexpr std::array words{"added ", "modified ", "deleted "};
    m_last = object;
    const auto& metadata = object.at("metadata");
    m_seen.push_back(words.at(static_cast<std::size_t>(change))
                     + metadata.at("name").get<std::string>() + "@"
                     + metadata.value("resourceVersion", "?"));
    if (m_seen.back() == m_cancel_at) m_ticket.cancel();
  }
  /// The script's whole course, but no further: what is left open stays so.
  void run() { m_loop.advance(std::chrono::seconds(5)); }

  test::FakeLoop m_loop;
  test::FakeTransport m_api{m_loop};
  Client m_client{m_api, m_loop};
  std::vector<std::string> m_seen;
  std::vector<std::size_t> m_listed;  ///< what was seen by then
  json m_last;
  std::string m_cancel_at;
  std::optional<Error> m_lost;
  io::Ticket m_ticket;
};

TEST_F(WatchTest, ListsThenFollowsFromTheListsVersion) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {pod("a", "3"), pod("b", "4")}));
  m_api.on(Method::get, watch_path("10"))
      .stream({event("MODIFIED", pod("a", "11")),
               event("ADDED", pod("c", "12")),
               event("DELETED", pod("b", "13"))})
      .hang();
  start();
  run();
  EXPECT_THAT(m_seen,
              ElementsAre("added a@3", "added b@4", "modified a@11", "added c@12", "deleted b@13"));
}

TEST_F(WatchTest, SaysOnceWhenAllThatWasThereIsTold) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {pod("a", "3"), pod("b", "4")}));
  m_api.on(Method::get, watch_path("10")).stream({event("MODIFIED", pod("a", "11")), expired});
  m_api.on(Method::get, list_path).reply(200, list_of("20", {}));
  m_api.on(Method::get, watch_path("20")).stream({}).hang();
  start();
  run();
  EXPECT_THAT(m_listed, ElementsAre(2U));
}

TEST_F(WatchTest, EventsMayBeCutAnywhere) {
  const auto events = event("ADDED", pod("a", "11")) + event("DELETED", pod("a", "12"));
  std::vector<std::string> bytes;
  for (const char c : events)
    bytes.emplace_back(1, c);
  m_api.on(Method::get, list_path).reply(200, list_of("10", {}));
  m_api.on(Method::get, watch_path("10")).stream(bytes).hang();
  start();
  run();
  EXPECT_THAT(m_seen, ElementsAre("added a@11", "deleted a@12"));
}

TEST_F(WatchTest, EndOfTheStreamResumesFromTheLastVersion) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {}));
  m_api.on(Method::get, watch_path("10")).stream({event("ADDED", pod("a", "11"))});
  m_api.on(Method::get, watch_path("11")).stream({}).hang();
  start();
  run();
  EXPECT_THAT(m_api.unused(), IsEmpty());
}

TEST_F(WatchTest, BookmarkMovesTheVersionAndIsNoChange) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {}));
  m_api.on(Method::get, watch_path("10"))
      .stream({event("BOOKMARK", {{"metadata", {{"resourceVersion", "99"}}}})});
  m_api.on(Method::get, watch_path("99")).stream({}).hang();
  start();
  run();
  EXPECT_THAT(m_seen, IsEmpty());
  EXPECT_THAT(m_api.unused(), IsEmpty());
}

TEST_F(WatchTest, BrokenConnectionResumesAfterAPause) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {}));
  m_api.on(Method::get, watch_path("10")).stream({event("ADDED", pod("a", "11"))}).drop_after(1);
  m_api.on(Method::get, watch_path("11")).reply(503);
  m_api.on(Method::get, watch_path("11")).stream({event("MODIFIED", pod("a", "12"))}).hang();
  start();
  run();
  EXPECT_THAT(m_seen, ElementsAre("added a@11", "modified a@12"));
}

TEST_F(WatchTest, ExpiredVersionListsAgainAndTellsTheDifference) {
  m_api.on(Method::get, list_path)
      .reply(200, list_of("10", {pod("a", "3"), pod("b", "4"), pod("c", "5", "old")}));
  m_api.on(Method::get, watch_path("10")).stream({expired});
  m_api.on(Method::get, list_path)
      .reply(200, list_of("20", {pod("a", "3"), pod("c", "15", "new"), pod("d", "16")}));
  m_api.on(Method::get, watch_path("20")).stream({}).hang();
  start();
  run();
  EXPECT_THAT(m_seen,
              ElementsAre("added a@3",
                          "added b@4",
                          "added c@5",
                          "deleted c@?",
                          "added c@15",
                          "added d@16",
                          "deleted b@?"));
}

TEST_F(WatchTest, DeletionMissedCarriesTheLastKnownLabels) {
  auto first = pod("a", "3");
  first["metadata"]["labels"] = {{"group", "0"}};
  auto later = pod("a", "11");
  later["metadata"]["labels"] = {{"group", "1"}, {"odd", 7}};
  m_api.on(Method::get, list_path).reply(200, list_of("10", {first}));
  m_api.on(Method::get, watch_path("10")).stream({event("MODIFIED", later), expired});
  m_api.on(Method::get, list_path).reply(200, list_of("20", {}));
  m_api.on(Method::get, watch_path("20")).stream({}).hang();
  start();
  run();
  EXPECT_THAT(m_seen, ElementsAre("added a@3", "modified a@11", "deleted a@?"));
  EXPECT_EQ(m_last, json::parse(R"({"metadata": {"name": "a", "namespace": "shop", "uid": "u",
      "labels": {"group": "1", "odd": 7}}})"));
}

TEST_F(WatchTest, LabelsOfUnexpectedShapeAreNotPassedOn) {
  auto odd = pod("a", "3");
  odd["metadata"]["labels"] = {"group"};
  m_api.on(Method::get, list_path).reply(200, list_of("10", {odd}));
  m_api.on(Method::get, watch_path("10")).stream({expired});
  m_api.on(Method::get, list_path).reply(200, list_of("20", {}));
  m_api.on(Method::get, watch_path("20")).stream({}).hang();
  start();
  run();
  EXPECT_EQ(m_last, json::parse(R"({"metadata": {"name": "a", "namespace": "shop", "uid": "u"}})"));
}

TEST_F(WatchTest, ExpiredAsAStatusCodeListsAgainToo) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {}));
  m_api.on(Method::get, watch_path("10")).reply(410);
  m_api.on(Method::get, list_path).reply(200, list_of("20", {pod("a", "3")}));
  m_api.on(Method::get, watch_path("20")).stream({}).hang();
  start();
  run();
  EXPECT_THAT(m_seen, ElementsAre("added a@3"));
}

TEST_F(WatchTest, GarbageInTheStreamListsAgain) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {}));
  m_api.on(Method::get, watch_path("10"))
      .stream({"{not json}\n" + event("ADDED", pod("never", "11"))})
      .hang();
  m_api.on(Method::get, list_path).reply(200, list_of("20", {pod("a", "15")}));
  m_api.on(Method::get, watch_path("20")).stream({event("MODIFIED", pod("a", "21"))}).hang();
  start();
  run();
  EXPECT_THAT(m_seen, ElementsAre("added a@15", "modified a@21"));
}

TEST_F(WatchTest, EventsOfUnexpectedShapeDoNoHarm) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {}));
  m_api.on(Method::get, watch_path("10"))
      .stream({"{}\n",
               R"({"type":7,"object":[]})"
               "\n",
               R"({"type":"DELETED","object":null})"
               "\n",
               event("ADDED", pod("a", "11"))})
      .hang();
  start();
  run();
  EXPECT_THAT(m_seen, ElementsAre("added a@11"));
}

TEST_F(WatchTest, StreamsThatEndAtOnceAreNotAskedForWithoutPause) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {}));
  m_api.on(Method::get, watch_path("10")).stream({}).always();
  start();
  run();
  EXPECT_LE(m_api.requests().size(), 7U);
  EXPECT_GE(m_api.requests().size(), 3U);
}

TEST_F(WatchTest, ForbiddenListIsLostAtOnce) {
  m_api.on(Method::get, list_path)
      .reply(403, R"({"kind":"Status","reason":"Forbidden","message":"no"})");
  start();
  run();
  ASSERT_TRUE(m_lost);
  EXPECT_EQ(m_lost->code(), Errc::forbidden);
  EXPECT_THAT(m_seen, IsEmpty());
}

TEST_F(WatchTest, ForbiddenWatchIsLostToo) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {}));
  m_api.on(Method::get, watch_path("10"))
      .reply(403, R"({"kind":"Status","reason":"Forbidden","message":"no watch"})");
  start();
  run();
  ASSERT_TRUE(m_lost);
  EXPECT_EQ(m_lost->message(), "Error from server (Forbidden): no watch");
}

TEST_F(WatchTest, ServerOutOfReachIsLostAfterAboutAMinuteAndNotBefore) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {}));
  m_api.on(Method::get, watch_path("10")).fail(Error(Errc::unavailable, "refused")).always();
  start();
  m_loop.advance(std::chrono::seconds(30));
  EXPECT_FALSE(m_lost);
  m_loop.advance(std::chrono::seconds(90));
  ASSERT_TRUE(m_lost);
  EXPECT_EQ(m_lost->message(), "refused");
}

TEST_F(WatchTest, QuietStreamsBehindAnIdleLimitAreTakenUpForAsLongAsItTakes) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {}));
  m_api.on(Method::get, watch_path("10"))
      .stream({})
      .drop_after(0)
      .linger(std::chrono::seconds(30))
      .always();
  start();
  m_loop.advance(std::chrono::hours(1));
  EXPECT_FALSE(m_lost);
  EXPECT_GE(m_api.requests().size(), 100U);
}

TEST_F(WatchTest, EventsRenewThePatience) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {}));
  int version = 10;
  int request = 0;
  m_api.otherwise([&](const test::Sent&, test::FakeTransport::Script answer) {
    if (++request % 8 != 0) return void(answer.fail(Error(Errc::unavailable, "refused")));
    answer.stream({event("MODIFIED", pod("a", std::to_string(++version)))}).drop_after(1);
  });
  start();
  m_loop.advance(std::chrono::hours(1));
  EXPECT_FALSE(m_lost);
  EXPECT_GE(m_seen.size(), 50U);
}

TEST_F(WatchTest, ServerThatAsksForTimeGetsIt) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {}));
  m_api.on(Method::get, watch_path("10")).reply(429, "", {{"Retry-After", "40"}});
  m_api.on(Method::get, watch_path("10")).stream({}).hang();
  start();
  m_loop.advance(std::chrono::seconds(39));
  EXPECT_EQ(m_api.requests().size(), 2U);
  m_loop.advance(std::chrono::seconds(2));
  EXPECT_EQ(m_api.requests().size(), 3U);
}

TEST_F(WatchTest, VersionThatIsAlwaysTooOldIsNotAskedForWithoutPause) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {})).always();
  m_api.on(Method::get, watch_path("10")).reply(410).always();
  start();
  run();
  EXPECT_LE(m_api.requests().size(), 14U);
  EXPECT_GE(m_api.requests().size(), 6U);
}

TEST_F(WatchTest, CancelInAnyCallbackEndsIt) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {pod("a", "3"), pod("b", "4")}));
  m_cancel_at = "added a@3";
  start();
  run();
  EXPECT_THAT(m_seen, ElementsAre("added a@3"));
  EXPECT_EQ(m_api.requests().size(), 1U);
}

TEST_F(WatchTest, CancelInTheStreamSilencesTheRestOfItsChunk) {
  m_api.on(Method::get, list_path).reply(200, list_of("10", {}));
  m_api.on(Method::get, watch_path("10"))
      .stream({event("ADDED", pod("a", "11")) + event("ADDED", pod("b", "12"))})
      .hang();
  m_cancel_at = "added a@11";
  start();
  run();
  EXPECT_THAT(m_seen, ElementsAre("added a@11"));
  EXPECT_TRUE(m_api.requests().back().cancelled);
}

}  // namespace
}  // namespace kscan::kube
