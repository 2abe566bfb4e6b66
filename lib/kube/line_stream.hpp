#pragma once
#include "kube/client_impl.hpp"

namespace kscan::kube {

/// How a stream ended.
struct StreamEnd {
  Result<> outcome = {};  ///< a refusal is an error, as status_error() says; 2xx none
  http::Head head = {};   ///< status 0 when no answer came
  std::string rest = {};  ///< what came after the last newline
  bool lasted = false;    ///< for ten seconds or more: whoever waits for news got on
  [[nodiscard]] int status() const noexcept { return head.status; }
  /// For Patience::next(): the refusal, or the broken connection.
  [[nodiscard]] Result<http::Head> reason() const {
    return outcome || head.status >= 300 ? Result<http::Head>(head) : fail(outcome.error());
  }
};

struct LineSink {
  std::function<void(std::string_view)> on_line = {};
  std::function<void(StreamEnd)> on_end = {};  ///< once, unless cancelled
};

/// A long-running GET whose answer comes line by line (watch, log).
/// Errc::protocol when a line is longer than `longest`.
[[nodiscard]] io::Ticket start_lines(
    const Shared& impl, http::Request request, Asked asked, std::size_t longest, LineSink sink);

}  // namespace kscan::kube
