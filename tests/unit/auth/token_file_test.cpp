#include "auth/token_file.hpp"
#include "support/authorize.hpp"
#include "support/fake_loop.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace kscan::auth {
namespace {

class TokenFileTest : public testing::Test {
protected:
  http::Authorize authorize() {
    return authorize_by(std::make_shared<TokenFile>(
        "/token",
        Secret(),
        [this](const std::filesystem::path&) -> Result<std::string> {
          ++m_reads;
          if (!m_text) return fail(Errc::not_found, "open /token: no such file or directory");
          return *m_text;
        },
        m_loop));
  }
  test::FakeLoop m_loop;
  std::optional<std::string> m_text = "one\n";
  int m_reads = 0;
};

TEST_F(TokenFileTest, IsReadOnceIn50Seconds) {
  const auto under_test = authorize();
  EXPECT_EQ(test::authorization(under_test), "Bearer one");
  m_loop.advance(std::chrono::seconds(49));
  EXPECT_EQ(test::authorization(under_test), "Bearer one");
  EXPECT_EQ(m_reads, 1);
  m_loop.advance(std::chrono::seconds(1));
  EXPECT_EQ(test::authorization(under_test), "Bearer one");
  EXPECT_EQ(m_reads, 2);
}

TEST_F(TokenFileTest, IsReadAtOnceWhenItsTokenWasRefused) {
  const auto under_test = authorize();
  const auto refused = test::ask(under_test);
  m_text = "two";
  EXPECT_EQ(test::authorization(under_test), "Bearer one");
  EXPECT_EQ(test::authorization(under_test, &*refused), "Bearer two");
  EXPECT_EQ(test::authorization(under_test), "Bearer two");
}

TEST_F(TokenFileTest, RefusalOfAnOlderTokenReadsNothing) {
  const auto under_test = authorize();
  const auto refused = test::ask(under_test);
  m_text = "two";
  EXPECT_EQ(test::authorization(under_test, &*refused), "Bearer two");
  EXPECT_EQ(test::authorization(under_test, &*refused), "Bearer two");
  EXPECT_EQ(m_reads, 2);
}

TEST_F(TokenFileTest, LastGoodTokenStaysWhenTheFileIsGoneOrEmpty) {
  const auto under_test = authorize();
  const auto refused = test::ask(under_test);
  m_text.reset();
  EXPECT_EQ(test::authorization(under_test, &*refused), "Bearer one");
  m_text = " \n";
  EXPECT_EQ(test::authorization(under_test, &*refused), "Bearer one");
}

}  // namespace
}  // namespace kscan::auth
