#include "http/url.hpp"
#include "kube/client_impl.hpp"
#include "kube/decode.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace kscan::kube {

namespace {

constexpr std::size_t largest_answer = 256 * 1024 * 1024;
constexpr std::size_t longest_refusal = 1024 * 1024;

class Exchange : public std::enable_shared_from_this<Exchange> {
public:
  Exchange(Shared impl, Call call, Finish finish)
      : m_impl(std::move(impl)),
        m_call(std::move(call)),
        m_finish(std::move(finish)) {}
  ~Exchange() { drop_request(); }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  void start() {
    ++m_attempt;
    m_head = {};
    m_body.clear();
    const auto weak = weak_from_this();
    http::Sink sink;
    sink.on_head = [weak](const http::Head& head) {
      if (const auto self = weak.lock()) self->take_head(head);
    };
    sink.on_data = [weak](std::string_view bytes) {
      if (const auto self = weak.lock()) self->take(bytes);
    };
    sink.on_end = [weak](Result<> result) {
      if (const auto self = weak.lock()) self->end(std::move(result));
    };
    m_running = m_impl->transport.start(request(), std::move(sink));
  }

  void cancel() {
    m_running.cancel();
    m_pause.cancel();
  }

private:
  [[nodiscard]] http::Request request() const {
    http::Request request;
    request.method = m_call.method;
    request.target = m_call.target;
    request.headers.push_back({"Accept", m_call.accept});
    if (!m_call.content_type.empty()) {
      request.headers.push_back({"Content-Type", m_call.content_type});
    }
    request.body = m_call.body;
    request.gzip = m_call.method == http::Method::get;
    request.timeout = m_impl->options.request_timeout;
    return request;
  }

  void take_head(const http::Head& head) {
    m_head = head;
    m_call.answered = true;
  }

  /// Who does not wait for a server that never answers waits for one that has.
  [[nodiscard]] http::RetryPolicy policy() const {
    http::RetryPolicy policy = m_impl->options.retry;
    policy.unanswered = policy.unanswered || m_call.answered;
    return policy;
  }

  [[nodiscard]] bool succeeded() const { return m_head.status >= 200 && m_head.status < 300; }

  void take(std::string_view bytes) {
    if (!succeeded()) {
      m_body.append(bytes.substr(0, longest_refusal - std::min(longest_refusal, m_body.size())));
    } else if (m_call.receiver.on_data) {
      if (auto taken = m_call.receiver.on_data(bytes); !taken) give_up(std::move(taken).error());
    } else if (!m_call.drop_body) {
      keep(bytes);
    }
  }

  void keep(std::string_view bytes) {
    if (m_body.size() + bytes.size() > largest_answer) {
      return give_up({Errc::protocol, "the answer to " + words_of(m_call.asked) + " is too large"});
    }
    m_body.append(bytes);
  }

  void give_up(Error error) {
    m_running.cancel();
    finish(fail(std::move(error)));
  }

  void end(Result<> result) {
    if (result && succeeded() && m_call.receiver.on_end) result = m_call.receiver.on_end();
    if (result && succeeded()) return finish(std::move(m_body));
    const Result<http::Head> outcome =
        result ? Result<http::Head>(m_head) : tl::unexpected(result.error());
    if (m_call.receiver.progressed && m_call.receiver.progressed()) m_attempt = 1;
    const auto delay =
        http::next_delay(policy(), m_attempt, m_call.method, outcome, m_impl->random);
    if (!delay) {
      return finish(fail(result ? status_error(m_head.status, m_body, m_call.asked)
                                : std::move(result).error()));
    }
    m_pause = m_impl->loop.after(*delay, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->start();
    });
    if (m_call.receiver.on_retry) m_call.receiver.on_retry(m_call);
  }

  /// Tickets are kept for long; what was sent is not.
  void drop_request() {
    wipe(m_call.body);
    m_call.body.shrink_to_fit();
  }

  // Moved out first: the callback may destroy the ticket, and this with it.
  void finish(Result<std::string> result) {
    drop_request();
    if (const auto fn = std::exchange(m_finish, {})) fn(std::move(result));
  }

  Shared m_impl;
  Call m_call;
  Finish m_finish;
  int m_attempt = 0;
  http::Head m_head;
  std::string m_body;
  io::Ticket m_running;
  io::Ticket m_pause;
};

}  // namespace

io::Ticket send(const Shared& impl, Call call, Finish finish) {
  auto exchange = std::make_shared<Exchange>(impl, std::move(call), std::move(finish));
  exchange->start();
  return io::Ticket([exchange] { exchange->cancel(); });
}

Finish decoding(Done done) {
  return [done = std::move(done)](Result<std::string> body) {
    if (!body) return done(fail(std::move(body).error()));
    done(decode_object(*body));
  };
}

Call call_for(http::Method method, std::string verb, const Resource& what, const ObjectKey& key) {
  Call call;
  call.method = method;
  call.target =
      key.name.empty() ? collection_path(what, key.ns) : object_path(what, key.ns, key.name);
  call.asked = {std::move(verb), name_of(what), {}, key.ns, key.name};
  call.accept = accept_object(what);
  return call;
}

std::string accept_object(const Resource& what) {
  return what == secrets ? "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
                         : "application/json";
}

std::string accept_list(const Resource& what) {
  return what == secrets ? "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
                         : "application/json";
}

std::string query(const std::vector<std::pair<std::string_view, std::string>>& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    text += (text.empty() ? "?" : "&") + std::string(name) + "=" + http::percent_encode(value);
  }
  return text;
}

}  // namespace kscan::kube
