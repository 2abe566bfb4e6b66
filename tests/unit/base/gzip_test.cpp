#include "base/gzip.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace kscan {
namespace {

ByteSink append_to(std::string& text) {
  return [&text](std::string_view bytes) { text += bytes; };
}

std::string compressed(std::string_view text) {
  std::string out;
  GzipWriter writer(append_to(out));
  writer.write(text);
  writer.finish();
  return out;
}

struct Expanded {
  std::string text;
  bool ok = false;
  bool finished = false;
};

Expanded expand(std::string_view gzip, std::size_t limit, std::size_t piece) {
  Expanded result;
  GzipReader reader(append_to(result.text), limit);
  result.ok = true;
  for (; result.ok && !gzip.empty(); gzip.remove_prefix(std::min(piece, gzip.size()))) {
    result.ok = reader.write(gzip.substr(0, piece)).has_value();
  }
  result.finished = reader.finished();
  return result;
}

const std::string megabyte(1'000'000, 'x');

TEST(Gzip, HasTheMagicOfRfc1952) {
  EXPECT_EQ(compressed("a").substr(0, 3), "\x1f\x8b\x08");
}

TEST(Gzip, CompressesRepetition) {
  EXPECT_LT(compressed(megabyte).size(), 2000U);
}

TEST(GzipReader, ExpandsToExactlyTheLimit) {
  const Expanded result = expand(compressed(megabyte), megabyte.size(), 1 << 20);
  EXPECT_TRUE(result.ok && result.finished);
  EXPECT_EQ(result.text, megabyte);
}

TEST(GzipReader, StopsAboveTheLimitAndHandsOutNoMore) {
  const Expanded result = expand(compressed(megabyte), megabyte.size() - 1, 1 << 20);
  EXPECT_FALSE(result.ok || result.finished);
  EXPECT_LT(result.text.size(), megabyte.size());
}

TEST(GzipReader, IsNotFinishedWithoutTheTrailer) {
  std::string gzip = compressed("some text");
  gzip.pop_back();
  const Expanded result = expand(gzip, 100, gzip.size());
  EXPECT_TRUE(result.ok);
  EXPECT_FALSE(result.finished);
}

TEST(GzipReader, RefusesAWrongChecksum) {
  std::string gzip = compressed("some text");
  gzip[gzip.size() - 5] ^= 1;
  EXPECT_FALSE(expand(gzip, 100, gzip.size()).ok);
}

TEST(GzipReader, RefusesWhatIsNoGzip) {
  EXPECT_FALSE(expand("plain text", 100, 100).ok);
}

TEST(GzipReader, RefusesDataBehindTheEnd) {
  EXPECT_FALSE(expand(compressed("a") + "b", 100, 100).ok);
  EXPECT_FALSE(expand(compressed("a") + "b", 100, 1).ok);
}

TEST(GzipReader, RepeatsItsError) {
  std::string text;
  GzipReader reader(append_to(text), 100);
  ASSERT_FALSE(reader.write("plain text").has_value());
  EXPECT_EQ(reader.write(compressed("a")).error().message(), "the gzip stream is damaged");
}

RC_GTEST_PROP(GzipProperty, ExpandsWhatItCompressed, (const std::string& text)) {
  const std::size_t piece = *rc::gen::inRange<std::size_t>(1, 20);
  const Expanded result = expand(compressed(text), text.size(), piece);
  RC_ASSERT(result.ok && result.finished);
  RC_ASSERT(result.text == text);
}

}  // namespace
}  // namespace kscan
