#include "kube/client.hpp"
#include "support/fake_loop.hpp"
#include "support/fake_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

namespace kscan::kube {
namespace {

using http::Method;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string follow_path = "/api/v1/namespaces/shop/pods/p/log?container=scan-0&follow=true";

class LogTest : public testing::Test {
protected:
  LogSink sink() {
    return {.on_line =
                [this](std::string_view line) {
                  m_lines.emplace_back(line);
                  if (line == "stop") m_ticket.cancel();
                },
            .on_end = [this](Result<> result) { m_end = std::move(result); }};
  }
  void follow() {
    m_ticket = m_client.follow_log({"shop", "p"}, "scan-0", sink());
    m_loop.settle();
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

TEST_F(LogTest, LinesComeWithoutNewlineAndTheUnfinishedOneAtTheEnd) {
  m_api.on(Method::get, follow_path).stream({"one\ntw", "o\n\nhalf"});
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one", "two", "", "half"));
  ASSERT_TRUE(m_end);
  EXPECT_TRUE(*m_end);
}

TEST_F(LogTest, LinesComeWhileTheStreamIsOpen) {
  m_api.on(Method::get, follow_path).stream({"one\n"}).hang();
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one"));
  EXPECT_FALSE(m_end);
}

TEST_F(LogTest, BrokenConnectionIsToldOnceAndNotRepaired) {
  m_api.on(Method::get, follow_path).stream({"one\nha"}).drop_after(1);
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one", "ha"));
  EXPECT_EQ(code(), Errc::unavailable);
  EXPECT_EQ(m_api.requests().size(), 1U);
}

TEST_F(LogTest, WaitingContainerIsUnavailable) {
  m_api.on(Method::get, follow_path).reply(400, R"({"kind":"Status","reason":"BadRequest","message":
          "container \"scan-0\" in pod \"p\" is waiting to start: PodInitializing"})");
  follow();
  EXPECT_EQ(code(), Errc::unavailable);
  EXPECT_THAT(m_end->error().message(), testing::HasSubstr("is waiting to start"));
  EXPECT_THAT(m_lines, IsEmpty());
}

TEST_F(LogTest, PodWithoutNodeIsUnavailable) {
  m_api.on(Method::get, follow_path).reply(204);
  follow();
  EXPECT_EQ(code(), Errc::unavailable);
  EXPECT_EQ(m_end->error().message(), "pod \"p\" has no node yet");
}

TEST_F(LogTest, GonePodIsNotFound) {
  m_api.on(Method::get, follow_path)
      .reply(404, R"({"kind":"Status","reason":"NotFound","message":"pods \"p\" not found"})");
  follow();
  EXPECT_EQ(code(), Errc::not_found);
}

TEST_F(LogTest, OtherBadRequestIsInvalid) {
  m_api.on(Method::get, follow_path)
      .reply(400, R"({"kind":"Status","message":"container scan-0 is not valid for pod p"})");
  follow();
  EXPECT_EQ(code(), Errc::invalid);
}

TEST_F(LogTest, CancelledByALineItIsSilent) {
  m_api.on(Method::get, follow_path).stream({"one\nstop\nthree\n", "four"});
  follow();
  EXPECT_THAT(m_lines, ElementsAre("one", "stop"));
  EXPECT_FALSE(m_end);
}

TEST_F(LogTest, LineThatNeverEndsIsAProtocolError) {
  m_api.on(Method::get, follow_path)
      .stream(std::vector<std::string>(9, std::string(1024 * 1024, 'x')));
  follow();
  EXPECT_EQ(code(), Errc::protocol);
  EXPECT_THAT(m_lines, IsEmpty());
}

}  // namespace
}  // namespace kscan::kube
