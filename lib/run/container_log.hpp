#pragma once
#include "frame/frame.hpp"
#include "handoff/handoff.hpp"
#include "run/pod_state.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kscan::run {

/// Everything a container had to say, once it is known to be whole.
struct ContainerReport {
  handoff::Ending ending;
  std::string payload;
  std::vector<std::string> last_lines;  ///< of what the scanner wrote to stderr, oldest first
};

/// One container's log and status, until both agree on how it ended. Believes nothing less: a
/// broken stream looks like a finished one, and a log may have been cut.
class ContainerLog {
public:
  ContainerLog(std::string run_id, std::string container);
  ContainerLog(const ContainerLog&) = delete;  // the decoder calls back into this object
  ContainerLog& operator=(const ContainerLog&) = delete;

  [[nodiscard]] const std::string& container() const noexcept { return m_container; }
  /// Called for each stage that the container tells.
  void on_progress(std::function<void(std::string_view)> tell) { m_tell = std::move(tell); }

  enum class Next {
    nothing,     ///< wait for more
    read,        ///< (again) open the log from its start
    read_later,  ///< the same, after a pause
    done,        ///< take_outcome() has it
  };
  [[nodiscard]] Next status(const ContainerState& state);
  void line(std::string_view text);
  [[nodiscard]] Next ended(const Result<>& result);
  [[nodiscard]] bool done() const noexcept { return m_outcome.has_value(); }
  /// When done: it needed more memory than it may have.
  [[nodiscard]] bool out_of_memory() const noexcept { return m_out_of_memory; }
  /// Once, when done: a report may be large.
  [[nodiscard]] Result<ContainerReport> take_outcome() { return std::move(*m_outcome); }

private:
  [[nodiscard]] frame::Decoder make_decoder();
  [[nodiscard]] Next settle();
  [[nodiscard]] Next confirm();
  Next out_of_memory_now();
  [[nodiscard]] Result<ContainerReport> compare(const handoff::Ending& ending);
  [[nodiscard]] Error lost(std::string_view what) const;
  Next finish(Result<ContainerReport> outcome);

  std::string m_run_id;
  std::string m_container;
  std::function<void(std::string_view)> m_tell;
  std::string m_payload;
  std::deque<std::string> m_last_lines;
  std::size_t m_stages_read = 0;  ///< in this reading
  std::size_t m_stages_told = 0;  ///< ever
  std::optional<frame::Decoder> m_decoder;
  std::optional<Error> m_torn;  ///< this reading of the log has failed
  std::optional<ContainerState> m_terminated;
  bool m_reading = false;
  bool m_out_of_memory = false;
  int m_readings = 0;  ///< since the container has terminated
  std::optional<Result<ContainerReport>> m_outcome;
};

}  // namespace kscan::run
