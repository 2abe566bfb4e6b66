#include "handoff/credentials_report.hpp"

#include "handoff/members.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace kscan::handoff {

using nlohmann::ordered_json;

namespace {

// In the order of Answer.
constexpr std::array<std::string_view, 8> words{
    "accepted", "unauthorized", "denied", "not-found", "rate-limited", "network", "tls", "other"};

ordered_json to_value(const CredentialsReport::Image& image) {
  ordered_json attempts = ordered_json::array();
  for (const CredentialsReport::Attempt& attempt : image.attempts)
    attempts.push_back({{"pullSecret", attempt.pull_secret},
                        {"key", attempt.key},
                        {"answer", to_string(attempt.answer)},
                        {"text", attempt.text}});
  return {{"reference", image.reference},
          {"pullSecret", image.pull_secret},
          {"key", image.key},
          {"candidates", image.candidates},
          {"attempts", std::move(attempts)}};
}

void read_attempt(Members& members, CredentialsReport::Attempt& attempt) {
  std::string answer;
  members.required("pullSecret", attempt.pull_secret);
  members.required("key", attempt.key);
  members.required("answer", answer);
  members.optional("text", attempt.text);
  attempt.answer = parse_answer(answer);
}

void read_image(Members& members, CredentialsReport::Image& image) {
  members.required("reference", image.reference);
  members.optional("pullSecret", image.pull_secret);
  members.optional("key", image.key);
  members.optional("candidates", image.candidates);
  members.objects("attempts", image.attempts, read_attempt);
}

}  // namespace

std::string_view to_string(Answer answer) noexcept {
  return words[static_cast<std::size_t>(answer)];
}

Answer parse_answer(std::string_view word) noexcept {
  const auto found = std::ranges::find(words, word);
  return found == words.end() ? Answer::other : static_cast<Answer>(found - words.begin());
}

std::string to_json(const CredentialsReport& report) {
  ordered_json images = ordered_json::array();
  for (const CredentialsReport::Image& image : report.images)
    images.push_back(to_value(image));
  ordered_json bad = ordered_json::array();
  for (const CredentialsReport::BadSecret& secret : report.bad_secrets)
    bad.push_back({{"name", secret.name}, {"problem", secret.problem}});
  return dump({{"images", std::move(images)},
               {"badSecrets", std::move(bad)},
               {"missingSecrets", report.missing_secrets}});
}

Result<CredentialsReport> parse_credentials_report(std::string_view text) {
  return read_object<CredentialsReport>(
      text, "report", [](Members& members, CredentialsReport& report) {
        members.objects("images", report.images, read_image);
        members.objects("badSecrets",
                        report.bad_secrets,
                        [](Members& inner, CredentialsReport::BadSecret& secret) {
                          inner.required("name", secret.name);
                          inner.required("problem", secret.problem);
                        });
        members.optional("missingSecrets", report.missing_secrets);
      });
}

}  // namespace kscan::handoff
