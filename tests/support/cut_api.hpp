#pragma once
#include <cstddef>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::test {

/// What a server sends to one request, and whether it ends it.
struct CutReply {
  int status = 200;
  std::string body = {};
  bool breaks = false;  ///< the connection ends before the answer does
};

/// A container whose log is served in 100 pieces, cut at any byte, and then to its end, as a
/// kube-apiserver and a kubelet would do: sinceTime in whole seconds, kubelets' words amid the
/// lines, pauses, refusals, and broken streams that end like good ones.
class CutLog {
public:
  explicit CutLog(unsigned seed);
  /// GET of the pod and its log. `target` as in a request line.
  [[nodiscard]] CutReply answer(std::string_view target);
  /// All lines, without stamps.
  [[nodiscard]] const std::vector<std::string>& lines() const { return m_texts; }
  [[nodiscard]] int cuts() const { return m_cuts; }

private:
  struct Line {
    long long nanoseconds;  ///< since the epoch
    std::string text;       ///< with its stamp
  };
  [[nodiscard]] CutReply log(std::string_view target);
  [[nodiscard]] std::size_t random(std::size_t below);

  std::mt19937 m_random;
  std::vector<Line> m_lines;
  std::vector<std::string> m_texts;
  std::size_t m_sent = 0;  ///< lines that have been sent whole
  int m_cuts = 0;
};

/// A collection whose watch is cut at 100 places, at any byte.
class CutWatch {
public:
  explicit CutWatch(unsigned seed);
  [[nodiscard]] CutReply answer(std::string_view target);
  /// "added a@11", one per event.
  [[nodiscard]] const std::vector<std::string>& changes() const { return m_changes; }
  [[nodiscard]] int cuts() const { return m_cuts; }

private:
  struct Event {
    int version;
    std::string line;
  };
  void make_event(int version, std::vector<bool>& exists);
  [[nodiscard]] std::size_t random(std::size_t below);

  std::mt19937 m_random;
  std::vector<Event> m_events;
  std::vector<std::string> m_changes;
  int m_cuts = 0;
};

/// The value of a parameter in a request's target, decoded; "" when it is not there.
[[nodiscard]] std::string parameter(std::string_view target, std::string_view name);

}  // namespace kscan::test
