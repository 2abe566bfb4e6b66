#include "discover/calls.hpp"
#include "support/fake_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

namespace kscan::discover {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

class CallsTest : public testing::Test {
protected:
  /// Ends after `time`, well or with `failure`.
  void add(milliseconds time, const std::string& failure = {}) {
    m_calls.add([=, this, number = m_added++](Calls::Over over) {
      m_begun.push_back(number);
      return m_loop.after(time, [=, this] {
        ++m_ended;
        over(failure.empty() ? Result<>() : fail(Errc::not_found, failure));
      });
    });
  }
  std::string failure() {
    try {
      m_calls.run();
    } catch (const Error& error) {
      return error.message();
    }
    return {};
  }

  test::FakeLoop m_loop;
  Calls m_calls{m_loop};
  std::vector<int> m_begun;
  int m_added = 0;
  int m_ended = 0;
};

TEST_F(CallsTest, RunAFewAtATime) {
  for (int i = 0; i < 20; ++i)
    add(milliseconds(10));
  EXPECT_EQ(failure(), "");
  EXPECT_EQ(m_ended, 20);
}

TEST_F(CallsTest, FailWithTheFirstOfThemAndNotWithTheFastest) {
  add(milliseconds(30));
  add(milliseconds(20), "first");
  add(milliseconds(10), "fastest");
  EXPECT_EQ(failure(), "first");
}

TEST_F(CallsTest, DoNotWaitForWhatComesAfterAFailure) {
  add(milliseconds(10), "first");
  add(milliseconds(1000));
  EXPECT_EQ(failure(), "first");
  EXPECT_EQ(m_ended, 1);
}

TEST_F(CallsTest, BeginNoMoreAfterAFailure) {
  add(milliseconds(100));
  add(milliseconds(1), "early");
  for (int i = 0; i < 20; ++i)
    add(milliseconds(5));
  EXPECT_EQ(failure(), "early");
  EXPECT_THAT(m_begun, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
}

TEST_F(CallsTest, MayAddMoreWhileTheyRun) {
  m_calls.add([this](Calls::Over over) {
    return m_loop.after(milliseconds(1), [this, over] {
      add(milliseconds(5));
      over({});
    });
  });
  EXPECT_EQ(failure(), "");
  EXPECT_EQ(m_ended, 1);
}

TEST_F(CallsTest, CanRunAgainAfterAFailure) {
  add(milliseconds(1), "once");
  EXPECT_EQ(failure(), "once");
  add(milliseconds(1));
  EXPECT_EQ(failure(), "");
}

}  // namespace
}  // namespace kscan::discover
