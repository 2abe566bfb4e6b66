#pragma once
#include "base/error.hpp"
#include "http/transport.hpp"

#include <chrono>
#include <optional>
#include <random>

namespace kscan::http {

struct RetryPolicy {
  int attempts = 5;                      ///< in all, the first included; 1: never again
  int asked_attempts = 11;               ///< in all, where the server sends a Retry-After
  std::chrono::milliseconds first{200};  ///< doubled each time, then +-25% at random
  std::chrono::milliseconds ceiling{10'000};
  std::chrono::milliseconds patience{60'000};  ///< a longer Retry-After means giving up
  /// Also after Errc::unavailable and Errc::timeout. kube::Client sets it once the server has
  /// answered: what broke off goes on.
  bool unanswered = true;
};

/// The pause before the next attempt, or nullopt: give up. `attempt` counts from 1, the one that
/// just ended with `outcome`. Retry-After (in seconds) wins over the computed delay. GET, HEAD, PUT
/// and DELETE are repeated after Errc::unavailable, Errc::timeout, 429 and 5xx; POST and PATCH only
/// after 429 and 5xx with a Retry-After, by which the server says that it did nothing (client-go
/// rest/with_retry.go, which also gives up after ten repetitions).
[[nodiscard]] std::optional<std::chrono::milliseconds> next_delay(const RetryPolicy& policy,
                                                                  int attempt,
                                                                  Method method,
                                                                  const Result<Head>& outcome,
                                                                  std::mt19937& random);

}  // namespace kscan::http
