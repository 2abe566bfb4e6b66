#include "agent/lines.hpp"

#include <algorithm>

namespace kscan::agent {

void Lines::keep(std::string_view bytes) {
  m_line += bytes.substr(0, kept - std::min(kept, m_line.size()));
  m_begun = true;
}

void Lines::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t newline = bytes.find('\n');
    if (newline == std::string_view::npos) return keep(bytes);
    keep(bytes.substr(0, newline));
    finish();
    bytes.remove_prefix(newline + 1);
  }
}

void Lines::finish() {
  if (m_begun) m_sink(m_line);
  m_line.clear();
  m_begun = false;
}

}  // namespace kscan::agent
