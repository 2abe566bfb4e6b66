#include "http/curl_engine.hpp"
#include "io/signals.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace kscan::http {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::ElementsAre;

class CurlEngineTest : public testing::Test {
protected:
  /// Sets a timer that notes its name.
  io::Ticket note(io::Clock::duration delay, int name) {
    return m_engine.after(delay, [this, name] { m_seen.push_back(name); });
  }
  void run_until_seen(std::size_t count) {
    m_engine.run_until([&] { return m_seen.size() >= count; });
  }
  CurlEngine m_engine;
  std::vector<int> m_seen;
};

TEST_F(CurlEngineTest, DoneIsAskedBeforeAnythingRuns) {
  const auto timer = note({}, 1);
  m_engine.run_until([] { return true; });
  EXPECT_TRUE(m_seen.empty());
}

TEST_F(CurlEngineTest, TimersRunInTheOrderOfTheirTime) {
  const auto b = note(milliseconds(2), 2);
  const auto a = note(milliseconds(1), 1);
  const auto c = note(milliseconds(3), 3);
  run_until_seen(3);
  EXPECT_THAT(m_seen, ElementsAre(1, 2, 3));
}

TEST_F(CurlEngineTest, DoneIsAskedAfterEachCallback) {
  const auto a = note({}, 1);
  const auto b = note({}, 2);
  run_until_seen(1);
  EXPECT_THAT(m_seen, ElementsAre(1));
  run_until_seen(2);
  EXPECT_THAT(m_seen, ElementsAre(1, 2));
}

TEST_F(CurlEngineTest, CancelledTimerDoesNotRun) {
  auto a = note({}, 1);
  const auto b = note(milliseconds(1), 2);
  a.cancel();
  run_until_seen(1);
  EXPECT_THAT(m_seen, ElementsAre(2));
}

TEST_F(CurlEngineTest, TimerMayCancelOneThatIsDueWithIt) {
  io::Ticket b;
  const auto a = m_engine.after({}, [&] { b.cancel(); });
  b = note({}, 2);
  const auto c = note(milliseconds(1), 3);
  run_until_seen(1);
  EXPECT_THAT(m_seen, ElementsAre(3));
}

TEST_F(CurlEngineTest, TimerSetWithoutDelayRunsInTheNextTurnAtALaterNow) {
  std::vector<io::Clock::time_point> times;
  std::vector<io::Ticket> tickets;
  std::function<void()> again = [&] {
    times.push_back(m_engine.now());
    tickets.push_back(m_engine.after({}, again));
  };
  again();
  m_engine.run_until([&] { return times.size() == 4; });
  EXPECT_LT(times[1], times[2]);
  EXPECT_LT(times[2], times[3]);
}

TEST_F(CurlEngineTest, ReadableFdWakesTheLoop) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const auto never = note(hours(1), 1);
  char got = 0;
  const auto reader =
      m_engine.on_readable(pipe[0], [&] { EXPECT_EQ(::read(pipe[0], &got, 1), 1); });
  const auto writer =
      m_engine.after(milliseconds(1), [&] { EXPECT_EQ(::write(pipe[1], "x", 1), 1); });
  m_engine.run_until([&] { return got == 'x'; });
  EXPECT_TRUE(m_seen.empty());
  ::close(pipe[0]);
  ::close(pipe[1]);
}

TEST_F(CurlEngineTest, HangUpCountsAsReadable) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  ::close(pipe[1]);
  bool ended = false;
  const auto reader = m_engine.on_readable(pipe[0], [&] { ended = true; });
  m_engine.run_until([&] { return ended; });
  ::close(pipe[0]);
}

TEST_F(CurlEngineTest, SignalWakesTheLoop) {
  io::Signals signals(m_engine);
  const auto on_term = signals.on(SIGTERM, [&] { m_seen.push_back(SIGTERM); });
  const auto send = m_engine.after(milliseconds(1), [] { ::kill(::getpid(), SIGTERM); });
  const auto never = note(hours(1), 1);
  run_until_seen(1);
  EXPECT_THAT(m_seen, ElementsAre(SIGTERM));
}

TEST_F(CurlEngineTest, TicketsMayOutliveTheEngine) {
  io::Ticket timer;
  io::Ticket reader;
  {
    CurlEngine engine;
    timer = engine.after({}, [] {});
    reader = engine.on_readable(0, [] {});
  }
  timer.cancel();
  reader.cancel();
}

}  // namespace
}  // namespace kscan::http
