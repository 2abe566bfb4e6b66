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
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string pod_path = "/api/v1/namespaces/shop/pods/p";
const std::string log_path = pod_path + "/log?container=scan-0";

std::string followed(const std::string& since = {}) {
  return log_path + "&follow=true&timestamps=true" + (since.empty() ? "" : "&sinceTime=" + since);
}
std::string read(const std::string& since = {}) {
  return log_path + "&timestamps=true" + (since.empty() ? "" : "&sinceTime=" + since);
}

const std::string stamp = "2026-11-23T01:02:09.5Z ";
const std::string before_stamp = "2026-11-23T01%3A02%3A08Z";

std::string pod_in(const std::string& state, const std::string& uid = "u") {
  return nlohmann::json{
      {"metadata", {{"uid", uid}}},
      {"status",
       {{"containerStatuses",
         {{{"name", "other"}, {"state", {{"running", nlohmann::json::object()}}}},
          {{"name", "scan-0"}, {"state", {{state, nlohmann::json::object()}}}}}}}}}
      .dump();
}

class LogTest : public testing::Test {
protected:
  LogSink sink() {
    return {.on_line =
                [this](std::string_view line) {
                  m_lines.emplace_back(line);
                  if (line == "stop") m_ticket.cancel();
                },
            .on_end =
                [this](Result<> result) {
                  EXPECT_FALSE(m_end) << "told twice";
                  m_end = std::move(result);
                }};
  }
  void follow() {
    m_ticket = m_client.follow_log({"shop", "p"}, "scan-0", sink());
    m_loop.advance(std::chrono::minutes(5));
  }
  void pod_is(const std::string& state) {
    m_api.on(Method::get, pod_path).reply(200, pod_in(state));
  }
  void expect_good_end() const {
    ASSERT_TRUE(m_end);
    EXPECT_TRUE(*m_end) << m_end->error().message();
    EXPECT_THAT(m_api.unused(), IsEmpty());
  }
  [[nodiscard]] Errc code() const {
    return m_end && !*m_end ? m_end->error().code() : Errc::internal;
  }

  test::FakeLoop m_loop;
  test::FakeTransport m_api{m_loop};
  Client m_client{m_api, m_loop};
  std::vector<std::string> m_lines;
  std::optional<Result<>> m_end;
  io::Ticket m_ticket;
};

TEST_F(LogTest, EndsWhenThePodSaysSoAndAnotherReadingBringsNothingNew) {
  m_api.on(Method::get, followed()).stream({stamp + "one\n" + stamp + "tw", "o\n" + stamp + "\n"});
  pod_is("terminated");
  m_api.on(Method::get, read(before_stamp))
      .stream({stamp + "one\n" + stamp + "two\n" + stamp + "\n"});
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one", "two", ""));
  expect_good_end();
}

TEST_F(LogTest, EmptyLogEnds) {
  m_api.on(Method::get, followed()).stream({});
  pod_is("terminated");
  m_api.on(Method::get, read()).stream({});
  follow();
  EXPECT_THAT(m_lines, IsEmpty());
  expect_good_end();
}

TEST_F(LogTest, UnfinishedLineComesOnceTwoReadingsAgree) {
  m_api.on(Method::get, followed()).stream({stamp + "one\n" + stamp + "ha"});
  pod_is("terminated");
  m_api.on(Method::get, read(before_stamp)).stream({stamp + "one\n" + stamp + "half"}).always();
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one", "half"));
  expect_good_end();
}

TEST_F(LogTest, LinesComeWhileTheStreamIsOpen) {
  m_api.on(Method::get, followed()).stream({stamp + "one\n"}).hang();
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one"));
  EXPECT_FALSE(m_end);
}

TEST_F(LogTest, BrokenStreamIsTakenUpAgainBeforeTheLastLine) {
  m_api.on(Method::get, followed()).stream({stamp + "one\n" + stamp + "ha"}).drop_after(1);
  pod_is("running");
  m_api.on(Method::get, followed(before_stamp)).stream({stamp + "one\n" + stamp + "half\n"}).hang();
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one", "half"));
  EXPECT_FALSE(m_end);
}

TEST_F(LogTest, CleanEndOfARunningContainersLogIsNoEnd) {
  m_api.on(Method::get, followed()).stream({stamp + "one\n"});
  pod_is("running");
  m_api.on(Method::get, followed(before_stamp)).stream({stamp + "one\n", stamp + "two\n"}).hang();
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one", "two"));
  EXPECT_FALSE(m_end);
}

