#include "kube/line_stream.hpp"

#include "http/line_splitter.hpp"

#include <algorithm>

namespace kscan::kube {

namespace {

constexpr std::size_t longest_refusal = 64 * 1024;
constexpr std::chrono::seconds some_time{10};

class LineStream : public std::enable_shared_from_this<LineStream> {
public:
  LineStream(Shared impl, Asked asked, std::size_t longest, LineSink sink)
      : m_impl(std::move(impl)),
        m_asked(std::move(asked)),
        m_sink(std::move(sink)),
        m_lines(longest),
        m_begun(m_impl->loop.now()) {}

  void start(http::Request request) {
    const auto weak = weak_from_this();
    http::Sink sink;
    sink.on_head = [weak](const http::Head& head) {
      if (const auto self = weak.lock()) self->m_end.head = head;
    };
    sink.on_data = [weak](std::string_view bytes) {
      if (const auto self = weak.lock()) self->take(bytes);
    };
    sink.on_end = [weak](Result<> result) {
      if (const auto self = weak.lock()) self->end(std::move(result));
    };
    m_running = m_impl->transport.start(std::move(request), std::move(sink));
  }

  void cancel() {
    m_over = true;
    m_running.cancel();
  }

private:
  void take(std::string_view bytes) {
    if (m_end.status() != 200) {
      m_refusal.append(
          bytes.substr(0, longest_refusal - std::min(longest_refusal, m_refusal.size())));
      return;
    }
    if (auto fed = m_lines.feed(bytes); !fed) {
      m_running.cancel();
      return finish(std::move(fed));
    }
    while (!m_over) {
      const auto line = m_lines.next();
      if (!line) return;
      m_sink.on_line(*line);
    }
  }

  void end(Result<> result) {
    if (m_over) return;
    const int status = m_end.status();
    if (result && (status < 200 || status >= 300)) {
      return finish(fail(status_error(status, m_refusal, m_asked)));
    }
    m_end.rest = m_lines.rest();
    finish(std::move(result));
  }

  void finish(Result<> result) {
    m_over = true;
    m_end.outcome = std::move(result);
    m_end.lasted = m_end.status() == 200 && m_impl->loop.now() - m_begun >= some_time;
    if (const auto fn = std::exchange(m_sink.on_end, {})) fn(std::move(m_end));
  }

  Shared m_impl;
  Asked m_asked;
  LineSink m_sink;
  http::LineSplitter m_lines;
  io::Clock::time_point m_begun;
  StreamEnd m_end;
  std::string m_refusal;
  bool m_over = false;
  io::Ticket m_running;
};

}  // namespace

io::Ticket start_lines(
    const Shared& impl, http::Request request, Asked asked, std::size_t longest, LineSink sink) {
  auto stream = std::make_shared<LineStream>(impl, std::move(asked), longest, std::move(sink));
  stream->start(std::move(request));
  return io::Ticket([stream] { stream->cancel(); });
}

}  // namespace kscan::kube
