#include "base/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <optional>

namespace kscan {
namespace {

constexpr int gzip_window = MAX_WBITS + 16;  // zlib's way to say "with a gzip header"
constexpr std::size_t buffer_size = std::size_t{16} * 1024;
constexpr std::size_t most_at_once = std::numeric_limits<uInt>::max();

using Buffer = std::array<Bytef, buffer_size>;

void point_at(z_stream& stream, std::string_view input) {
  // NOLINTNEXTLINE(*-const-cast,*-reinterpret-cast): zlib 1.2 takes its input without const
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(input.data()));
  stream.avail_in = static_cast<uInt>(input.size());
}

void give_room(z_stream& stream, Buffer& buffer) {
  stream.next_out = buffer.data();
  stream.avail_out = static_cast<uInt>(buffer.size());
}

std::string_view produced(const z_stream& stream, const Buffer& buffer) {
  // NOLINTNEXTLINE(*-reinterpret-cast): zlib counts in unsigned char
  return {reinterpret_cast<const char*>(buffer.data()), buffer.size() - stream.avail_out};
}

}  // namespace

struct GzipWriter::Impl {
  ByteSink sink;
  z_stream stream{};
  Buffer buffer{};

  explicit Impl(ByteSink to)
      : sink(std::move(to)) {
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY)
        != Z_OK) {
      throw std::bad_alloc();
    }
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { deflateEnd(&stream); }

  void run(std::string_view input, int flush) {
    point_at(stream, input);
    do {
      give_room(stream, buffer);
      deflate(&stream, flush);
      const std::string_view out = produced(stream, buffer);
      if (!out.empty()) sink(out);
    } while (stream.avail_out == 0);
  }
};

GzipWriter::GzipWriter(ByteSink sink)
    : m_impl(std::make_unique<Impl>(std::move(sink))) {}
GzipWriter::~GzipWriter() = default;
GzipWriter::GzipWriter(GzipWriter&&) noexcept = default;

void GzipWriter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, most_at_once);
    m_impl->run(piece, Z_NO_FLUSH);
    bytes.remove_prefix(piece.size());
  }
}

void GzipWriter::finish() {
  m_impl->run({}, Z_FINISH);
}

struct GzipReader::Impl {
  ByteSink sink;
  std::size_t room;
  z_stream stream{};
  Buffer buffer{};
  bool finished = false;
  std::optional<Error> failure;

  Impl(ByteSink to, std::size_t limit)
      : sink(std::move(to)),
        room(limit) {
    if (inflateInit2(&stream, gzip_window) != Z_OK) throw std::bad_alloc();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { inflateEnd(&stream); }

  void run(std::string_view input) {
    point_at(stream, input);
    bool more = true;
    while (more && !failure) {
      if (finished && stream.avail_in > 0) return stop("data after the end of the gzip stream");
      if (finished) return;
      give_room(stream, buffer);
      const int status = inflate(&stream, Z_NO_FLUSH);
      hand_over(produced(stream, buffer));
      judge(status);
      more = stream.avail_in > 0 || stream.avail_out == 0;
    }
  }

  void hand_over(std::string_view out) {
    if (out.size() > room) return stop("the gzip stream is larger than allowed");
    room -= out.size();
    if (!out.empty()) sink(out);
  }

  void judge(int status) {
    if (failure || status == Z_OK) return;
    finished = status == Z_STREAM_END;
    // Z_BUF_ERROR only says that there was nothing to do.
    if (!finished && status != Z_BUF_ERROR) stop("the gzip stream is damaged");
  }

  void stop(std::string message) {
    finished = false;
    failure.emplace(Errc::protocol, std::move(message));
  }
};

GzipReader::GzipReader(ByteSink sink, std::size_t limit)
    : m_impl(std::make_unique<Impl>(std::move(sink), limit)) {}
GzipReader::~GzipReader() = default;
GzipReader::GzipReader(GzipReader&&) noexcept = default;
GzipReader& GzipReader::operator=(GzipReader&&) noexcept = default;

Result<> GzipReader::write(std::string_view compressed) {
  while (!compressed.empty() && !m_impl->failure) {
    const std::string_view piece = compressed.substr(0, most_at_once);
    m_impl->run(piece);
    compressed.remove_prefix(piece.size());
  }
  if (m_impl->failure) return fail(*m_impl->failure);
  return {};
}

bool GzipReader::finished() const noexcept {
  return m_impl->finished;
}

}  // namespace kscan
