#pragma once
#include "http/endpoint.hpp"

#include <optional>
#include <string>
#include <utility>

namespace kscan::test {

/// What an authorizer that need not wait answers; an error when it does wait.
inline Result<http::Credentials> ask(const http::Authorize& authorize,
                                     const http::Credentials* rejected = nullptr) {
  Result<http::Credentials> got = fail(Errc::internal, "no answer");
  const auto ticket =
      authorize(rejected, [&got](Result<http::Credentials> answer) { got = std::move(answer); });
  return got;
}

/// The value of the Authorization header, or the error's message.
inline std::string authorization(const http::Authorize& authorize,
                                 const http::Credentials* rejected = nullptr) {
  const auto answer = ask(authorize, rejected);
  return answer ? answer->authorization.reveal() : answer.error().message();
}

}  // namespace kscan::test
