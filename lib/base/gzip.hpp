#pragma once
#include "base/error.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace kscan {

/// Where compressed or expanded bytes go, piece by piece; the view is valid during the call.
using ByteSink = std::function<void(std::string_view)>;

/// gzip (RFC 1952) as a stream: memory use does not grow with the input.
class GzipWriter {
public:
  explicit GzipWriter(ByteSink sink);
  ~GzipWriter();
  GzipWriter(GzipWriter&&) noexcept;
  void write(std::string_view bytes);
  void finish();  ///< writes the trailer; no write() after it

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

/// The inverse, for one gzip member: bytes after its end are an error. Stops with an error on a bad
/// stream or past `limit` bytes of output, which is what keeps a hostile stream from filling the
/// memory; after an error every write() repeats it.
class GzipReader {
public:
  GzipReader(ByteSink sink, std::size_t limit);
  ~GzipReader();
  GzipReader(GzipReader&&) noexcept;
  GzipReader& operator=(GzipReader&&) noexcept;
  [[nodiscard]] Result<> write(std::string_view compressed);
  [[nodiscard]] bool finished() const noexcept;  ///< the trailer was seen and its checksum matched

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace kscan
