#include "base/json.hpp"
#include "kube/container_state.hpp"
#include "kube/line_stream.hpp"
#include "kube/log_memory.hpp"
#include "kube/patience.hpp"

#include <nlohmann/json.hpp>

namespace kscan::kube {

namespace {

using nlohmann::json;

constexpr std::size_t longest_line = 8 * 1024 * 1024;
/// Readings of a log that has ended; two must agree, but a rotation can make that impossible.
constexpr int most_readings = 4;

/// Follows, looks at the pod when the stream has ended, and follows again or, once the container
/// has ended, reads what is left: until a reading has brought nothing new, because it may break off
/// and look like a whole one.
class LogFollower : public std::enable_shared_from_this<LogFollower> {
public:
  LogFollower(Shared impl, LogSource source, LogSink sink)
      : m_impl(std::move(impl)),
        m_source(std::move(source)),
        m_sink(std::move(sink)) {}

  void stream() {
    m_memory.stream_begins();
    const auto weak = weak_from_this();
    LineSink sink;
    sink.on_line = [weak](std::string_view line) {
      if (const auto self = weak.lock()) self->line(line);
    };
    sink.on_end = [weak](const StreamEnd& end) {
      if (const auto self = weak.lock()) self->stream_ended(end);
    };
    const Asked asked{"get", "pods", "log", m_source.pod.ns, m_source.pod.name};
    m_running = start_lines(m_impl, request(), asked, longest_line, std::move(sink));
  }

  void cancel() {
    m_over = true;
    m_running.cancel();
    m_pause.cancel();
  }

private:
  [[nodiscard]] http::Request request() const {
    http::Request request;
    request.target = object_path(pods, m_source.pod.ns, m_source.pod.name) + "/log"
                     + query({{"container", m_source.container},
                              {"follow", m_life == Life::over ? "" : "true"},
                              {"timestamps", "true"},
                              {"sinceTime", m_memory.since()}});
    request.headers.push_back({"Accept", "application/json, */*"});
    if (m_life != Life::over) request.idle_timeout = std::chrono::milliseconds::zero();
    return request;
  }

  void line(std::string_view stamped) {
    const auto text = m_memory.accept(stamped);
    if (!text) return;
    m_patience.progressed();
    if (m_sink.on_line) m_sink.on_line(*text);
  }

  // ---- the end of a stream

  void stream_ended(const StreamEnd& end) {
    if (end.lasted) m_patience.progressed();
    if (end.status() == 200) m_started = true;
    if (!end.outcome && end.outcome.error().code() == Errc::protocol) {
      return finish(fail(end.outcome.error()));
    }
    if (end.status() != 200) return refused(end);
    if (m_life == Life::over) return reading_ended(end);
    m_rest = end.rest;
    look();
  }

  void refused(const StreamEnd& end) {
    auto error = end.outcome ? Error(Errc::unavailable, no_node()) : end.outcome.error();
    const bool not_begun = end.outcome || is_waiting(error);
    if (not_begun && !m_started) return finish(fail(Errc::unavailable, error.message()));
    if (is_final(error)) return finish(fail(std::move(error)));
    try_again(std::move(error), end.reason(), &LogFollower::stream);
  }

  [[nodiscard]] std::string no_node() const {
    return "pod \"" + m_source.pod.name + "\" has no node yet";
  }

  static bool is_waiting(const Error& error) {
    return error.code() == Errc::invalid
           && error.message().find("is waiting to start") != std::string::npos;
  }

  /// A kubelet or runtime that restarts answers all sorts of things for some seconds; but whoever
  /// has not read anything yet is told at once.
  [[nodiscard]] bool is_final(const Error& error) const {
    if (error.code() == Errc::unavailable || error.code() == Errc::timeout) return false;
    return error.code() != Errc::invalid || !m_started;
  }

  // ---- the pod

  void look() {
    auto call = call_for(http::Method::get, "get", pods, m_source.pod);
    m_running = send(m_impl, std::move(call), decoding([weak = weak_from_this()](Result<json> pod) {
                       if (const auto self = weak.lock()) self->seen(std::move(pod));
                     }));
  }

  void seen(Result<json> pod) {
    if (!pod) {
      const auto error = std::move(pod).error();
      if (is_final(error)) return finish(fail(error));
      return try_again(error, fail(error), &LogFollower::look);
    }
    const auto uid = text_member(member(*pod, "metadata"), "uid");
    if (!m_uid.empty() && uid != m_uid) {
      return finish(
          fail(Errc::not_found, "pod \"" + m_source.pod.name + "\" was replaced by another one"));
    }
    m_uid = uid;
    m_life = life_of(*pod, m_source.container);
    if (!m_memory.can_resume()) return give_up_resuming();
    if (m_life == Life::over) return stream();
    try_again(cut_off(), fail(cut_off()), &LogFollower::stream);
  }

  [[nodiscard]] Error cut_off() const {
    std::string text = "the log of container " + m_source.container + " breaks off";
    if (!m_memory.foreign().empty()) text += ": " + m_memory.foreign();
    return {Errc::unavailable, std::move(text)};
  }

  void give_up_resuming() {
    if (m_life != Life::over) return finish(fail(cut_off()));
    if (!m_rest.empty()) line(m_rest);
    if (!m_over) finish({});
  }

  // ---- the log of a container that has ended

  void reading_ended(const StreamEnd& end) {
    const bool same_rest = end.rest == m_rest;
    m_rest = end.rest;
    if (!m_memory.can_resume()) return give_up_resuming();
    const bool agrees = end.outcome && m_memory.fresh() == 0 && same_rest;
    if (agrees && m_memory.caught_up()) return deliver_rest();
    if (m_memory.fresh() == 0 && ++m_readings >= most_readings) return settle(end);
    try_again(cut_off(), end.reason(), &LogFollower::stream);
  }

  /// What could be read before is not there any more, and nothing new either: after a rotation, or
  /// because the kubelet cannot read the log.
  void settle(const StreamEnd& end) {
    if (!end.outcome) return finish(fail(end.outcome.error()));
    if (!m_memory.foreign().empty()) return finish(fail(cut_off()));
    deliver_rest();
  }

  void deliver_rest() {
    if (!m_rest.empty()) line(m_rest);
    if (!m_over) finish({});
  }

  // ---- what next

  void try_again(Error error, const Result<http::Head>& reason, void (LogFollower::*step)()) {
    const auto delay = m_patience.next(reason, m_impl->random);
    if (!delay) return finish(fail(std::move(error)));
    m_pause = m_impl->loop.after(*delay, [weak = weak_from_this(), step] {
      if (const auto self = weak.lock()) ((*self).*step)();
    });
  }

  void finish(Result<> result) {
    m_over = true;
    if (const auto fn = std::exchange(m_sink.on_end, {})) fn(std::move(result));
  }

  Shared m_impl;
  LogSource m_source;
  LogSink m_sink;
  LogMemory m_memory;
  Patience m_patience;
  Life m_life = Life::unknown;
  std::string m_uid;
  std::string m_rest;  ///< of the last stream: its unfinished last line
  int m_readings = 0;
  bool m_started = false;  ///< the log could be opened once
  bool m_over = false;
  io::Ticket m_running;
  io::Ticket m_pause;
};

}  // namespace

io::Ticket start_log(const Shared& impl, LogSource source, LogSink sink) {
  auto follower = std::make_shared<LogFollower>(impl, std::move(source), std::move(sink));
  follower->stream();
  return io::Ticket([follower] { follower->cancel(); });
}

}  // namespace kscan::kube
