#include "base/encoding.hpp"
#include "frame/frame.hpp"
#include "frame/line.hpp"

#include <algorithm>
#include <utility>

namespace kscan::frame {

Encoder::Encoder(std::string run_id, LineSink sink)
    : m_run_id(std::move(run_id)),
      m_sink(std::move(sink)),
      m_gzip([this](std::string_view compressed) { emit_data(compressed); }) {}

std::size_t Encoder::room() const noexcept {
  return max_line - std::min(max_line, overhead(m_run_id));
}

std::string Encoder::fitting(std::string_view text) const {
  constexpr auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  std::size_t size = std::min(text.size(), room());
  // At most three steps: text that is no UTF-8 has no characters to keep whole.
  for (int step = 0; step < 3 && size < text.size() && size > 0 && continues(text[size]); ++step)
    --size;
  std::string result(text.substr(0, size));
  std::replace_if(result.begin(), result.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return result;
}

void Encoder::progress(std::string_view text) {
  emit(Type::progress, fitting(text));
}

void Encoder::log(std::string_view text) {
  emit(Type::log, fitting(text));
}

void Encoder::payload(std::string_view bytes) {
  m_raw_bytes += bytes.size();
  m_hash.update(bytes);
  m_gzip.write(bytes);
}

void Encoder::finish_payload() {
  // No payload is no gzip stream either, so that "nothing" takes no frame.
  if (m_raw_bytes > 0) m_gzip.finish();
  if (!m_pending.empty()) {
    ++m_data_frames;
    emit(Type::data, base64_encode(m_pending));
    m_pending.clear();
  }
  m_sha256 = m_hash.finish_hex();
}

void Encoder::end(std::string_view ending_json) {
  if (ending_json.size() > room()) throw Error(Errc::internal, "the end frame is too long");
  emit(Type::end, ending_json);
}

void Encoder::emit(Type type, std::string_view payload) {
  m_sink(write_line(m_run_id, {m_seq++, type, payload}));
}

void Encoder::emit_data(std::string_view compressed) {
  const std::size_t full = room() / 4 * 3;
  m_pending += compressed;
  std::string_view rest = m_pending;
  for (; rest.size() >= full; rest.remove_prefix(full)) {
    ++m_data_frames;
    emit(Type::data, base64_encode(rest.substr(0, full)));
  }
  m_pending.erase(0, m_pending.size() - rest.size());
}

}  // namespace kscan::frame
