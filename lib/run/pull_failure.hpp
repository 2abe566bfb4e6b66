#pragma once
#include "base/error.hpp"
#include "handoff/credentials_report.hpp"
#include "plan/plan.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// A scan that failed at the image's registry: with which credential, and what to do.
namespace kscan::run {

/// One scan of a group, and what is known about its credential.
struct Pull {
  const plan::Group& group;
  std::size_t scan;
  /// What the credentials container chose; null when there is none, or nothing came of it.
  const handoff::CredentialsReport::Image* chosen = nullptr;
  std::string_view service_account = {};  ///< that the pod ran as, if it was named
};

/// What the registry said, by a scanner's last words; nothing where they are of something else.
[[nodiscard]] std::optional<handoff::Answer> registry_answer(std::string_view words);

/// Which credential the scanner of an image was given and why:
/// `pull secret "a" (key "r.io/team"): HTTP 401`, or that none matches.
[[nodiscard]] std::string credential_story(const Pull& pull);

/// How it came that the registry accepted a login only after it had refused others:
/// `tried pull secret "a" (key "r.io"): HTTP 401; pull secret "b" (key "r.io"): accepted, for
/// IMAGE`. Empty if that is not so.
[[nodiscard]] std::string story_of_second_choice(const handoff::CredentialsReport::Image& chosen);

/// The error with story and hint, if the registry is where it comes from; else as it was.
[[nodiscard]] Error explain_pull(Error error, const Pull& pull);

}  // namespace kscan::run
