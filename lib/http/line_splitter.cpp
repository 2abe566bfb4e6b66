#include "http/line_splitter.hpp"

namespace kscan::http {

Result<> LineSplitter::feed(std::string_view chunk) {
  m_buffer.erase(0, m_begin);
  m_scanned -= m_begin;
  m_begin = 0;
  const auto newline = chunk.find('\n');
  const auto first = newline == std::string_view::npos ? chunk.size() : newline;
  const auto last = chunk.rfind('\n');
  const auto tail = last == std::string_view::npos ? 0 : chunk.size() - last - 1;
  if (m_buffer.size() + first > m_limit || tail > m_limit) {
    return fail(Errc::protocol, "a line longer than " + std::to_string(m_limit) + " bytes");
  }
  m_buffer.append(chunk);
  return {};
}

std::optional<std::string_view> LineSplitter::next() {
  const auto end = m_buffer.find('\n', m_scanned);
  m_scanned = end == std::string::npos ? m_buffer.size() : end + 1;
  if (end == std::string::npos) return std::nullopt;
  const auto line = std::string_view(m_buffer).substr(m_begin, end - m_begin);
  m_begin = end + 1;
  return line;
}

std::string_view LineSplitter::rest() const noexcept {
  return std::string_view(m_buffer).substr(m_begin);
}

}  // namespace kscan::http