TEST_F(LogTest, LastReadingThatBreaksOffIsRepeated) {
  m_api.on(Method::get, followed()).stream({stamp + "one\n"});
  pod_is("terminated");
  m_api.on(Method::get, read(before_stamp))
      .stream({stamp + "one\n" + stamp + "two\n"})
      .drop_after(1);
  m_api.on(Method::get, read(before_stamp)).stream({});
  m_api.on(Method::get, read(before_stamp)).reply(503);
  m_api.on(Method::get, read(before_stamp))
      .stream({stamp + "one\n" + stamp + "two\n" + stamp + "three\n"})
      .always();
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one", "two", "three"));
  expect_good_end();
}

TEST_F(LogTest, WhatWasRotatedAwayIsNotWaitedFor) {
  m_api.on(Method::get, followed()).stream({stamp + "one\n"});
  pod_is("terminated");
  m_api.on(Method::get, read(before_stamp)).stream({}).always();
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one"));
  expect_good_end();
}

TEST_F(LogTest, KubeletThatCannotReadTheLogIsNoEnd) {
  m_api.on(Method::get, followed()).stream({stamp + "one\n"});
  pod_is("terminated");
  m_api.on(Method::get, read(before_stamp))
      .stream({"unable to retrieve container logs for containerd://1\n"})
      .always();
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one"));
  EXPECT_EQ(code(), Errc::unavailable);
  EXPECT_THAT(m_end->error().message(), HasSubstr("unable to retrieve container logs"));
}

TEST_F(LogTest, KubeletsWordsInTheStreamAreNoLines) {
  m_api.on(Method::get, followed()).stream({stamp + "one\nrpc error: restarting\n"});
  pod_is("running");
  m_api.on(Method::get, followed(before_stamp)).stream({stamp + "one\n" + stamp + "two\n"}).hang();
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one", "two"));
}

TEST_F(LogTest, KubeletThatRestartsIsWaitedFor) {
  m_api.on(Method::get, followed()).stream({stamp + "one\n"}).drop_after(1);
  pod_is("running");
  m_api.on(Method::get, followed(before_stamp)).reply(502, "dial tcp: refused");
  m_api.on(Method::get, followed(before_stamp)).reply(400, R"({"kind":"Status","message":
      "container \"scan-0\" in pod \"p\" is waiting to start: ContainerCreating"})");
  m_api.on(Method::get, followed(before_stamp)).reply(429, "", {{"Retry-After", "20"}});
  m_api.on(Method::get, followed(before_stamp)).fail(Error(Errc::unavailable, "refused"));
  m_api.on(Method::get, followed(before_stamp)).stream({stamp + "one\n" + stamp + "two\n"}).hang();
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one", "two"));
  EXPECT_FALSE(m_end);
  EXPECT_THAT(m_api.unused(), IsEmpty());
}

TEST_F(LogTest, ServerOutOfReachIsToldAfterAboutAMinute) {
  m_api.on(Method::get, followed()).fail(Error(Errc::unavailable, "refused")).always();
  m_ticket = m_client.follow_log({"shop", "p"}, "scan-0", sink());
  m_loop.advance(std::chrono::seconds(30));
  EXPECT_FALSE(m_end);
  m_loop.advance(std::chrono::seconds(90));
  EXPECT_EQ(code(), Errc::unavailable);
  EXPECT_EQ(m_end->error().message(), "refused");
}

TEST_F(LogTest, QuietContainerBehindAnIdleLimitIsFollowedForAsLongAsItTakes) {
  m_api.on(Method::get, followed())
      .stream({})
      .drop_after(0)
      .linger(std::chrono::minutes(1))
      .always();
  m_api.on(Method::get, pod_path).reply(200, pod_in("running")).always();
  m_ticket = m_client.follow_log({"shop", "p"}, "scan-0", sink());
  m_loop.advance(std::chrono::hours(1));
  EXPECT_FALSE(m_end);
  EXPECT_GE(m_api.requests().size(), 100U);
}

TEST_F(LogTest, StreamsThatEndAtOnceAgainAndAgainAreGivenUp) {
  m_api.on(Method::get, followed()).stream({}).always();
  m_api.on(Method::get, pod_path).reply(200, pod_in("running")).always();
  follow();
  EXPECT_EQ(code(), Errc::unavailable);
  EXPECT_EQ(m_end->error().message(), "the log of container scan-0 breaks off");
}

