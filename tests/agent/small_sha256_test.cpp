#include "base/sha256.hpp"
#include "kubectl-scan-agent/small_sha256.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kscan::bootstrap {
namespace {

std::string hex_of(const std::string& text, std::size_t piece = 1000) {
  SmallSha256 hash;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    const std::string part = text.substr(at, piece);
    // NOLINTNEXTLINE(*-reinterpret-cast): the bootstrap counts in unsigned char
    hash.update(reinterpret_cast<const uint8_t*>(part.data()), part.size());
  }
  char hex[65];
  hash.finish_hex(hex);
  return hex;
}

// The examples of FIPS 180-2, appendix B.
TEST(SmallSha256, MatchesTheStandardsExamples) {
  EXPECT_EQ(hex_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex_of(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(SmallSha256, AgreesWithOpenSslAtEveryLength) {
  std::string text;
  for (int length = 0; length < 200; ++length) {
    ASSERT_EQ(hex_of(text), sha256_hex(text)) << length;
    ASSERT_EQ(hex_of(text, 7), sha256_hex(text)) << length;
    text += static_cast<char>(length * 37);
  }
}

}  // namespace
}  // namespace kscan::bootstrap
