#include "base/sha256.hpp"
#include "keyring/glob.hpp"
#include "keyring/keyring.hpp"
#include "keyring/url.hpp"
#include "unit/base/golden_vectors.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <tuple>

namespace kscan::keyring {
namespace {

using nlohmann::json;

/// Secret, username, SHA-256 of the password.
using Offered = std::tuple<std::string, std::string, std::string>;

Result<Keyring> keyring_of(const json& secrets) {
  Keyring keyring;
  for (const json& secret : secrets) {
    const auto dialect = dialect_of(secret["type"].get<std::string>());
    const std::string data = test::bytes_of(secret["data"]);
    if (!dialect || secret["key"] != data_key(*dialect) || data.empty()) continue;
    auto entries = parse(data, *dialect, secret["name"].get<std::string>());
    if (!entries) return fail(std::move(entries).error());
    keyring.add(std::move(*entries));
  }
  return keyring;
}

std::vector<Offered> offered(const Keyring& keyring, const std::string& image) {
  std::vector<Offered> all;
  for (const Entry* entry : keyring.candidates(image::parse(image).value())) {
    all.emplace_back(
        entry->origin, entry->credential.username, sha256_hex(entry->credential.password.reveal()));
  }
  return all;
}

std::vector<Offered> expected(const json& lookup) {
  std::vector<Offered> all;
  for (const json& credential : lookup["credentials"]) {
    all.emplace_back(
        credential["secret"], test::bytes_of(credential["username"]), credential["passwordSHA256"]);
  }
  return all;
}

/// Go names the character it stumbles over, which may be one of a password; ours names the place.
void expect_same_error(const std::string& error, const std::string& real) {
  if (!real.starts_with("invalid character ")) {
    EXPECT_EQ(error, real);
    return;
  }
  EXPECT_THAT(error,
              testing::AnyOf(testing::StartsWith("invalid character in JSON at byte "),
                             "unexpected end of JSON input",
                             "exceeded max depth"));
}

void expect_same(const json& vector) {
  const auto keyring = keyring_of(vector["secrets"]);
  const std::string error = vector.value("error", "");
  ASSERT_EQ(keyring.has_value(), error.empty());
  if (!keyring) return expect_same_error(keyring.error().message(), error);
  for (const json& lookup : vector["lookups"]) {
    const auto image = lookup["image"].get<std::string>();
    auto ours = offered(*keyring, image);
    auto theirs = expected(lookup);
    if (lookup.value("anyOrder", false)) {
      std::ranges::sort(ours);
      std::ranges::sort(theirs);
    }
    EXPECT_EQ(ours, theirs) << image;
  }
}

class KeyringOracle : public testing::TestWithParam<std::string> {};

TEST_P(KeyringOracle, OffersWhatTheKubeletOffers) {
  const json vectors = test::read_vectors("keyring/" + GetParam() + ".json");
  EXPECT_GT(vectors.size(), 300U);
  for (const json& vector : vectors) {
    SCOPED_TRACE(vector["case"].dump() + " " + vector["secrets"].dump());
    expect_same(vector);
  }
}

INSTANTIATE_TEST_SUITE_P(Vectors, KeyringOracle, testing::Values("rules", "random", "mean"));

class UrlOracle : public testing::TestWithParam<std::string> {};

TEST_P(UrlOracle, ParsesAsGosUrlPackage) {
  const json vectors = test::read_vectors("keyring/url-" + GetParam() + ".json");
  EXPECT_GT(vectors.size(), 100U);
  for (const json& vector : vectors) {
    SCOPED_TRACE(vector["text"].dump());
    const auto url = parse_schemeless(test::bytes_of(vector["text"]));
    ASSERT_EQ(url.has_value(), !vector.value("error", false));
    if (!url) continue;
    EXPECT_EQ(url->host, test::bytes_of(vector["host"]));
    EXPECT_EQ(url->path, test::bytes_of(vector["path"]));
  }
}

INSTANTIATE_TEST_SUITE_P(Vectors, UrlOracle, testing::Values("rules", "random"));

TEST(GlobOracle, MatchesAsGosFilepathPackage) {
  const json vectors = test::read_vectors("keyring/glob-random.json");
  EXPECT_GT(vectors.size(), 100U);
  for (const json& vector : vectors) {
    const std::string pattern = test::bytes_of(vector["pattern"]);
    EXPECT_EQ(glob_matches(pattern, test::bytes_of(vector["name"])), vector["matched"])
        << vector.dump();
  }
}

}  // namespace
}  // namespace kscan::keyring