TEST_F(LogTest, GonePodIsNotFound) {
  m_api.on(Method::get, followed()).stream({stamp + "one\n"}).drop_after(1);
  m_api.on(Method::get, pod_path)
      .reply(404, R"({"kind":"Status","reason":"NotFound","message":"pods \"p\" not found"})");
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one"));
  EXPECT_EQ(code(), Errc::not_found);
}

TEST_F(LogTest, PodThatWasReplacedIsNotFound) {
  m_api.on(Method::get, followed()).stream({stamp + "one\n"});
  pod_is("running");
  m_api.on(Method::get, followed(before_stamp)).stream({stamp + "one\n"});
  m_api.on(Method::get, pod_path).reply(200, pod_in("running", "another"));
  follow();
  EXPECT_EQ(code(), Errc::not_found);
}

TEST_F(LogTest, EvictedPodEndsItsContainers) {
  m_api.on(Method::get, followed()).stream({stamp + "one\n"});
  m_api.on(Method::get, pod_path).reply(200, R"({"status":{"phase":"Failed","reason":"Evicted"}})");
  m_api.on(Method::get, read(before_stamp)).stream({stamp + "one\n"});
  follow();
  expect_good_end();
}

TEST_F(LogTest, LogWithoutStampsIsReadToItsEnd) {
  m_api.on(Method::get, followed()).stream({"one\ntwo\nhalf"});
  pod_is("terminated");
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one", "two", "half"));
  expect_good_end();
}

TEST_F(LogTest, BrokenLogWithoutStampsIsTheCallersToReadAgain) {
  m_api.on(Method::get, followed()).stream({"one\ntw"}).drop_after(1);
  pod_is("running");
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one"));
  EXPECT_EQ(code(), Errc::unavailable);
}

TEST_F(LogTest, EachCallBeginsAtTheStart) {
  m_api.on(Method::get, followed()).stream({stamp + "one\n"}).hang().always();
  follow();
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one", "one"));
}

TEST_F(LogTest, WaitingContainerIsUnavailableAtOnce) {
  m_api.on(Method::get, followed()).reply(400, R"({"kind":"Status","reason":"BadRequest","message":
          "container \"scan-0\" in pod \"p\" is waiting to start: PodInitializing"})");
  follow();
  EXPECT_EQ(code(), Errc::unavailable);
  EXPECT_THAT(m_end->error().message(), HasSubstr("is waiting to start"));
  EXPECT_EQ(m_api.requests().size(), 1U);
}

TEST_F(LogTest, PodWithoutNodeIsUnavailableAtOnce) {
  m_api.on(Method::get, followed()).reply(204);
  follow();
  EXPECT_EQ(code(), Errc::unavailable);
  EXPECT_EQ(m_end->error().message(), "pod \"p\" has no node yet");
}

TEST_F(LogTest, UnknownPodIsNotFound) {
  m_api.on(Method::get, followed())
      .reply(404, R"({"kind":"Status","reason":"NotFound","message":"pods \"p\" not found"})");
  follow();
  EXPECT_EQ(code(), Errc::not_found);
}

TEST_F(LogTest, ForbiddenLogNamesTheRightThatIsMissing) {
  m_api.on(Method::get, followed()).reply(403);
  follow();
  EXPECT_EQ(code(), Errc::forbidden);
  EXPECT_EQ(m_end->error().hint(), "kubectl auth can-i get pods --subresource=log -n shop");
}

TEST_F(LogTest, OtherBadRequestIsInvalid) {
  m_api.on(Method::get, followed())
      .reply(400, R"({"kind":"Status","message":"container scan-0 is not valid for pod p"})");
  follow();
  EXPECT_EQ(code(), Errc::invalid);
}

TEST_F(LogTest, CancelledByALineItIsSilent) {
  m_api.on(Method::get, followed())
      .stream({stamp + "one\n" + stamp + "stop\n" + stamp + "three\n", stamp + "four"});
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one", "stop"));
  EXPECT_FALSE(m_end);
}

TEST_F(LogTest, LineThatNeverEndsIsAProtocolError) {
  m_api.on(Method::get, followed())
      .stream(std::vector<std::string>(9, std::string(1024 * 1024, 'x')));
  follow();
  EXPECT_EQ(code(), Errc::protocol);
  EXPECT_THAT(m_lines, IsEmpty());
}

}  // namespace
}  // namespace kscan::kube
