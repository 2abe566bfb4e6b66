// Puts the oracle's vectors to the code of `kubectl scan match` and prints each difference.
//   oracle_replay keyring|image <ANSWERED.json     the last line: "N cases, M differences"
// Answers of `oracle keyring once`: entries of one secret that have one key are in Go's random
// order and are compared as sets, all else in order.
#include "base/encoding.hpp"
#include "base/sha256.hpp"
#include "image/reference.hpp"
#include "keyring/manifests.hpp"
#include "kubectl-scan/match.hpp"
#include "yaml/yaml.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace kscan {
namespace {

using nlohmann::json;

/// The oracle's Bytes.
std::string bytes_of(const json& text) {
  constexpr std::string_view mark = "base64:";
  const auto value = text.get<std::string>();
  if (!value.starts_with(mark)) return value;
  return value_or_throw(base64_decode(std::string_view(value).substr(mark.size())));
}

std::string manifests_of(const json& secrets) {
  auto items = json::array();
  for (const auto& secret : secrets) {
    const auto key = secret["key"].get<std::string>();
    items.push_back({{"apiVersion", "v1"},
                     {"kind", "Secret"},
                     {"metadata", {{"name", secret["name"]}}},
                     {"type", secret["type"]},
                     {"data", {{key, base64_encode(bytes_of(secret["data"]))}}}});
  }
  return json{{"apiVersion", "v1"}, {"kind", "List"}, {"items", items}}.dump();
}

/// A credential in a form that can be compared and shown.
std::string text_of(std::string_view secret, std::string_view user, std::string_view hash) {
  return fmt::format("{} {} {}", secret, hex_encode(user), hash);
}

std::vector<std::string> theirs(const json& lookup) {
  std::vector<std::string> all;
  for (const auto& credential : lookup["credentials"])
    all.push_back(text_of(credential["secret"].get<std::string>(),
                          bytes_of(credential["username"]),
                          credential["passwordSHA256"].get<std::string>()));
  return all;
}

std::vector<std::string> ours(const cmd::Match& match) {
  std::vector<std::string> all;
  for (const auto* entry : match.candidates)
    all.push_back(text_of(entry->origin,
                          entry->credential.username,
                          sha256_hex(entry->credential.password.reveal())));
  return all;
}

/// Sorts what is in Go's random order: neighbours of one secret and one key.
void sort_ties(std::vector<std::string>& credentials, const cmd::Match& match) {
  const auto& entries = match.candidates;
  if (credentials.size() != entries.size()) return;
  for (std::size_t first = 0; first < entries.size();) {
    std::size_t end = first + 1;
    while (end < entries.size() && entries[end]->key == entries[first]->key
           && entries[end]->origin == entries[first]->origin)
      ++end;
    std::sort(credentials.begin() + static_cast<std::ptrdiff_t>(first),
              credentials.begin() + static_cast<std::ptrdiff_t>(end));
    first = end;
  }
}

/// Go quotes the byte that is wrong in JSON, which may be one of a password; ours names its place.
bool same_error(std::string_view mine, std::string_view real) {
  if (!real.starts_with("invalid character ")) return mine == real;
  return mine.starts_with("invalid character in JSON at byte ")
         || mine == "unexpected end of JSON input" || mine == "exceeded max depth";
}

/// "" when all is the same.
std::string keyring_difference(const json& vector) {
  const auto objects = value_or_throw(yaml::objects(manifests_of(vector["secrets"])));
  const auto secrets = keyring::read_manifests(objects);
  const auto error = vector.value("error", "");
  const auto mine = secrets.bad.empty() ? std::string() : secrets.bad.front().text;
  if (mine.empty() != error.empty() || (!error.empty() && !same_error(mine, error)))
    return fmt::format("error \"{}\", the kubelet's \"{}\"", mine, error);
  for (const auto& lookup : vector.value("lookups", json::array())) {
    const std::vector<std::string> images{lookup["image"].get<std::string>()};
    const auto match = cmd::match(images, secrets).front();
    auto expected = theirs(lookup);
    auto found = ours(match);
    sort_ties(expected, match);
    sort_ties(found, match);
    if (!match.reference || match.reference->name() != lookup["name"]) return images[0] + ": name";
    if (found != expected)
      return fmt::format("{}: {}\n  the kubelet: {}",
                         images[0],
                         fmt::join(found, ", "),
                         fmt::join(expected, ", "));
  }
  return "";
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0; });
}

std::string image_difference(const json& vector) {
  const auto image = bytes_of(vector["image"]);
  const auto reference = image::parse(image);
  if (!reference) {
    const auto real = vector.value("error", "");
    // Go's rules for letters outside ASCII change the words, never the verdict.
    if (!real.empty() && !is_ascii(image)) return "";
    return reference.error().message() == real
               ? ""
               : fmt::format("{}, real: \"{}\"", reference.error().message(), real);
  }
  const json mine{{"registry", reference->registry},
                  {"repository", reference->repository},
                  {"name", reference->name()},
                  {"tag", reference->tag},
                  {"digest", reference->digest}};
  if (vector.contains("pulled") && vector["pulled"] != reference->pinned())
    return "pulled " + reference->pinned();
  for (const auto& [field, value] : mine.items())
    if (value != vector.value(field, "")) return fmt::format("{} {}", field, value.dump());
  return "";
}

int replay(std::string_view kind) {
  const auto vectors = json::parse(std::cin);
  std::size_t differences = 0;
  for (const auto& vector : vectors) {
    const auto difference = kind == "image" ? image_difference(vector) : keyring_difference(vector);
    if (difference.empty()) continue;
    ++differences;
    std::cout << fmt::format("{}\n  {}\n\n", vector.dump(), difference);
  }
  std::cout << fmt::format("{} cases, {} differences\n", vectors.size(), differences);
  return differences == 0 ? 0 : 1;
}

}  // namespace
}  // namespace kscan

int main(int argc, char** argv) {
  try {
    return kscan::replay(argc > 1 ? argv[1] : "keyring");
  } catch (const std::exception& error) {
    std::cerr << "oracle_replay: " << error.what() << "\n";
    return 2;
  }
}
