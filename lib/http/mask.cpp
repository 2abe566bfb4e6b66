#include "http/mask.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace kscan::http {
namespace {

constexpr auto npos = std::string_view::npos;

constexpr auto sensitive_parts = std::to_array<std::string_view>(
    {"password",  "passwd",     "passphrase",    "token",        "privatekey", "accesskey",
     "secretkey", "apikey",     "clientkey",     "keydata",      "sshkey",     "signingkey",
     "signature", "credential", "encryptionkey", "dockerconfig", "dockercfg",  "authorization",
     "bearer",    "cookie",     "stringdata"});
constexpr auto sensitive_ends = std::to_array<std::string_view>({"secret", "auth", "pwd"});
constexpr auto sensitive_names = std::to_array<std::string_view>(
    {"pass", "jwt", "sig", "secwebsocketprotocol"});  // websocket: holds "base64url.bearer..."
constexpr auto harmless_names =
    std::to_array<std::string_view>({"serviceaccounttoken", "secretkeyref"});

/// In lower case, without what people separate words with.
std::string plain_name(std::string_view name) {
  std::string plain = to_lower_ascii(name);
  std::erase_if(plain, [](char c) { return c == '-' || c == '_' || c == '.'; });
  return plain;
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_word(char c) {
  return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
}

/// Of RFC 7235's token68: Base64 in either alphabet, JWT.
bool is_token(char c) {
  return is_word(c) || c == '+' || c == '/' || c == '=' || c == '~';
}

bool is_filler(char c) {
  return c == ' ' || c == '\t' || c == '"' || c == '\'' || c == '\\';
}

/// How many of the first characters are such.
template<typename Is> std::size_t count_first(std::string_view text, Is is) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is) - text.begin());
}

std::string_view without_last(std::string_view text, bool (*is)(char)) {
  while (!text.empty() && is(text.back()))
    text.remove_suffix(1);
  return text;
}

std::string_view last_word(std::string_view text) {
  return text.substr(without_last(text, is_word).size());
}

/// What "=" or ":" stands between.
struct Assignment {
  std::string_view before;
  std::string_view after;
};

/// A piece of JSON: `"name": "`, however often it was escaped.
bool is_json_member(const Assignment& at) {
  const auto quoted = without_last(at.before, [](char c) { return c == ' ' || c == '\t'; });
  const auto value = at.after.substr(
      count_first(at.after, [](char c) { return c == ' ' || c == '\t' || c == '\\'; }));
  return quoted.ends_with('"') && !value.empty() && npos != std::string_view("\"{[").find(value[0]);
}

bool is_sensitive_assignment(const Assignment& at) {
  const std::string_view value = at.after.substr(count_first(at.after, is_filler));
  if (value.empty()) return false;
  const std::string_view name = last_word(without_last(at.before, is_filler));
  if (is_sensitive_name(name)) return true;
  return to_lower_ascii(name) == "kind"
         && npos != to_lower_ascii(value.substr(0, count_first(value, is_word))).find("secret");
}

bool has_assignment(std::string_view text) {
  std::size_t from = 0;
  for (std::size_t at = text.find_first_of(":="); at != npos;
       at = text.find_first_of(":=", at + 1)) {
    const std::size_t end = std::min(text.find_first_of(":=", at + 1), text.size());
    const Assignment found{text.substr(from, at - from), text.substr(at + 1, end - at - 1)};
    if (is_sensitive_assignment(found) || (text[at] == ':' && is_json_member(found))) return true;
    from = at + 1;
  }
  return false;
}

/// `prefix` with at least eight characters of a token behind it.
bool has_token(std::string_view text, std::string_view prefix) {
  for (std::size_t at = text.find(prefix); at != npos; at = text.find(prefix, at + 1)) {
    if (count_first(text.substr(at + prefix.size()), is_token) >= 8) return true;
  }
  return false;
}

/// A JWT and JSON in Base64 begin with `{"`, or with "{" and white space.
bool has_encoded_json(std::string_view text) {
  return has_token(text, "eyJ") || has_token(text, "ewo") || has_token(text, "eyA");
}

bool is_suspicious(std::string_view text) {
  const std::string lower = to_lower_ascii(text);
  return npos != lower.find("private key-----") || has_token(lower, "bearer ")
         || has_token(lower, "basic ") || has_encoded_json(text) || has_assignment(text);
}

/// Hides "user:password@" of every "scheme://user:password@host".
std::string mask_userinfo(std::string_view text) {
  std::string out;
  for (std::size_t at = text.find("://"); at != npos; at = text.find("://")) {
    out += text.substr(0, at + 3);
    text.remove_prefix(at + 3);
    const std::size_t sign = text.substr(0, text.find_first_of("/?# \t\r\n\"'")).rfind('@');
    if (sign == npos) continue;
    out += masked;
    text.remove_prefix(sign);
  }
  return out.append(text);
}

std::string mask_parameter(std::string_view parameter) {
  const std::size_t equals = parameter.find('=');
  if (equals == npos || !is_sensitive_name(parameter.substr(0, equals))) {
    return std::string(parameter);
  }
  return std::string(parameter.substr(0, equals + 1)).append(masked);
}

}  // namespace

bool is_sensitive_name(std::string_view name) {
  const std::string plain = plain_name(name);
  const auto is_it = [&](std::string_view other) { return plain == other; };
  if (std::ranges::any_of(harmless_names, is_it)) return false;
  return std::ranges::any_of(sensitive_names, is_it)
         || std::ranges::any_of(sensitive_parts,
                                [&](auto part) { return plain.find(part) != npos; })
         || std::ranges::any_of(sensitive_ends, [&](auto end) { return plain.ends_with(end); });
}

std::string mask_authorization(std::string_view value) {
  constexpr auto known = std::to_array<std::string_view>({"bearer", "basic", "negotiate"});
  if (value.empty()) return {};
  const std::size_t space = value.find(' ');
  const std::string_view scheme = space == 0 ? value : value.substr(0, space);
  if (std::ranges::find(known, to_lower_ascii(scheme)) == known.end()) return std::string(masked);
  return std::string(scheme) + (value.size() > scheme.size() + 1 ? " <masked>" : "");
}

std::string mask_header(const Header& header) {
  const std::string name = to_lower_ascii(header.name);
  if (name == "authorization" || name == "proxy-authorization") {
    return mask_authorization(header.value);
  }
  if (is_sensitive_name(name)) return std::string(masked);
  return name == "location" ? mask_url(header.value) : mask_text(header.value);
}

std::string mask_url(std::string_view url) {
  const std::size_t question = url.find('?');
  std::string out = mask_userinfo(url.substr(0, question));
  if (question == npos) return out;
  char separator = '?';
  std::string_view query = url.substr(question + 1);
  for (bool more = true; more; separator = '&') {
    const std::size_t end = query.find('&');
    out += separator + mask_parameter(query.substr(0, end));
    more = end != npos;
    if (more) query.remove_prefix(end + 1);
  }
  return out;
}

std::string mask_text(std::string_view text) {
  return is_suspicious(text) ? std::string(masked) : mask_userinfo(text);
}

}  // namespace kscan::http
