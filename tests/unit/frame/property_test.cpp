#include "frame/frame.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace kscan::frame {
namespace {

constexpr std::size_t limit = std::size_t{1} << 24;

using Bytes = std::vector<std::uint8_t>;

std::vector<std::string> encode(const std::vector<Bytes>& pieces, std::size_t repeat) {
  std::vector<std::string> lines;
  Encoder encoder("r", [&](std::string_view line) { lines.emplace_back(line); });
  encoder.progress("start");
  for (const Bytes& piece : pieces)
    for (std::size_t i = 0; i < repeat; ++i)
      encoder.payload(std::string(piece.begin(), piece.end()));
  encoder.finish_payload();
  encoder.log("almost");
  encoder.end("the end");
  return lines;
}

std::string joined(const std::vector<Bytes>& pieces, std::size_t repeat) {
  std::string bytes;
  for (const Bytes& piece : pieces)
    for (std::size_t i = 0; i < repeat; ++i)
      bytes.append(piece.begin(), piece.end());
  return bytes;
}

/// The payload, if it was received whole.
std::optional<std::string> decode(const std::vector<std::string>& lines) {
  std::string payload;
  Decoder decoder("r", {.on_payload = [&](std::string_view bytes) { payload += bytes; }}, limit);
  for (const std::string& line : lines)
    if (!decoder.feed(line)) return std::nullopt;
  if (decoder.ending() != "the end") return std::nullopt;
  return payload;
}

std::vector<Bytes> some_pieces() {
  return *rc::gen::resize(80, rc::gen::arbitrary<std::vector<Bytes>>());
}

RC_GTEST_PROP(Frame, CarriesAnyPayload, ()) {
  const std::vector<Bytes> pieces = some_pieces();
  const auto repeat = *rc::gen::inRange<std::size_t>(1, 4);
  RC_ASSERT(decode(encode(pieces, repeat)) == joined(pieces, repeat));
}

RC_GTEST_PROP(Frame, SurvivesRepetitionAndForeignLines, ()) {
  const std::vector<Bytes> pieces = some_pieces();
  const std::vector<std::string> lines = encode(pieces, 1);
  std::vector<std::string> log;
  // A reconnect may read the log again from anywhere before the place it broke off.
  const auto restarts = *rc::gen::resize(
      6,
      rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, lines.size())));
  std::size_t reached = 0;
  for (const std::size_t stop : restarts) {
    const auto from = *rc::gen::inRange<std::size_t>(0, reached + 1);
    for (std::size_t i = from; i < stop; ++i)
      log.push_back(lines[i]);
    log.push_back(*rc::gen::string<std::string>());
    reached = std::max(reached, stop);
  }
  for (std::size_t i = *rc::gen::inRange<std::size_t>(0, reached + 1); i < lines.size(); ++i)
    log.push_back(lines[i]);
  RC_ASSERT(decode(log) == joined(pieces, 1));
}

RC_GTEST_PROP(Frame, NoLostLineGivesAWrongPayload, ()) {
  std::vector<std::string> lines = encode(some_pieces(), 3);
  const auto lost = *rc::gen::inRange<std::size_t>(0, lines.size());
  lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(lost));
  RC_ASSERT(!decode(lines));
}

RC_GTEST_PROP(Frame, NoAlteredLineGivesAWrongPayload, ()) {
  const std::vector<Bytes> pieces = some_pieces();
  std::vector<std::string> lines = encode(pieces, 3);
  std::string& line = lines[*rc::gen::inRange<std::size_t>(0, lines.size())];
  const auto place = *rc::gen::inRange<std::size_t>(0, line.size());
  line[place] = static_cast<char>(line[place] ^ *rc::gen::inRange(1, 256));
  RC_ASSERT(!decode(lines));
}

RC_GTEST_PROP(Frame, NoCutLineGivesAWrongPayload, ()) {
  std::vector<std::string> lines = encode(some_pieces(), 1);
  std::string& line = lines[*rc::gen::inRange<std::size_t>(0, lines.size())];
  line.resize(*rc::gen::inRange<std::size_t>(0, line.size()));
  RC_ASSERT(!decode(lines));
}

RC_GTEST_PROP(Decoder, OutlivesAnyText, (const std::vector<std::string>& lines)) {
  RC_ASSERT(!decode(lines));
}

}  // namespace
}  // namespace kscan::frame
