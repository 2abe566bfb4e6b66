#include "agent/verdict.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
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

/// Without the scheme: "Bearer ", "Basic ".
std::string_view token_of(const Secret& authorization) {
  const std::string_view value = authorization.reveal();
  return value.substr(std::min(value.find(' ') + 1, value.size()));
}

/// An echo of what was sent must not get into a log.
bool tells(std::string_view words,
           const keyring::Credential& credential,
           const Secret& authorization) {
  for (const std::string_view sent :
       {std::string_view(credential.password.reveal()), token_of(authorization)})
    if (!sent.empty() && words.find(sent) != std::string_view::npos) return true;
  return false;
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

std::string registry_words(std::string_view body,
                           const keyring::Credential& credential,
                           const Secret& authorization) {
  const std::string words = words_of(json::parse(body, nullptr, false));
  return tells(words, credential, authorization) ? std::string() : cut(printable(words));
}

}  // namespace kscan::agent
