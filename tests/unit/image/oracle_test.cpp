#include "image/reference.hpp"
#include "unit/base/golden_vectors.hpp"

#include <algorithm>

namespace kscan::image {
namespace {

using nlohmann::json;

std::string text(const json& vector, const std::string& member) {
  return vector.value(member, "");
}

bool is_ascii(std::string_view image) {
  return std::ranges::all_of(image, [](char c) { return c >= 0; });
}

void expect_same(const json& vector, const std::string& image) {
  const auto reference = parse(image);
  const std::string error = text(vector, "error");
  ASSERT_EQ(reference.has_value(), error.empty());
  if (!reference) {
    // Go's rules for letters outside ASCII change the words, never the verdict.
    if (is_ascii(image)) {
      EXPECT_EQ(reference.error().message(), error);
    }
    return;
  }
  EXPECT_EQ(reference->registry, text(vector, "registry"));
  EXPECT_EQ(reference->repository, text(vector, "repository"));
  EXPECT_EQ(reference->name(), text(vector, "name"));
  EXPECT_EQ(reference->tag, text(vector, "tag"));
  EXPECT_EQ(reference->digest, text(vector, "digest"));
  if (vector.contains("pulled")) {
    EXPECT_EQ(reference->pinned(), text(vector, "pulled"));
  }
}

class ImageOracle : public testing::TestWithParam<std::string> {};

TEST_P(ImageOracle, ParsesAsTheKubelet) {
  const json vectors = test::read_vectors("image/" + GetParam() + ".json");
  EXPECT_GT(vectors.size(), 200U);
  for (const json& vector : vectors) {
    const std::string image = test::bytes_of(vector["image"]);
    SCOPED_TRACE(vector["image"].dump());
    expect_same(vector, image);
  }
}

INSTANTIATE_TEST_SUITE_P(Vectors, ImageOracle, testing::Values("rules", "random", "mean"));

}  // namespace
}  // namespace kscan::image
