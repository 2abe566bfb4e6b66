#pragma once
#include <tl/expected.hpp>

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace kscan {

/// Why an operation failed. One value per *reaction* (exit code, retry, hint), not per call site.
enum class Errc {
  usage,         ///< the command line is wrong
  config,        ///< a file of the user's (kubeconfig, CA) is wrong
  unauthorized,  ///< 401: who are you?
  forbidden,     ///< 403: you may not
  not_found,     ///< 404
  conflict,      ///< 409
  gone,          ///< 410: the resource version is too old, list again
  unavailable,   ///< network, 429, 5xx: trying again may help
  timeout,
  protocol,  ///< the other side broke the rules: bad JSON, a torn report
  invalid,   ///< a value that cannot be used (image reference, pull secret)
  interrupted,
  internal,
};

/// A failure a person can act on. Thrown at the edges, carried in Result<T> in the core.
/// The message is lower case, without a full stop, and names the thing; it may hold text from a
/// cluster or a registry, so whoever shows it passes it through printable().
class Error : public std::exception {
public:
  Error(Errc code, std::string message);
  Error&& hint(std::string what_to_do) &&;     ///< shown as "hint: ..." on its own line
  Error&& because(std::string_view doing) &&;  ///< prefixes "reading kubeconfig /x: "
  [[nodiscard]] Errc code() const noexcept { return m_code; }
  [[nodiscard]] const std::string& message() const noexcept { return m_message; }
  [[nodiscard]] const std::string& hint() const noexcept { return m_hint; }
  [[nodiscard]] const char* what() const noexcept override { return m_message.c_str(); }

private:
  Errc m_code;
  std::string m_message;
  std::string m_hint;
};

template<typename T = void> using Result = tl::expected<T, Error>;

/// The failed Result: `return fail(Errc::invalid, "...")`.
[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, std::string message) {
  return tl::unexpected<Error>(Error(code, std::move(message)));
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

/// The only bridge from core to edge: the value, or its Error thrown.
template<typename T> T value_or_throw(Result<T>&& result) {
  if (!result) throw std::move(result).error();
  return std::move(result).value();
}
inline void value_or_throw(Result<>&& result) {
  if (!result) throw std::move(result).error();
}

}  // namespace kscan
