#include "keyring/keyring.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::keyring {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// One secret with an entry for each key.
void add(Keyring& keyring, const std::string& origin, const std::vector<std::string>& keys) {
  std::vector<Entry> entries;
  for (const std::string& key : keys) {
    entries.push_back({key, origin, {"user", Secret(std::string("pw"))}});
  }
  keyring.add(std::move(entries));
}

std::vector<std::string> offered(const Keyring& keyring, const std::string& image) {
  std::vector<std::string> names;
  for (const Entry* entry : keyring.candidates(image::parse(image).value())) {
    names.push_back(entry->origin + " " + entry->key);
  }
  return names;
}

TEST(Keyring, PutsTheOrderOfKeysAboveTheOrderOfSecrets) {
  Keyring keyring;
  add(keyring, "first", {"r.io", "*.io"});
  add(keyring, "second", {"r.io/team", "r.io"});
  EXPECT_THAT(offered(keyring, "r.io/team/app"),
              ElementsAre("second r.io/team", "first r.io", "second r.io", "first *.io"));
}

TEST(Keyring, OffersDockerHubOnlyIfNothingElseMatches) {
  Keyring keyring;
  add(keyring, "hub", {"index.docker.io"});
  EXPECT_THAT(offered(keyring, "nginx"), ElementsAre("hub index.docker.io"));
  EXPECT_THAT(offered(keyring, "r.io/app"), IsEmpty());
  add(keyring, "other", {"docker.io"});
  EXPECT_THAT(offered(keyring, "nginx"), ElementsAre("other docker.io"));
}

TEST(Keyring, OffersDockerHubToLocalhostAsTheKubeletDoes) {
  Keyring keyring;
  add(keyring, "hub", {"index.docker.io"});
  EXPECT_THAT(offered(keyring, "localhost/app"), ElementsAre("hub index.docker.io"));
}

TEST(Keyring, OffersNothingWhenItIsEmpty) {
  EXPECT_THAT(offered(Keyring(), "nginx"), IsEmpty());
}

}  // namespace
}  // namespace kscan::keyring
