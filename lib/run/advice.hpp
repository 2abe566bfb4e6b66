#pragma once
#include "base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kscan::run {

/// Who said what is to be explained: the same word means another thing from another mouth.
enum class Source {
  pod,          ///< API server, scheduler and kubelet about the scan pod
  database,     ///< the scanner while it downloads its database, without any credential
  credentials,  ///< the agent, which talks to the API server
  scan,         ///< the scanner about anything but the image's registry, see explain_pull()
};

/// The one thing to do about it; "" when nothing helps for sure. `ns` goes into the commands.
[[nodiscard]] std::string hint_for(Source source, std::string_view text, std::string_view ns);

/// The error with a hint, unless it has one.
[[nodiscard]] Error advised(Error error, Source source, std::string_view ns);

/// The error of a credentials container that ran as an account which was there already, with a hint
/// if that account may not create Secrets.
[[nodiscard]] Error
advised_about_account(Error error, std::string_view ns, std::string_view service_account);

/// What the cluster's own state says of the image (plan::Scan::notes) leads the hint.
[[nodiscard]] Error noted(Error error, const std::vector<std::string>& notes);

}  // namespace kscan::run
