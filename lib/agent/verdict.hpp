#pragma once
#include "base/error.hpp"
#include "base/secret.hpp"
#include "handoff/credentials_report.hpp"
#include "keyring/keyring.hpp"

#include <string>
#include <string_view>

namespace kscan::agent {

/// What came of a credential at a registry.
struct Verdict {
  handoff::Answer answer = handoff::Answer::other;
  std::string text = {};  ///< why not accepted, in words without any secret

  [[nodiscard]] bool accepted() const noexcept { return answer == handoff::Answer::accepted; }
  /// The registry has seen the credential and said no.
  [[nodiscard]] bool refused() const noexcept {
    return answer == handoff::Answer::unauthorized || answer == handoff::Answer::denied
           || answer == handoff::Answer::not_found;
  }
  /// False: the registry cannot be asked, with any credential.
  [[nodiscard]] bool reachable() const noexcept {
    return answer != handoff::Answer::network && answer != handoff::Answer::tls;
  }
};

[[nodiscard]] handoff::Answer answer_of_status(int status) noexcept;
/// Of a request that got no answer at all.
[[nodiscard]] Verdict verdict_of_error(const Error& error);

/// The words of an error body of the OCI distribution spec ("DENIED: requested access to the
/// resource is denied"), or of a token server's: short, and printable. Empty when there are none,
/// or when the credential or what was sent as Authorization is among them.
[[nodiscard]] std::string registry_words(std::string_view body,
                                         const keyring::Credential& credential,
                                         const Secret& authorization);

}  // namespace kscan::agent
