#pragma once
#include "base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace kscan::kube {

/// What of a container's log has been delivered, so that streams that overlap become lines, each
/// once. The lines come with time stamps (timestamps=true) and are known by stamp and text.
///
/// A log is read again from since(), one second before the latest line: the kubelet counts whole
/// seconds, and lines of standard output and error may be slightly out of order.
class LogMemory {
public:
  /// A stream from since() begins.
  void stream_begins();
  /// The line without its stamp if it is to be delivered, else nullopt: it has been, or it has no
  /// stamp though others had one, so that it is none of the container's (see foreign()). In a log
  /// without any stamps (some virtual kubelets) all lines are delivered.
  [[nodiscard]] std::optional<std::string_view> accept(std::string_view line);
  /// Whole seconds, RFC 3339; "" for the log's start.
  [[nodiscard]] std::string since() const;
  /// False where lines cannot be told apart: without stamps, or when the clock was set back.
  [[nodiscard]] bool can_resume() const noexcept { return !m_unstamped && !m_went_back; }
  /// No line has come at all.
  [[nodiscard]] bool empty() const noexcept { return !m_stamped && !m_unstamped; }
  /// Every line from since() on that had been delivered before has been in this stream.
  [[nodiscard]] bool caught_up() const noexcept { return m_unseen == 0; }
  /// Lines that this stream had and no other before.
  [[nodiscard]] std::size_t fresh() const noexcept { return m_fresh; }
  /// The last line of this stream that had no stamp: what the kubelet has to say. Or "".
  [[nodiscard]] const std::string& foreign() const noexcept { return m_foreign; }

private:
  struct Line {
    std::int64_t stamp;
    std::uint64_t text;
    friend bool operator==(const Line&, const Line&) = default;
  };
  struct Hash {
    std::size_t operator()(const Line& line) const noexcept;
  };
  using Lines = std::unordered_map<Line, std::size_t, Hash>;  ///< how often

  [[nodiscard]] bool seen_before(std::int64_t second, const Line& line);
  void remember(std::int64_t second, const Line& line);

  std::map<std::int64_t, Lines> m_recent;  ///< by second, from since() on
  std::map<std::int64_t, Lines> m_replay;  ///< what of it this stream has not had yet
  std::size_t m_unseen = 0;                ///< lines in m_replay
  std::size_t m_fresh = 0;
  std::string m_foreign;
  bool m_stamped = false;
  bool m_unstamped = false;
  bool m_went_back = false;
};

}  // namespace kscan::kube
