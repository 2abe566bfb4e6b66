#include "run/pull_failure.hpp"

#include "base/text.hpp"
#include "cloud/cloud.hpp"
#include "image/scanner_view.hpp"
#include "plan/scan_pod.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kscan::run {

namespace {

using handoff::Answer;
using Chosen = handoff::CredentialsReport::Image;

struct Words {
  std::string_view when;  ///< found in the text, in lower case; the first that matches wins
  Answer answer;
};

// The codes of the OCI distribution spec, statuses as go-containerregistry prints them, and Go's
// own words about connections.
constexpr std::array words_of_registries{
    Words{"toomanyrequests", Answer::rate_limited},
    Words{"429 too many requests", Answer::rate_limited},
    Words{"unauthorized", Answer::unauthorized},
    Words{"authentication required", Answer::unauthorized},
    Words{"requested access to the resource is denied", Answer::denied},
    Words{"pull access denied", Answer::denied},
    Words{" denied: ", Answer::denied},
    Words{"403 forbidden", Answer::denied},
    Words{"manifest_unknown", Answer::not_found},
    Words{"name_unknown", Answer::not_found},
    Words{"404 not found", Answer::not_found},
    Words{"x509: ", Answer::tls},
    Words{"server gave http response to https client", Answer::tls},
    Words{"no such host", Answer::network},
    Words{"connection refused", Answer::network},
    Words{"i/o timeout", Answer::network},
};

const plan::Scan& scan_of(const Pull& pull) {
  return pull.group.scans[pull.scan];
}

std::string registry_of(const Pull& pull) {
  return image::registry_host(scan_of(pull).pulled());
}

bool has_login(const Pull& pull) {
  return pull.chosen != nullptr && pull.chosen->candidates > 0;
}

std::string named(std::string_view secret, std::string_view key) {
  return fmt::format("pull secret \"{}\" (key \"{}\")", secret, key);
}

std::string story_of_attempts(const Chosen& chosen) {
  std::string story;
  for (const auto& attempt : chosen.attempts)
    story += fmt::format("{}{}: {}",
                         story.empty() ? "tried " : "; ",
                         named(attempt.pull_secret, attempt.key),
                         attempt.answer == Answer::accepted ? "accepted" : attempt.text);
  return story;
}

std::string story_without_login(const Pull& pull) {
  if (!pull.service_account.empty())
    return fmt::format("it was asked for as serviceaccount \"{}\"", pull.service_account);
  if (plan::handoff_of(pull.group) != plan::Handoff::none)
    return "no pull secret matches the image, it was asked for anonymously";
  return pull.group.pull_secrets.empty()
             ? "the pod has no pull secret, the image was asked for anonymously"
             : "the pull secrets were not used, the image was asked for anonymously";
}

/// The cloud whose identity the pod pulled with, where a login from a secret is not in the way.
std::optional<cloud::Registry> identity_of(const Pull& pull) {
  if (pull.service_account.empty() || has_login(pull)) return std::nullopt;
  return cloud::registry_of(registry_of(pull));
}

std::string hint_without_login(const Pull& pull) {
  const bool unused =
      plan::handoff_of(pull.group) == plan::Handoff::none && !pull.group.pull_secrets.empty();
  if (unused) return "let the pull secrets be used: leave out --credentials none";
  return fmt::format("the node may have credentials of its own for {}, which no scan pod can use; "
                     "name a pull secret with --pull-secret NAME",
                     registry_of(pull));
}

std::string hint_for_login(const Pull& pull, Answer answer) {
  const Chosen& chosen = *pull.chosen;
  if (chosen.attempts.size() > 1)
    return fmt::format("renew one of these logins in namespace {}, or name another secret with "
                       "--pull-secret NAME",
                       pull.group.ns);
  if (answer == Answer::denied)
    return fmt::format("may the user in pull secret \"{}\" pull {}? ask whoever runs {}",
                       chosen.pull_secret,
                       scan_of(pull).pulled().name(),
                       registry_of(pull));
  return fmt::format("renew the login for \"{}\" in pull secret \"{}\" of namespace {}",
                     chosen.key,
                     chosen.pull_secret,
                     pull.group.ns);
}

std::string hint_for_refusal(const Pull& pull, Answer answer) {
  if (const auto registry = identity_of(pull))
    return cloud::refusal_hint(registry->provider,
                               {pull.group.ns, std::string(pull.service_account)});
  return has_login(pull) ? hint_for_login(pull, answer) : hint_without_login(pull);
}

std::string hint_for(const Pull& pull, Answer answer) {
  switch (answer) {
  case Answer::unauthorized:
  case Answer::denied:
    return hint_for_refusal(pull, answer);
  case Answer::not_found:
    return fmt::format("the image is gone from {}, or its login may not see it", registry_of(pull));
  case Answer::rate_limited:
    return "the registry limits the rate of pulls; try again later, or name a mirror with "
           "--registry-mirror REGISTRY=MIRROR";
  case Answer::tls:
    return fmt::format("give the registry's CA certificate with --registry-ca FILE, or do without: "
                       "--insecure-registry {}",
                       registry_of(pull));
  case Answer::network:
    return fmt::format("the scan pod cannot reach {}, although the node could; what forbids it? "
                       "kubectl get networkpolicy -n {}",
                       registry_of(pull),
                       pull.group.ns);
  case Answer::accepted:
  case Answer::other:
    return {};
  }
  return {};
}

bool concerns_login(Answer answer) {
  return answer == Answer::unauthorized || answer == Answer::denied || answer == Answer::not_found;
}

}  // namespace

std::optional<Answer> registry_answer(std::string_view words) {
  const std::string lower = to_lower_ascii(words);
  const auto found = std::ranges::find_if(words_of_registries, [&](const Words& row) {
    return lower.find(row.when) != std::string::npos;
  });
  if (found == words_of_registries.end()) return std::nullopt;
  return found->answer;
}

std::string credential_story(const Pull& pull) {
  if (!has_login(pull)) return story_without_login(pull);
  std::string tried = story_of_attempts(*pull.chosen);
  if (!tried.empty()) return tried;
  return "used " + named(pull.chosen->pull_secret, pull.chosen->key);
}

std::string story_of_second_choice(const Chosen& chosen) {
  const auto& attempts = chosen.attempts;
  if (attempts.size() < 2 || attempts.back().answer != Answer::accepted) return {};
  return fmt::format("{}, for {}", story_of_attempts(chosen), chosen.reference);
}

Error explain_pull(Error error, const Pull& pull) {
  const std::optional<Answer> answer = registry_answer(error.message());
  if (!answer || !error.hint().empty()) return error;
  std::string text = error.message();
  if (concerns_login(*answer)) text += fmt::format(" ({})", credential_story(pull));
  return Error(error.code(), std::move(text)).hint(hint_for(pull, *answer));
}

}  // namespace kscan::run
