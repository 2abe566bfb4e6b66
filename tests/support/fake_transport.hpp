#pragma once
#include "fake_loop.hpp"
#include "http/transport.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::test {

/// A request as it was sent.
struct Sent {
  http::Method method;
  std::string target;
  std::vector<http::Header> headers;
  std::string body;
  std::string authorization;
  bool cancelled = false;  ///< its ticket was given up before the end
  /// The header's value, or "".
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// Scripted and recording Transport. An answer serves one request; the last one scripted for a
/// target serves all further ones when it was made with `always`.
///   api.on(http::Method::get, "/api/v1/pods").reply(200, body);
///   api.on(http::Method::get, "/log").stream({"one\n", "tw"}).drop_after(1);
/// An unexpected request fails the test, listing all requests so far, and is answered with an
/// error.
class FakeTransport final : public http::Transport {
public:
  class Script;

  explicit FakeTransport(FakeLoop& loop);
  ~FakeTransport() override;
  [[nodiscard]] io::Ticket start(http::Request request, http::Sink sink) override;

  /// The next answer for that method and target (compared whole, with its query).
  Script on(http::Method method, std::string target);
  /// Answers each request that no script serves, by filling in its script.
  void otherwise(std::function<void(const Sent&, Script)> answer);
  [[nodiscard]] const std::vector<Sent>& requests() const;
  /// "GET /a", one per request.
  [[nodiscard]] std::vector<std::string> lines() const;
  /// Answers that no request has asked for yet.
  [[nodiscard]] std::vector<std::string> unused() const;

private:
  struct Impl;
  std::shared_ptr<Impl> m_impl;
};

/// What one request gets. Each member returns *this; without any the request stays open.
class FakeTransport::Script {
public:
  Script& reply(int status, std::string body = {}, std::vector<http::Header> headers = {});
  /// Status 200; each chunk in a turn of its own; then the end.
  Script& stream(std::vector<std::string> chunks);
  /// The connection breaks (Errc::unavailable) after so many chunks.
  Script& drop_after(std::size_t chunks);
  /// No answer at all, but this error.
  Script& fail(Error error);
  Script& hang();  ///< after the chunks the stream stays open
  /// Between the last chunk and the end.
  Script& linger(io::Clock::duration silence);
  Script& always();  ///< serves every further request too

private:
  friend class FakeTransport;
  struct Answer;
  explicit Script(std::shared_ptr<Answer> answer);
  std::shared_ptr<Answer> m_answer;
};

}  // namespace kscan::test
