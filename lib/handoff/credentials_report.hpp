#pragma once
#include "base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kscan::handoff {

/// What a registry, or the way to it, said to a credential.
enum class Answer {
  accepted,
  unauthorized,  ///< 401, from the registry or its token server
  denied,        ///< 403
  not_found,     ///< 404: many registries say this of what one may not see
  rate_limited,  ///< 429
  network,       ///< no connection, or none that lasted
  tls,           ///< its certificate is not trusted, or it speaks no TLS
  other,
};
/// "accepted", "unauthorized", "denied", "not-found", "rate-limited", "network", "tls", "other".
[[nodiscard]] std::string_view to_string(Answer answer) noexcept;
/// Any other word is Answer::other.
[[nodiscard]] Answer parse_answer(std::string_view word) noexcept;

/// What the credentials container reports, as the payload of its frames. Names, never values.
struct CredentialsReport {
  /// One entry that was tried on the registry, because more than one matched.
  struct Attempt {
    std::string pull_secret = {};
    std::string key = {};
    Answer answer = Answer::accepted;
    std::string text = {};  ///< why it was not taken: "HTTP 401: UNAUTHORIZED: bad password"
  };
  struct Image {
    std::string reference;
    std::string pull_secret = {};  ///< whose entry was taken; empty: anonymous
    std::string key = {};          ///< of that entry
    int candidates = 0;            ///< how many entries matched
    /// In the kubelet's order, up to the first that was accepted. With none, the first was taken
    /// of which the registry did not say no, else the first.
    std::vector<Attempt> attempts = {};
  };
  struct BadSecret {
    std::string name;
    std::string problem;  ///< in the kubelet's words, without any of the secret's text
  };
  std::vector<Image> images = {};
  std::vector<BadSecret> bad_secrets = {};
  /// Names of pull secrets that are not there, or have nothing in them.
  std::vector<std::string> missing_secrets = {};
};
[[nodiscard]] std::string to_json(const CredentialsReport& report);
[[nodiscard]] Result<CredentialsReport> parse_credentials_report(std::string_view json);

}  // namespace kscan::handoff
