#include "io/signals.hpp"
#include "support/fake_loop.hpp"

#include <gtest/gtest.h>

#include <signal.h>

#include <vector>

namespace kscan::io {
namespace {

bool is_blocked(int signal) {
  sigset_t mask;
  ::pthread_sigmask(SIG_BLOCK, nullptr, &mask);
  return sigismember(&mask, signal) == 1;
}

class SignalsTest : public testing::Test {
protected:
  void arrive(int signal) {
    ::raise(signal);
    m_loop.make_all_readable();
    m_loop.settle();
  }
  test::FakeLoop m_loop;
};

TEST_F(SignalsTest, ReachTheirListenersInOrder) {
  Signals signals(m_loop);
  std::vector<int> seen;
  const auto first = signals.on(SIGTERM, [&] { seen.push_back(1); });
  const auto second = signals.on(SIGTERM, [&] { seen.push_back(2); });
  const auto other = signals.on(SIGINT, [&] { seen.push_back(3); });
  arrive(SIGTERM);
  EXPECT_EQ(seen, (std::vector{1, 2}));
  arrive(SIGINT);
  EXPECT_EQ(seen, (std::vector{1, 2, 3}));
}

TEST_F(SignalsTest, ListenerThatCancelsAnotherInTimeKeepsItQuiet) {
  Signals signals(m_loop);
  Ticket second;
  bool called = false;
  const auto first = signals.on(SIGINT, [&] { second.cancel(); });
  second = signals.on(SIGINT, [&] { called = true; });
  arrive(SIGINT);
  EXPECT_FALSE(called);
}

TEST_F(SignalsTest, OneForWhichNobodyListensActsAsUsual) {
  const auto nobody_listens = [this](int signal) {
    Signals signals(m_loop);
    const auto other = signals.on(SIGHUP, [] {});
    signals.on(signal, [] {}).cancel();
    arrive(signal);
  };
  EXPECT_EXIT(nobody_listens(SIGINT), testing::KilledBySignal(SIGINT), "");
  EXPECT_EXIT(nobody_listens(SIGTERM), testing::KilledBySignal(SIGTERM), "");
}

TEST_F(SignalsTest, OneThatDoesNotEndTheProcessIsBlockedAgain) {
  Signals signals(m_loop);
  arrive(SIGWINCH);
  EXPECT_TRUE(is_blocked(SIGWINCH));
  bool called = false;
  const auto listener = signals.on(SIGWINCH, [&] { called = true; });
  arrive(SIGWINCH);
  EXPECT_TRUE(called);
}

TEST_F(SignalsTest, OneThatWasBlockedBeforeStaysSo) {
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &mask, nullptr);
  {
    const Signals signals(m_loop);
    arrive(SIGTERM);
  }
  EXPECT_TRUE(is_blocked(SIGTERM));
  ::pthread_sigmask(SIG_UNBLOCK, &mask, nullptr);
}

TEST_F(SignalsTest, MaskAndDispositionComeBackOnDestruction) {
  ASSERT_FALSE(is_blocked(SIGINT));
  {
    const Signals signals(m_loop);
    EXPECT_TRUE(is_blocked(SIGINT));
    EXPECT_TRUE(is_blocked(SIGWINCH));
    struct sigaction pipe{};
    ::sigaction(SIGPIPE, nullptr, &pipe);
    EXPECT_EQ(pipe.sa_handler, SIG_IGN);
  }
  EXPECT_FALSE(is_blocked(SIGINT));
  struct sigaction pipe{};
  ::sigaction(SIGPIPE, nullptr, &pipe);
  EXPECT_EQ(pipe.sa_handler, SIG_DFL);
}

TEST_F(SignalsTest, TicketMayOutliveThem) {
  Ticket ticket;
  {
    Signals signals(m_loop);
    ticket = signals.on(SIGHUP, [] {});
  }
  ticket.cancel();
  EXPECT_FALSE(is_blocked(SIGHUP));
}

}  // namespace
}  // namespace kscan::io
