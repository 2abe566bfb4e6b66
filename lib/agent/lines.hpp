#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace kscan::agent {

/// A byte stream as lines. Of a long line only the beginning is kept: what a scanner writes must
/// not fill our memory.
class Lines {
public:
  using Sink = std::function<void(std::string_view line)>;
  explicit Lines(Sink sink)
      : m_sink(std::move(sink)) {}
  void feed(std::string_view bytes);
  /// The stream has ended: an unfinished last line is a line too.
  void finish();

private:
  static constexpr std::size_t kept = std::size_t{8} * 1024;
  void keep(std::string_view bytes);

  Sink m_sink;
  std::string m_line;
  bool m_begun = false;
};

}  // namespace kscan::agent
