#include "frame/frame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <vector>

namespace kscan::frame {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

constexpr std::size_t no_limit = std::size_t{1} << 30;
constexpr std::string_view hash_of_nothing =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string incompressible(std::size_t size) {
  std::mt19937 random(1);
  std::string bytes(size, '\0');
  for (char& c : bytes)
    c = static_cast<char>(random());
  return bytes;
}

/// The sender's lines.
struct Sent {
  std::vector<std::string> lines;
  Encoder encoder{"run1", [this](std::string_view line) { lines.emplace_back(line); }};
};

/// What came out at the other side.
struct Received {
  std::vector<std::string> progress, log, foreign;
  std::string payload;
  std::optional<Error> error;
  Decoder decoder;

  explicit Received(const std::vector<std::string>& lines, std::size_t limit = no_limit)
      : decoder("run1",
                {.on_progress = [this](std::string_view text) { progress.emplace_back(text); },
                 .on_log = [this](std::string_view text) { log.emplace_back(text); },
                 .on_payload = [this](std::string_view bytes) { payload += bytes; },
                 .on_foreign = [this](std::string_view line) { foreign.emplace_back(line); }},
                limit) {
    for (const std::string& line : lines)
      feed(line);
  }
  void feed(const std::string& line) {
    if (error) return;
    if (Result<> fed = decoder.feed(line); !fed) error = fed.error();
  }
};

TEST(Frame, CarriesEveryKindOfText) {
  Sent sent;
  sent.encoder.progress("unpacking");
  sent.encoder.log("2026 WARN x");
  sent.encoder.payload("{\"a\":");
  sent.encoder.payload("1}");
  sent.encoder.finish_payload();
  sent.encoder.end("{}");
  const Received received(sent.lines);
  EXPECT_FALSE(received.error);
  EXPECT_THAT(received.progress, ElementsAre("unpacking"));
  EXPECT_THAT(received.log, ElementsAre("2026 WARN x"));
  EXPECT_EQ(received.payload, "{\"a\":1}");
  EXPECT_EQ(received.decoder.ending(), "{}");
  EXPECT_THAT(received.foreign, IsEmpty());
}

TEST(Frame, BothSidesCountTheSame) {
  Sent sent;
  sent.encoder.payload(incompressible(100'000));
  sent.encoder.finish_payload();
  sent.encoder.end("{}");
  const Received received(sent.lines);
  EXPECT_GT(sent.encoder.data_frames(), 30U);
  EXPECT_EQ(received.decoder.data_frames(), sent.encoder.data_frames());
  EXPECT_EQ(received.decoder.raw_bytes(), 100'000U);
  EXPECT_EQ(received.decoder.raw_bytes(), sent.encoder.raw_bytes());
  EXPECT_EQ(received.decoder.sha256(), sent.encoder.sha256());
}

TEST(Frame, LooksLikeThis) {
  Sent sent;
  sent.encoder.progress("a b");
  EXPECT_THAT(sent.lines, ElementsAre("KSCAN1 run1 0 progress 2c756097 a b"));
}

TEST(Frame, NoPayloadTakesNoDataFrame) {
  Sent sent;
  sent.encoder.finish_payload();
  sent.encoder.end("{}");
  EXPECT_THAT(sent.lines, SizeIs(1));
  EXPECT_EQ(sent.encoder.sha256(), hash_of_nothing);
  const Received received(sent.lines);
  EXPECT_EQ(received.decoder.sha256(), hash_of_nothing);
}

TEST(Encoder, NeverWritesLongLines) {
  Sent sent;
  sent.encoder.log(std::string(10'000, 'x'));
  sent.encoder.payload(incompressible(20'000));
  sent.encoder.finish_payload();
  EXPECT_THAT(sent.lines, Each(SizeIs(testing::Le(max_line))));
}

TEST(Encoder, CutsLogTextBetweenCharacters) {
  Sent sent;
  std::string text;
  while (text.size() < 5000)
    text += "\xE2\x82\xAC";  // a euro sign, 3 bytes
  for (const std::size_t shift : {0U, 1U, 2U})
    sent.encoder.log(std::string(shift, 'x') + text);
  const Received received(sent.lines);
  ASSERT_THAT(received.log, SizeIs(3));
  for (std::size_t shift = 0; shift < 3; ++shift) {
    EXPECT_GT(received.log[shift].size(), 3900U);
    EXPECT_EQ((received.log[shift].size() - shift) % 3, 0U);
  }
}

TEST(Encoder, KeepsEachTextOnOneLine) {
  Sent sent;
  sent.encoder.log("50%\r100%\r");
  sent.encoder.progress("a\nKSCAN1 run1 1 end 00000000 {}");
  const Received received(sent.lines);
  EXPECT_THAT(received.log, ElementsAre("50% 100% "));
  EXPECT_THAT(received.progress, ElementsAre("a KSCAN1 run1 1 end 00000000 {}"));
}

TEST(Encoder, RefusesAnEndingThatDoesNotFit) {
  Sent sent;
  EXPECT_THROW(sent.encoder.end(std::string(max_line, 'x')), Error);
  EXPECT_THAT(sent.lines, IsEmpty());
}

TEST(Decoder, TellsForeignLines) {
  Sent sent;
  sent.encoder.progress("ours");
  const Received received(
      {"rpc error: x", "KSCAN1", "KSCAN1 other 0 end 00000000 {}", sent.lines[0]});
  EXPECT_THAT(received.foreign,
              ElementsAre("rpc error: x", "KSCAN1", "KSCAN1 other 0 end 00000000 {}"));
  EXPECT_THAT(received.progress, ElementsAre("ours"));
}

TEST(Decoder, SaysWhichFramesAreMissing) {
  Sent sent;
  for (const char* text : {"0", "1", "2", "3"})
    sent.encoder.progress(text);
  const Received received({sent.lines[0], sent.lines[3]});
  ASSERT_TRUE(received.error);
  EXPECT_EQ(received.error->code(), Errc::protocol);
  EXPECT_THAT(received.error->message(), HasSubstr("frames 1 to 2 are missing"));
}

TEST(Decoder, RefusesMoreThanItsLimit) {
  Sent sent;
  sent.encoder.payload(std::string(1'000'000, 'x'));
  sent.encoder.finish_payload();
  sent.encoder.end("{}");
  const Received received(sent.lines, 999'999);
  ASSERT_TRUE(received.error);
  EXPECT_THAT(received.error->message(), HasSubstr("larger than allowed"));
  EXPECT_THAT(received.decoder.ending(), IsEmpty());
}

TEST(Decoder, RefusesAnEndInTheMiddleOfThePayload) {
  Sent sent;
  sent.encoder.payload(incompressible(20'000));
  sent.encoder.end("{}");
  const Received received(sent.lines);
  ASSERT_TRUE(received.error);
  EXPECT_THAT(received.error->message(), HasSubstr("ends early"));
  EXPECT_THAT(received.decoder.ending(), IsEmpty());
}

TEST(Decoder, RefusesFramesAfterTheEnd) {
  Sent sent;
  sent.encoder.end("{}");
  sent.encoder.progress("still here");
  const Received received(sent.lines);
  ASSERT_TRUE(received.error);
  EXPECT_THAT(received.error->message(), HasSubstr("after its end"));
  EXPECT_THAT(received.progress, IsEmpty());
}

TEST(Decoder, GoesOnAfterAMove) {
  Sent sent;
  sent.encoder.payload("bytes");
  sent.encoder.finish_payload();
  sent.encoder.end("{}");
  std::string payload;
  Decoder first("run1", {.on_payload = [&](std::string_view b) { payload += b; }}, no_limit);
  Decoder second = std::move(first);
  for (const std::string& line : sent.lines)
    ASSERT_TRUE(second.feed(line));
  EXPECT_EQ(payload, "bytes");
  EXPECT_EQ(second.ending(), "{}");
}

}  // namespace
}  // namespace kscan::frame
