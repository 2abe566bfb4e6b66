#include "http/retry.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace kscan::http {

namespace {

using std::chrono::milliseconds;

bool repeatable(Method method) {
  return method != Method::post && method != Method::patch;
}

bool transient(const RetryPolicy& policy, const Result<Head>& outcome) {
  if (!outcome) {
    const Errc code = outcome.error().code();
    return policy.unanswered && (code == Errc::unavailable || code == Errc::timeout);
  }
  return outcome->status == 429 || outcome->status >= 500;
}

std::optional<milliseconds> retry_after(const Result<Head>& outcome) {
  if (!outcome) return std::nullopt;
  const std::string_view text = header_value(*outcome, "Retry-After");
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return std::chrono::seconds(seconds);
}

int most_attempts(const RetryPolicy& policy, bool asked) {
  if (!asked || policy.attempts <= 1) return policy.attempts;
  return std::max(policy.attempts, policy.asked_attempts);
}

milliseconds backoff(const RetryPolicy& policy, int attempt, std::mt19937& random) {
  auto delay = std::min(policy.first, policy.ceiling);
  for (int i = 1; i < attempt && delay < policy.ceiling; ++i) {
    delay = std::min(delay * 2, policy.ceiling);
  }
  // Not uniform_int_distribution: its results differ between standard libraries.
  const auto percent = static_cast<milliseconds::rep>(75 + random() % 51);
  return milliseconds(delay.count() * percent / 100);
}

}  // namespace

std::optional<milliseconds> next_delay(const RetryPolicy& policy,
                                       int attempt,
                                       Method method,
                                       const Result<Head>& outcome,
                                       std::mt19937& random) {
  if (!transient(policy, outcome)) return std::nullopt;
  const auto asked = retry_after(outcome);
  if (attempt >= most_attempts(policy, asked.has_value())) return std::nullopt;
  if (!repeatable(method) && !asked) return std::nullopt;
  if (!asked) return backoff(policy, attempt, random);
  if (*asked > policy.patience) return std::nullopt;
  return asked;
}

}  // namespace kscan::http
