#include "fake_transport.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

namespace kscan::test {

struct FakeTransport::Script::Answer {
  http::Method method{};
  std::string target;
  std::optional<Error> failure;
  std::optional<http::Head> head;
  std::vector<std::string> chunks;
  io::Clock::duration silence{};
  bool hangs = true;
  bool every_time = false;
  bool used = false;
};

namespace {

std::string line_of(http::Method method, const std::string& target) {
  return std::string(http::name(method)) + " " + target;
}

}  // namespace

struct FakeTransport::Impl {
  using AnswerPtr = std::shared_ptr<Script::Answer>;

  /// An answer on its way: one step per turn of the loop.
  struct Delivery : std::enable_shared_from_this<Delivery> {
    AnswerPtr answer;
    http::Sink sink;
    io::Loop* loop = nullptr;
    io::Ticket turn;
    std::size_t next_chunk = 0;
    bool head_sent = false;
    bool over = false;

    void schedule() {
      const bool at_end = head_sent && next_chunk == answer->chunks.size();
      const auto delay = at_end ? answer->silence : io::Clock::duration();
      turn = loop->after(delay, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->step();
      });
    }
    void step() {
      if (!head_sent && answer->head) {
        head_sent = true;
        if (sink.on_head) sink.on_head(*answer->head);
      } else if (next_chunk < answer->chunks.size()) {
        const auto chunk = answer->chunks[next_chunk++];
        if (sink.on_data) sink.on_data(chunk);
      } else if (answer->hangs) {
        return;
      } else {
        over = true;
        const auto on_end = sink.on_end;
        if (on_end) on_end(answer->failure ? Result<>(kscan::fail(*answer->failure)) : Result<>());
        return;
      }
      if (!over) schedule();
    }
  };

  explicit Impl(FakeLoop& in)
      : loop(in) {}

  FakeLoop& loop;
  std::vector<AnswerPtr> answers;
  std::vector<Sent> requests;
  std::function<void(const Sent&, Script)> otherwise;

  AnswerPtr take(http::Method method, const std::string& target) {
    for (const auto& answer : answers) {
      if (answer->method != method || answer->target != target) continue;
      if (answer->used && !answer->every_time) continue;
      answer->used = true;
      return answer;
    }
    return otherwise ? improvised() : unexpected(line_of(method, target));
  }

  AnswerPtr improvised() {
    auto answer = std::make_shared<Script::Answer>();
    otherwise(requests.back(), Script(answer));
    return answer;
  }

  AnswerPtr unexpected(const std::string& line) {
    std::string text = "unexpected request " + line + "\nall requests:";
    for (const auto& sent : requests)
      text += "\n  " + line_of(sent.method, sent.target);
    ADD_FAILURE() << text;
    auto answer = std::make_shared<Script::Answer>();
    answer->failure = Error(Errc::internal, "unexpected request " + line);
    answer->hangs = false;
    return answer;
  }
};

std::string Sent::header(std::string_view name) const {
  http::Head head;
  head.headers = headers;
  return std::string(http::header_value(head, name));
}

FakeTransport::FakeTransport(FakeLoop& loop)
    : m_impl(std::make_shared<Impl>(loop)) {}

FakeTransport::~FakeTransport() = default;

io::Ticket FakeTransport::start(http::Request request, http::Sink sink) {
  const auto index = m_impl->requests.size();
  m_impl->requests.push_back({request.method,
                              request.target,
                              request.headers,
                              request.body,
                              request.authorization.reveal()});
  auto delivery = std::make_shared<Impl::Delivery>();
  delivery->answer = m_impl->take(request.method, request.target);
  delivery->sink = std::move(sink);
  delivery->loop = &m_impl->loop;
  delivery->schedule();
  return io::Ticket([delivery, index, weak = std::weak_ptr(m_impl)] {
    const auto impl = weak.lock();
    if (impl && !delivery->over) impl->requests[index].cancelled = true;
    delivery->over = true;
    delivery->turn.cancel();
  });
}

FakeTransport::Script FakeTransport::on(http::Method method, std::string target) {
  auto answer = std::make_shared<Script::Answer>();
  answer->method = method;
  answer->target = std::move(target);
  m_impl->answers.push_back(answer);
  return Script(std::move(answer));
}

const std::vector<Sent>& FakeTransport::requests() const {
  return m_impl->requests;
}

std::vector<std::string> FakeTransport::lines() const {
  std::vector<std::string> lines;
  for (const auto& sent : m_impl->requests)
    lines.push_back(line_of(sent.method, sent.target));
  return lines;
}

void FakeTransport::otherwise(std::function<void(const Sent&, Script)> answer) {
  m_impl->otherwise = std::move(answer);
}

std::vector<std::string> FakeTransport::unused() const {
  std::vector<std::string> lines;
  for (const auto& answer : m_impl->answers) {
    if (!answer->used) lines.push_back(line_of(answer->method, answer->target));
  }
  return lines;
}

FakeTransport::Script::Script(std::shared_ptr<Answer> answer)
    : m_answer(std::move(answer)) {}

FakeTransport::Script&
FakeTransport::Script::reply(int status, std::string body, std::vector<http::Header> headers) {
  m_answer->head = http::Head{status, std::move(headers)};
  m_answer->chunks.clear();
  if (!body.empty()) m_answer->chunks.push_back(std::move(body));
  m_answer->hangs = false;
  return *this;
}

FakeTransport::Script& FakeTransport::Script::stream(std::vector<std::string> chunks) {
  m_answer->head = http::Head{200, {}};
  m_answer->chunks = std::move(chunks);
  m_answer->hangs = false;
  return *this;
}

FakeTransport::Script& FakeTransport::Script::drop_after(std::size_t chunks) {
  m_answer->chunks.resize(std::min(chunks, m_answer->chunks.size()));
  return fail(Error(Errc::unavailable, "the connection was lost"));
}

FakeTransport::Script& FakeTransport::Script::fail(Error error) {
  m_answer->failure = std::move(error);
  m_answer->hangs = false;
  return *this;
}

FakeTransport::Script& FakeTransport::Script::hang() {
  m_answer->hangs = true;
  return *this;
}

FakeTransport::Script& FakeTransport::Script::linger(io::Clock::duration silence) {
  m_answer->silence = silence;
  return *this;
}

FakeTransport::Script& FakeTransport::Script::always() {
  m_answer->every_time = true;
  return *this;
}

}  // namespace kscan::test
