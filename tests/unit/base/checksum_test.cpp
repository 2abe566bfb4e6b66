#include "base/crc32c.hpp"
#include "base/sha256.hpp"

#include <gtest/gtest.h>

namespace kscan {
namespace {

// RFC 3720, appendix B.4.
TEST(Crc32c, KnowsTheVectorsOfTheRfc) {
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
}

TEST(Crc32c, OfNothingIsZero) {
  EXPECT_EQ(crc32c(""), 0U);
}

// FIPS 180-2, appendix B.
TEST(Sha256, KnowsTheVectorsOfTheStandard) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, HashesAStreamAsItsWhole) {
  Sha256 hasher;
  hasher.update("a");
  hasher.update("");
  hasher.update("bc");
  EXPECT_EQ(hasher.finish_hex(), sha256_hex("abc"));
}

TEST(Sha256, StartsAnewAfterFinish) {
  Sha256 hasher;
  hasher.update("first");
  EXPECT_EQ(hasher.finish_hex(), sha256_hex("first"));
  EXPECT_EQ(hasher.finish_hex(), sha256_hex(""));
}

}  // namespace
}  // namespace kscan
