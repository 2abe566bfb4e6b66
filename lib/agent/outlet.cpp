#include "agent/outlet.hpp"

#include "agent/files.hpp"
#include "base/text.hpp"

#include <fcntl.h>

#include <utility>

namespace kscan::agent {

namespace {

// The kubelet keeps 4096 bytes, and 12 KiB for all containers of a pod, of which we may have ten.
constexpr std::size_t error_columns = 400;

void write_line(int out, std::string_view line) {
  // One write: a pipe keeps up to 4096 bytes together.
  std::string text(line);
  text += '\n';
  write_all(out, text);
}

}  // namespace

Outlet::Outlet(std::string run_id, int out, std::filesystem::path termination_log)
    : m_frames(std::move(run_id), [out](std::string_view line) { write_line(out, line); }),
      m_termination_log(std::move(termination_log)) {}

handoff::Ending Outlet::finish(handoff::Ending ending) {
  m_frames.finish_payload();
  ending.error = elide(printable(ending.error), error_columns);
  ending.data_frames = m_frames.data_frames();
  ending.raw_bytes = m_frames.raw_bytes();
  ending.sha256 = m_frames.sha256();
  const std::string json = handoff::to_json(ending);
  write_termination_message(m_termination_log, json);
  m_frames.end(json);
  return ending;
}

void write_termination_message(const std::filesystem::path& file, std::string_view text) noexcept {
  try {
    const io::Fd log(::open(file.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
    if (log) write_all(log.get(), text);
  } catch (const Error&) {
    return;  // the log stream still tells it
  }
}

}  // namespace kscan::agent
