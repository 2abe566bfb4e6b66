#include "run/container_log.hpp"

#include <fmt/format.h>

#include <utility>

namespace kscan::run {

namespace {

// More than any scanner writes for one image; a bound for what a hostile image can make us hold.
constexpr std::size_t payload_limit = std::size_t{512} << 20;
constexpr std::size_t kept_lines = 20;
constexpr int max_readings = 4;

// Asking again would not help: no right to read logs.
bool is_final(const Error& error) {
  return error.code() == Errc::forbidden || error.code() == Errc::unauthorized;
}

// On cgroup v1 only the scanner may be killed, and the shim lives to tell of a signal; on v2 the
// whole container goes, without a word.
bool ran_out_of_memory(const ContainerState& ended) {
  constexpr int killed = 9;
  const Result<handoff::Ending> told = handoff::parse_ending(ended.message);
  if (told && told->signal == killed) return true;
  if (ended.reason == "OOMKilled") return ended.exit_code != 0;
  return !told && ended.exit_code == 128 + killed;
}

}  // namespace

ContainerLog::ContainerLog(std::string run_id, std::string container)
    : m_run_id(std::move(run_id)),
      m_container(std::move(container)) {}

frame::Decoder ContainerLog::make_decoder() {
  // A new reading starts from nothing, so what the last one left must go.
  m_payload.clear();
  m_last_lines.clear();
  m_stages_read = 0;
  const auto keep_line = [this](std::string_view text) {
    m_last_lines.emplace_back(text);
    if (m_last_lines.size() > kept_lines) m_last_lines.pop_front();
  };
  const auto tell = [this](std::string_view text) {
    if (text.empty() || ++m_stages_read <= m_stages_told) return;
    m_stages_told = m_stages_read;
    if (m_tell) m_tell(text);
  };
  return {m_run_id,
          {.on_progress = tell,
           .on_log = keep_line,
           .on_payload = [this](std::string_view bytes) { m_payload.append(bytes); },
           .on_foreign = keep_line},
          payload_limit};
}

ContainerLog::Next ContainerLog::status(const ContainerState& state) {
  if (m_outcome || m_terminated || state.phase == ContainerState::Phase::waiting)
    return Next::nothing;
  if (state.phase == ContainerState::Phase::terminated) m_terminated = state;
  if (m_reading) return confirm();
  if (m_decoder) return settle();
  m_reading = true;
  m_decoder.emplace(make_decoder());
  return Next::read;
}

// The report is all there and the status confirms it: nobody needs to wait for the log's end.
ContainerLog::Next ContainerLog::confirm() {
  if (!m_terminated || m_torn || m_decoder->ending().empty()) return Next::nothing;
  if (ran_out_of_memory(*m_terminated)) return out_of_memory_now();
  const Result<handoff::Ending> ending = handoff::parse_ending(m_decoder->ending());
  if (!ending) return Next::nothing;
  Result<ContainerReport> report = compare(*ending);
  return report ? finish(std::move(report)) : Next::nothing;
}

void ContainerLog::line(std::string_view text) {
  if (m_torn || !m_decoder) return;
  if (Result<> fed = m_decoder->feed(text); !fed) m_torn = fed.error();
}

ContainerLog::Next ContainerLog::ended(const Result<>& result) {
  if (m_outcome || !m_reading) return Next::nothing;
  m_reading = false;
  if (!result && is_final(result.error())) return finish(fail(result.error()));
  if (!result && !m_torn) m_torn = result.error();
  return settle();
}

ContainerLog::Next ContainerLog::out_of_memory_now() {
  m_out_of_memory = true;
  m_reading = false;
  return finish(
      fail(Errc::unavailable, fmt::format("container {} was killed: out of memory", m_container)));
}

// The log has ended (for now). Is that all, or must it be read again?
ContainerLog::Next ContainerLog::settle() {
  if (m_terminated && ran_out_of_memory(*m_terminated)) return out_of_memory_now();
  if (!m_torn && !m_decoder->ending().empty()) {
    if (!m_terminated) return Next::nothing;  // the status will come and confirm
    if (Result<handoff::Ending> ending = handoff::parse_ending(m_decoder->ending())) {
      Result<ContainerReport> report = compare(*ending);
      if (report) return finish(std::move(report));
      m_torn = report.error();
    } else {
      m_torn = ending.error();
    }
  }
  if (m_terminated && ++m_readings >= max_readings)
    return finish(fail(lost(m_torn ? m_torn->message() : "the log ends early")));
  m_torn.reset();
  m_reading = true;
  m_decoder.emplace(make_decoder());
  return Next::read_later;
}

Result<ContainerReport> ContainerLog::compare(const handoff::Ending& ending) {
  const Result<handoff::Ending> confirmed = handoff::parse_ending(m_terminated->message);
  if (!confirmed || !(*confirmed == ending))
    return fail(Errc::protocol, "the log and the termination message tell different endings");
  if (ending.data_frames != m_decoder->data_frames() || ending.raw_bytes != m_decoder->raw_bytes()
      || ending.sha256 != m_decoder->sha256())
    return fail(Errc::protocol, "the report's checksum does not match");
  return ContainerReport{ending, std::move(m_payload), {m_last_lines.begin(), m_last_lines.end()}};
}

Error ContainerLog::lost(std::string_view what) const {
  if (const Result<handoff::Ending> told = handoff::parse_ending(m_terminated->message); told)
    return Error(Errc::protocol,
                 fmt::format("report of container {} is incomplete: {}", m_container, what));
  // No agent wrote this: the bootstrap's or the container runtime's own words.
  const std::string words =
      m_terminated->message.empty() ? m_terminated->reason : m_terminated->message;
  return Error(
      Errc::protocol,
      fmt::format(
          "container {} ended with exit code {}: {}", m_container, m_terminated->exit_code, words));
}

ContainerLog::Next ContainerLog::finish(Result<ContainerReport> outcome) {
  m_outcome.emplace(std::move(outcome));
  m_decoder.reset();
  return Next::done;
}

}  // namespace kscan::run
