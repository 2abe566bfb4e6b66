#include "kubectl-scan/match.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "render/grid.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace kscan::cmd {

namespace {

using nlohmann::ordered_json;

/// The kubelet stops at the first bad secret; whoever mends it wants to know them all.
std::string pull_error(const keyring::PullSecrets& secrets) {
  std::string text;
  for (const auto& problem : secrets.bad) {
    if (!text.empty()) text += "; ";
    text += fmt::format("secret \"{}\": {}", problem.secret, problem.text);
  }
  return text;
}

Match match_one(const std::string& image, const keyring::PullSecrets& secrets) {
  Match match{.image = image};
  auto reference = image::parse(image);
  if (!reference) {
    match.error = reference.error().message();
    return match;
  }
  match.reference = std::move(*reference);
  match.error = pull_error(secrets);
  if (match.error.empty()) match.candidates = secrets.keyring.candidates(*match.reference);
  return match;
}

ordered_json candidate_json(const keyring::Entry& entry) {
  return {{"secret", entry.origin},
          {"key", entry.key},
          {"username", entry.credential.username},
          {"passwordSHA256", sha256_hex(entry.credential.password.reveal())}};
}

ordered_json match_json(const Match& match) {
  auto candidates = ordered_json::array();
  for (const auto* entry : match.candidates)
    candidates.push_back(candidate_json(*entry));
  return {{"image", match.image},
          {"reference", reference_json(match.reference)},
          {"error", match.error.empty() ? ordered_json() : ordered_json(match.error)},
          {"candidates", std::move(candidates)}};
}

std::string note_on(const keyring::Entry& entry, const image::Reference& reference) {
  if (entry.credential.username.empty()) return "no user name: an anonymous pull";
  if (!keyring::matches(entry.key, reference.name())) return "Docker Hub default";
  return "";
}

void add_rows(const Match& match, render::Grid& grid) {
  if (match.candidates.empty()) {
    grid.add({{printable(match.image)}, {"<none>"}, {"<none>"}, {"<none>"}, {"anonymous"}});
    return;
  }
  for (const auto* entry : match.candidates)
    grid.add({{printable(match.image)},
              {printable(entry->origin)},
              {printable(entry->key)},
              {printable(entry->credential.username)},
              {note_on(*entry, *match.reference)}});
}

}  // namespace

std::vector<Match> match(std::span<const std::string> images, const keyring::PullSecrets& secrets) {
  std::vector<Match> matches;
  for (const auto& image : images)
    matches.push_back(match_one(image, secrets));
  return matches;
}

ordered_json reference_json(const std::optional<image::Reference>& reference) {
  if (!reference) return {};
  return {{"registry", reference->registry},
          {"repository", reference->repository},
          {"tag", reference->tag},
          {"digest", reference->digest},
          {"name", reference->name()}};
}

ordered_json matches_json(std::span<const Match> matches) {
  auto array = ordered_json::array();
  for (const auto& match : matches)
    array.push_back(match_json(match));
  return array;
}

void write_table(std::span<const Match> matches, std::size_t columns, std::ostream& out) {
  constexpr std::size_t short_name = 12;
  render::Grid grid({{"IMAGE", short_name},
                     {"SECRET", short_name},
                     {"KEY", short_name},
                     {"USERNAME", short_name},
                     {"NOTE", short_name}});
  bool any = false;
  for (const auto& match : matches) {
    if (!match.error.empty()) continue;
    add_rows(match, grid);
    any = true;
  }
  constexpr std::size_t up_to_username = 4;
  if (any) grid.write({.columns = columns, .least = up_to_username}, out);
}

std::vector<std::string> errors_of(std::span<const Match> matches) {
  std::vector<std::string> errors;
  for (const auto& match : matches) {
    if (match.error.empty() || std::ranges::find(errors, match.error) != errors.end()) continue;
    errors.push_back(match.error);
  }
  return errors;
}

std::vector<std::string> warnings_of(const keyring::PullSecrets& secrets) {
  std::vector<std::string> warnings;
  for (const auto& problem : secrets.ignored)
    warnings.push_back(
        fmt::format("secret \"{}\" is {}: the kubelet ignores it", problem.secret, problem.text));
  return warnings;
}

}  // namespace kscan::cmd
