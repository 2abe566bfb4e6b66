#include "http/line_splitter.hpp"
#include "kube/client_impl.hpp"

namespace kscan::kube {

namespace {

constexpr std::size_t longest_line = 8 * 1024 * 1024;
constexpr std::size_t longest_refusal = 64 * 1024;

class LogStream : public std::enable_shared_from_this<LogStream> {
public:
  LogStream(LogSource source, LogSink sink)
      : m_source(std::move(source)),
        m_sink(std::move(sink)),
        m_lines(longest_line) {}

  void start(http::Transport& transport) {
    const auto weak = weak_from_this();
    http::Sink sink;
    sink.on_head = [weak](const http::Head& head) {
      if (const auto self = weak.lock()) self->m_status = head.status;
    };
    sink.on_data = [weak](std::string_view bytes) {
      if (const auto self = weak.lock()) self->take(bytes);
    };
    sink.on_end = [weak](Result<> result) {
      if (const auto self = weak.lock()) self->end(std::move(result));
    };
    m_running = transport.start(request(), std::move(sink));
  }

  void cancel() {
    m_over = true;
    m_running.cancel();
  }

private:
  [[nodiscard]] http::Request request() const {
    http::Request request;
    request.target = object_path(pods, m_source.pod.ns, m_source.pod.name) + "/log"
                     + query({{"container", m_source.container}, {"follow", "true"}});
    request.headers.push_back({"Accept", "application/json, */*"});
    request.idle_timeout = std::chrono::milliseconds::zero();
    return request;
  }

  void take(std::string_view bytes) {
    if (m_status != 200) {
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
      if (m_sink.on_line) m_sink.on_line(*line);
    }
  }

  void end(Result<> result) {
    if (m_status == 200 && !m_lines.rest().empty() && m_sink.on_line) {
      m_sink.on_line(m_lines.rest());
    }
    if (!m_over) finish(result ? verdict() : std::move(result));
  }

  [[nodiscard]] Result<> verdict() const {
    if (m_status == 200) return {};
    if (m_status == 204) {
      return fail(Errc::unavailable, "pod \"" + m_source.pod.name + "\" has no node yet");
    }
    auto error = status_error(m_status, m_refusal, "get pods/log");
    const bool waiting = error.message().find("is waiting to start") != std::string::npos;
    if (m_status == 400 && waiting) return fail(Errc::unavailable, error.message());
    return fail(std::move(error));
  }

  void finish(Result<> result) {
    m_over = true;
    if (const auto fn = std::exchange(m_sink.on_end, {})) fn(std::move(result));
  }

  LogSource m_source;
  LogSink m_sink;
  http::LineSplitter m_lines;
  std::string m_refusal;
  int m_status = 0;
  bool m_over = false;
  io::Ticket m_running;
};

}  // namespace

io::Ticket start_log(const Shared& impl, LogSource source, LogSink sink) {
  auto stream = std::make_shared<LogStream>(std::move(source), std::move(sink));
  stream->start(impl->transport);
  return io::Ticket([stream, impl] { stream->cancel(); });
}

}  // namespace kscan::kube
