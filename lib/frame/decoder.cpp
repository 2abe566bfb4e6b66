#include "base/encoding.hpp"
#include "frame/frame.hpp"
#include "frame/line.hpp"

#include <fmt/format.h>

#include <utility>

namespace kscan::frame {

struct Decoder::Impl {
  std::string run_id;
  Listener listener;
  GzipReader gzip;
  Sha256 hash;
  std::uint64_t next_seq = 0;
  std::size_t data_frames = 0;
  std::size_t raw_bytes = 0;
  bool ended = false;
  std::string ending;
  std::string sha256;

  Impl(std::string run, Listener to, std::size_t limit)
      : run_id(std::move(run)),
        listener(std::move(to)),
        gzip([this](std::string_view bytes) { take(bytes); }, limit) {}

  void take(std::string_view bytes) {
    raw_bytes += bytes.size();
    hash.update(bytes);
    tell(listener.on_payload, bytes);
  }

  static void tell(const std::function<void(std::string_view)>& listener, std::string_view text) {
    if (listener) listener(text);
  }

  Result<> accept(const Line& line) {
    switch (line.type) {
    case Type::progress:
      tell(listener.on_progress, line.payload);
      return {};
    case Type::log:
      tell(listener.on_log, line.payload);
      return {};
    case Type::data:
      return accept_data(line.payload);
    case Type::end:
      return accept_end(line.payload);
    }
    return {};
  }

  Result<> accept_data(std::string_view text) {
    ++data_frames;
    const Result<std::string> compressed = base64_decode(text);
    if (!compressed) return fail(Errc::protocol, "a frame holds no base64");
    return gzip.write(*compressed);
  }

  Result<> accept_end(std::string_view text) {
    ended = true;
    if (data_frames > 0 && !gzip.finished())
      return fail(Errc::protocol, "the report's compressed data ends early");
    ending = text;
    sha256 = hash.finish_hex();
    return {};
  }
};

Decoder::Decoder(std::string run_id, Listener listener, std::size_t payload_limit)
    : m_impl(std::make_unique<Impl>(std::move(run_id), std::move(listener), payload_limit)) {}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

Result<> Decoder::feed(std::string_view line) {
  const std::optional<Line> frame = read_line(m_impl->run_id, line);
  if (!frame) {
    Impl::tell(m_impl->listener.on_foreign, line);
    return {};
  }
  if (frame->seq < m_impl->next_seq) return {};
  if (frame->seq > m_impl->next_seq)
    return fail(Errc::protocol,
                fmt::format("the log has a gap: frames {} to {} are missing",
                            m_impl->next_seq,
                            frame->seq - 1));
  ++m_impl->next_seq;
  if (m_impl->ended) return fail(Errc::protocol, "the log goes on after its end frame");
  return m_impl->accept(*frame);
}

const std::string& Decoder::ending() const noexcept {
  return m_impl->ending;
}
std::size_t Decoder::data_frames() const noexcept {
  return m_impl->data_frames;
}
std::size_t Decoder::raw_bytes() const noexcept {
  return m_impl->raw_bytes;
}
const std::string& Decoder::sha256() const noexcept {
  return m_impl->sha256;
}

}  // namespace kscan::frame
