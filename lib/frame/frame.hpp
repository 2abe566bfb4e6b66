#pragma once
#include "base/error.hpp"
#include "base/gzip.hpp"
#include "base/sha256.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

/// A report through a container log: one frame a line, numbered, checked, compressed.
///
///     KSCAN1 <run-id> <seq> <type> <crc32c> <payload>
///
/// seq counts from 0; the checksum, 8 hex digits, covers "<run-id> <seq> <type> <payload>".
/// The log may be rotated, cut, repeated after a reconnect, or mixed with foreign text; so nothing
/// is believed before the end frame has been seen and its SHA-256 has matched.
namespace kscan::frame {

/// progress: a stage, for people. log: one line of the scanner's stderr. data: a piece of the
/// gzipped payload. end: a small JSON text (handoff::Ending), the last frame of a container.
enum class Type { progress, log, data, end };

/// No line is longer, so that no log writer splits it (CRI-O 8192, containerd 16384).
inline constexpr std::size_t max_line = 4000;

/// The sending side. Lines come without the newline.
class Encoder {
public:
  using LineSink = std::function<void(std::string_view line)>;
  /// `run_id` has no blank and at most 100 bytes.
  Encoder(std::string run_id, LineSink sink);
  Encoder(const Encoder&) = delete;  // the compressor calls back into this object
  Encoder& operator=(const Encoder&) = delete;

  // Cut, between two characters, to what fits into one frame; CR and LF, which a log does not keep,
  // become blanks.
  void progress(std::string_view text);
  void log(std::string_view text);
  void payload(std::string_view bytes);
  /// Ends the payload; afterwards the three figures below are final.
  void finish_payload();
  [[nodiscard]] std::size_t data_frames() const noexcept { return m_data_frames; }
  [[nodiscard]] std::size_t raw_bytes() const noexcept { return m_raw_bytes; }
  [[nodiscard]] const std::string& sha256() const noexcept { return m_sha256; }
  /// Throws Error (Errc::internal) when it does not fit into one frame.
  void end(std::string_view ending_json);

private:
  [[nodiscard]] std::size_t room() const noexcept;
  [[nodiscard]] std::string fitting(std::string_view text) const;
  void emit(Type type, std::string_view payload);
  void emit_data(std::string_view compressed);

  std::string m_run_id;
  LineSink m_sink;
  std::uint64_t m_seq = 0;
  std::string m_pending;  ///< compressed bytes that do not fill a frame yet
  GzipWriter m_gzip;
  Sha256 m_hash;
  std::size_t m_data_frames = 0;
  std::size_t m_raw_bytes = 0;
  std::string m_sha256;
};

/// What the receiving side tells. Each may be empty.
struct Listener {
  std::function<void(std::string_view text)> on_progress = {};
  std::function<void(std::string_view line)> on_log = {};
  std::function<void(std::string_view bytes)> on_payload = {};  ///< decompressed, in order
  std::function<void(std::string_view line)> on_foreign =
      {};  ///< a line that is no frame of this run
};

/// The receiving side of one container's log. Frames already seen are dropped, so a log may be
/// read again from anywhere; a damaged line counts as foreign, and so as missing.
class Decoder {
public:
  Decoder(std::string run_id, Listener listener, std::size_t payload_limit);
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  /// One log line without its newline. An error (a gap in the numbers, a payload that does not
  /// decompress or is over the limit, a frame after the end) is final for this reading of the log:
  /// read the log again from its start with a new Decoder.
  [[nodiscard]] Result<> feed(std::string_view line);
  /// The end frame's text, once everything before it was received; empty before.
  [[nodiscard]] const std::string& ending() const noexcept;
  // What was really received, to compare with what the ending promises.
  [[nodiscard]] std::size_t data_frames() const noexcept;
  [[nodiscard]] std::size_t raw_bytes() const noexcept;
  [[nodiscard]] const std::string& sha256() const noexcept;  ///< empty before ending() is set

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace kscan::frame
