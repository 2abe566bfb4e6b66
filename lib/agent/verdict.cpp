#include "agent/verdict.hpp"

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace kscan::agent {

namespace {

using handoff::Answer;
using nlohmann::json;

constexpr std::size_t longest_words = 160;

/// {"errors":[{"code":"DENIED","message":"..."}]}
std::string words_of_error(const json& error) {
  std::string words = text_member(error, "code");
  const std::string message = text_member(error, "message");
  if (!words.empty() && !message.empty()) words += ": ";
  return words + message;
}

std::string words_of(const json& body) {
  const json& errors = array_member(body, "errors");
  if (!errors.empty()) return words_of_error(errors.front());
  for (const char* name : {"details", "message", "error_description", "error"})
    if (std::string words = text_member(body, name); !words.empty()) return words;
  return {};
}

/// An echo of what was sent must not get into a log.
bool tells(std::string_view words, const keyring::Credential& credential) {
  const std::string& password = credential.password.reveal();
  if (password.empty()) return false;
  if (words.find(password) != std::string_view::npos) return true;
  std::string both = credential.username + ":" + password;
  const Secret basic(base64_encode(both));
  wipe(both);
  return words.find(basic.reveal()) != std::string_view::npos;
}

std::string cut(std::string text) {
  if (text.size() <= longest_words) return text;
  text.resize(longest_words);
  while (!text.empty() && static_cast<unsigned char>(text.back()) >= 0x80)
    text.pop_back();  // it may be half a character
  return text + "...";
}

}  // namespace

Answer answer_of_status(int status) noexcept {
  switch (status) {
  case 200:
    return Answer::accepted;
  case 401:
    return Answer::unauthorized;
  case 403:
    return Answer::denied;
  case 404:
    return Answer::not_found;
  case 429:
    return Answer::rate_limited;
  default:
    return Answer::other;
  }
}

Verdict verdict_of_error(const Error& error) {
  // How kubectl begins, which would be understood of the API server.
  constexpr std::string_view prefix = "Unable to connect to the server: ";
  std::string text = error.message();
  if (text.starts_with(prefix)) text.erase(0, prefix.size());
  switch (error.code()) {
  case Errc::unavailable:
  case Errc::timeout:
    return {Answer::network, std::move(text)};
  case Errc::config:
    return {Answer::tls, std::move(text)};
  default:
    return {Answer::other, std::move(text)};
  }
}

std::string registry_words(std::string_view body, const keyring::Credential& credential) {
  const std::string words = words_of(json::parse(body, nullptr, false));
  return tells(words, credential) ? std::string() : cut(printable(words));
}

}  // namespace kscan::agent
