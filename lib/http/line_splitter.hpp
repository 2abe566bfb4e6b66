#pragma once
#include "base/error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kscan::http {

/// A byte stream cut at newlines. Lines are pulled, so that who handles one may stop in between:
///   feed(chunk); while (auto line = next()) ...; and at the end of the stream: rest().
class LineSplitter {
public:
  explicit LineSplitter(std::size_t limit)
      : m_limit(limit) {}
  /// Errc::protocol when a line is longer than the limit; nothing more can be fed then.
  [[nodiscard]] Result<> feed(std::string_view chunk);
  /// The next whole line without its newline; valid until the next feed().
  [[nodiscard]] std::optional<std::string_view> next();
  /// What came after the last newline; empty when the stream ended with one.
  [[nodiscard]] std::string_view rest() const noexcept;

private:
  std::string m_buffer;
  std::size_t m_begin = 0;    ///< of the first line not yet handed out
  std::size_t m_scanned = 0;  ///< no newline between m_begin and here
  std::size_t m_limit;
};

}  // namespace kscan::http
