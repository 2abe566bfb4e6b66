#include "frame/frame.hpp"

#include "target.hpp"

#include <vector>

namespace {

using namespace kscan;

constexpr std::size_t limit = std::size_t{1} << 20U;

/// A log that anybody may have written.
void decode(std::string_view log) {
  frame::Decoder decoder("run", {}, limit);
  while (!log.empty()) {
    const auto [line, rest] = fuzz::cut(log);
    if (!decoder.feed(line)) return;
    log = rest;
  }
  fuzz::require(decoder.raw_bytes() <= limit);
}

/// What is encoded arrives as it was, or is refused: each byte of `damage` leaves out a line,
/// repeats it or changes one byte of it.
void send(std::string_view payload, std::string_view damage) {
  std::vector<std::string> lines;
  frame::Encoder encoder("run", [&](std::string_view line) { lines.emplace_back(line); });
  encoder.progress(damage);
  encoder.payload(payload);
  encoder.finish_payload();
  encoder.end("{}");
  std::string received;
  frame::Decoder decoder(
      "run", {.on_payload = [&](std::string_view bytes) { received += bytes; }}, limit);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string line = lines[i];
    const auto how = i < damage.size() ? static_cast<unsigned char>(damage[i]) : 0U;
    if (how % 8 == 1) continue;
    if (how % 8 == 2) line[how % line.size()] ^= 1;
    if (!decoder.feed(line) || (how % 8 == 3 && !decoder.feed(line))) return;
  }
  if (!decoder.ending().empty())
    fuzz::require(received == payload && decoder.sha256() == encoder.sha256());
}

}  // namespace

// Starts with "S": line 1 is damage, the rest a payload to send. Else a log.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  if (!text.starts_with('S')) {
    decode(text);
    return 0;
  }
  const auto [damage, payload] = fuzz::cut(text.substr(1));
  send(payload, damage);
  return 0;
}
