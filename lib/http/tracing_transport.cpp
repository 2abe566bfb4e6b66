#include "http/tracing_transport.hpp"

#include "base/secret.hpp"
#include "base/text.hpp"
#include "http/mask.hpp"
#include "http/mask_json.hpp"

#include <fmt/core.h>

#include <unistd.h>

#include <ctime>
#include <source_location>
#include <utility>

namespace kscan::http {
namespace {

std::string file_and_line(const std::source_location& at) {
  const std::string_view path = at.file_name();
  return fmt::format("{}:{}", path.substr(path.rfind('/') + 1), at.line());
}

bool is_about_secrets(std::string_view target) {
  const std::string path = std::string(target.substr(0, target.find('?'))) + "/";
  return path.find("/secrets/") != std::string::npos;
}

std::string shown_body(std::string_view body, bool of_secret) {
  if (body.empty()) return {};
  const auto text = mask_json(body, of_secret);
  return text ? *text : fmt::format("<{} bytes not shown>", body.size());
}

/// The body of an answer, as long as it may be shown.
class Body {
public:
  Body() = default;
  ~Body() { wipe(m_bytes); }
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  void begin(const Head& head) {
    const std::string type = to_lower_ascii(header_value(head, "Content-Type"));
    m_kept = type.empty() || type.find("json") != std::string::npos;
  }
  void add(std::string_view bytes) {
    m_size += bytes.size();
    if (m_size > largest_masked_body) m_kept = false;
    if (m_kept) {
      m_bytes.append(bytes);
    } else {
      wipe(m_bytes);
    }
  }
  [[nodiscard]] std::string shown(bool of_secret) const {
    if (m_bytes.size() == m_size) return shown_body(m_bytes, of_secret);
    return fmt::format("<{} bytes not shown>", m_size);
  }

private:
  std::string m_bytes;
  std::size_t m_size = 0;
  bool m_kept = true;
};

}  // namespace

LogStamp current_stamp() {
  std::timespec now{};
  std::timespec_get(&now, TIME_UTC);
  std::tm local{};
  localtime_r(&now.tv_sec, &local);
  return {local.tm_mon + 1,
          local.tm_mday,
          local.tm_hour,
          local.tm_min,
          local.tm_sec,
          static_cast<int>(now.tv_nsec / 1000),
          getpid()};
}

struct TracingTransport::Tracer {
  TraceOptions options;
  std::function<void(std::string_view)> write;
  const io::Loop& loop;

  void log(std::string_view message,
           const std::vector<LogField>& fields,
           const std::source_location& at = std::source_location::current()) const {
    if (!fields.empty()) write(log_line(options.stamp(), file_and_line(at), message, fields));
  }

  void log_body(std::string_view message, const std::string& masked_body) const {
    log(message, {{"body", cut_body(options.verbosity, masked_body)}});
  }

  [[nodiscard]] bool shows_bodies() const { return options.verbosity >= 8; }

  [[nodiscard]] TracedRequest describe(const Request& request) const {
    TracedRequest traced{
        request.method, mask_url(options.base_url + request.target), options.headers};
    traced.headers.insert(traced.headers.end(), request.headers.begin(), request.headers.end());
    if (!request.authorization.empty()) {
      traced.headers.push_back(
          {"Authorization", mask_authorization(request.authorization.reveal())});
    } else if (!options.authorization_scheme.empty()) {
      traced.headers.push_back({"Authorization", options.authorization_scheme + " <masked>"});
    }
    return traced;
  }
};

/// One request under way: prints, then calls the sink of whoever asked.
class TracingTransport::Exchange {
public:
  Exchange(std::shared_ptr<const Tracer> tracer, const Request& request, Sink sink)
      : m_tracer(std::move(tracer)),
        m_request(m_tracer->describe(request)),
        m_of_secret(is_about_secrets(request.target)),
        m_shows_body(m_tracer->shows_bodies() && !is_stream(request.target)),
        m_start(m_tracer->loop.now()),
        m_sink(std::move(sink)) {
    const int verbosity = m_tracer->options.verbosity;
    if (m_tracer->shows_bodies()) {
      m_tracer->log_body("Request Body", shown_body(request.body, m_of_secret));
    }
    m_tracer->log("Request", request_fields(verbosity, m_request));
  }

  /// Each callback holds what it runs in: the sink may go while it is called.
  static Sink sink_of(const std::shared_ptr<Exchange>& self) {
    Sink sink;
    sink.on_head = [self](const Head& head) { std::shared_ptr(self)->head(head); };
    sink.on_data = [self](std::string_view bytes) { std::shared_ptr(self)->data(bytes); };
    sink.on_end = [self](Result<> end) { std::shared_ptr(self)->end(std::move(end)); };
    return sink;
  }

  /// In Go's word for a request that was given up.
  void cancel() {
    if (!std::exchange(m_answered, true)) log_response({}, "context canceled");
  }

private:
  void head(const Head& head) {
    m_answered = true;
    m_body.begin(head);
    log_dial(head.timing);
    log_response(head, {});
    if (m_sink.on_head) m_sink.on_head(head);
  }

  void data(std::string_view bytes) {
    if (m_shows_body) m_body.add(bytes);
    if (m_sink.on_data) m_sink.on_data(bytes);
  }

  void end(Result<> result) {
    log_end(result);
    m_answered = true;
    // Tickets are kept for long; who listened need not be.
    const Sink sink = std::exchange(m_sink, {});
    if (sink.on_end) sink.on_end(std::move(result));
  }

  void log_dial(const Timing& timing) const {
    if (m_tracer->options.verbosity < 9 || timing.reused || timing.peer_address.empty()) return;
    m_tracer->log("HTTP Trace: Dial succeed",
                  {{"network", "tcp"}, {"address", timing.peer_address}});
  }

  void log_response(const Head& head, std::string_view error) const {
    const auto duration =
        std::chrono::duration_cast<std::chrono::milliseconds>(m_tracer->loop.now() - m_start);
    m_tracer->log("Response",
                  response_fields(
                      m_tracer->options.verbosity, m_request, {head, duration, mask_text(error)}));
  }

  void log_end(const Result<>& result) const {
    if (!result && !m_answered) return log_response({}, result.error().message());
    if (!result) {
      m_tracer->log("Unexpected error when reading response body",
                    {{"err", mask_text(result.error().message())}});
    } else if (m_shows_body) {
      m_tracer->log_body("Response Body", m_body.shown(m_of_secret));
    }
  }

  std::shared_ptr<const Tracer> m_tracer;
  TracedRequest m_request;
  bool m_of_secret;
  bool m_shows_body;
  io::Clock::time_point m_start;
  Sink m_sink;
  Body m_body;
  bool m_answered = false;  ///< the line "Response" is written
};

TracingTransport::TracingTransport(Transport& inner,
                                   TraceOptions options,
                                   std::function<void(std::string_view)> write,
                                   const io::Loop& loop)
    : m_inner(inner),
      m_tracer(std::make_shared<const Tracer>(std::move(options), std::move(write), loop)) {}

TracingTransport::~TracingTransport() = default;

io::Ticket TracingTransport::start(Request request, Sink sink) {
  auto exchange = std::make_shared<Exchange>(m_tracer, request, std::move(sink));
  auto running =
      std::make_shared<io::Ticket>(m_inner.start(std::move(request), Exchange::sink_of(exchange)));
  return io::Ticket([exchange, running] {
    exchange->cancel();
    running->cancel();
  });
}

}  // namespace kscan::http
