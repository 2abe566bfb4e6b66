#include "image/reference.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace kscan::image {
namespace {

const std::string digest = "sha256:" + std::string(64, 'a');

std::string error_of(std::string_view text) {
  const auto reference = parse(text);
  return reference ? "" : reference.error().message();
}

TEST(ImageReference, NormalisesDockerHubNames) {
  EXPECT_EQ(parse("nginx").value(), (Reference{"docker.io", "library/nginx", "latest", ""}));
  EXPECT_EQ(parse("index.docker.io/acme/app:1").value(),
            (Reference{"docker.io", "acme/app", "1", ""}));
}

TEST(ImageReference, KeepsPortInRegistryHost) {
  EXPECT_EQ(parse("localhost:5000/app").value(),
            (Reference{"localhost:5000", "app", "latest", ""}));
}

TEST(ImageReference, HasNoDefaultTagBesideADigest) {
  EXPECT_EQ(parse("r.io/app@" + digest).value(), (Reference{"r.io", "app", "", digest}));
}

TEST(ImageReference, TakesAHostWithUnderscoreForPartOfThePath) {
  const Reference reference = parse("a_b.example.com/app").value();
  EXPECT_EQ(reference.registry, "");
  EXPECT_EQ(reference.name(), "a_b.example.com/app");
}

TEST(ImageReference, NamesNeitherTagNorDigestToTheKeyring) {
  EXPECT_EQ(parse("r.io:80/app:1@" + digest).value().name(), "r.io:80/app");
}

TEST(ImageReference, PinsTheDigestBeforeTheTag) {
  EXPECT_EQ(parse("r.io/app:1@" + digest).value().pinned(), "r.io/app@" + digest);
  EXPECT_EQ(parse("r.io/app:1").value().pinned(), "r.io/app:1");
}

TEST(ImageReference, RefusesAnImageId) {
  EXPECT_EQ(error_of(std::string(64, 'a')),
            "couldn't parse image name \"" + std::string(64, 'a') + "\": invalid repository name ("
                + std::string(64, 'a') + "), cannot specify 64-byte hexadecimal strings");
}

TEST(ImageReference, SaysWhatIsWrongAsTheKubeletDoes) {
  EXPECT_EQ(error_of("Nginx"),
            "couldn't parse image name \"Nginx\": invalid reference format: repository name "
            "(library/Nginx) must be lowercase");
  EXPECT_EQ(error_of("a b\n\"\x01"),
            "couldn't parse image name \"a b\\n\\\"\\x01\": invalid reference format");
}

/// Texts made of what the grammar is made of.
rc::Gen<std::string> reference_like() {
  const auto piece = rc::gen::element<std::string>("a",
                                                   "0",
                                                   "Z",
                                                   ".",
                                                   "_",
                                                   "-",
                                                   ":",
                                                   "/",
                                                   "@",
                                                   "[",
                                                   "]",
                                                   "::",
                                                   "localhost",
                                                   "docker.io/",
                                                   "b.c/",
                                                   "sha256:",
                                                   ":5000/",
                                                   "@sha256:",
                                                   " ",
                                                   "\xff");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const auto& pieces) {
    std::string text;
    for (const std::string& part : pieces)
      text += part;
    return text;
  });
}

RC_GTEST_PROP(ImageReferenceProperty, ParsesAnyBytesWithoutCrash, (const std::string& text)) {
  const auto reference = parse(text);
  if (!reference) RC_ASSERT(!reference.error().message().empty());
}

RC_GTEST_PROP(ImageReferenceProperty, PinnedTextIsStable, ()) {
  const std::string tail = *rc::gen::element<std::string>("", ":1", "@" + digest, ":x@" + digest);
  const auto reference = parse(*reference_like() + tail);
  if (!reference) return;
  const auto again = parse(reference->pinned());
  RC_ASSERT(again);
  RC_ASSERT(again->pinned() == reference->pinned());
  RC_ASSERT(again->name() == reference->name());
}

}  // namespace
}  // namespace kscan::image
