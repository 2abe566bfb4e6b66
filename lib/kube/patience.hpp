#pragma once
#include "http/retry.hpp"

#include <chrono>
#include <optional>
#include <random>

namespace kscan::kube {

/// How long a stream is tried anew: about a minute without progress, enough for an API server that
/// restarts. Pauses grow, and Retry-After is honoured.
class Patience {
public:
  void progressed() noexcept { m_failures = 0; }
  /// The pause before the next attempt; nullopt: enough is enough. `last` is how the last attempt
  /// ended; what would not be tried again by itself counts as a lost connection.
  [[nodiscard]] std::optional<std::chrono::milliseconds> next(const Result<http::Head>& last,
                                                              std::mt19937& random) {
    constexpr http::RetryPolicy patient{.attempts = 12, .asked_attempts = 12};
    const bool refused = last && (last->status == 429 || last->status >= 500);
    const Result<http::Head> outcome = refused ? last : fail(Errc::unavailable, {});
    return http::next_delay(patient, ++m_failures, http::Method::get, outcome, random);
  }

private:
  int m_failures = 0;
};

}  // namespace kscan::kube
