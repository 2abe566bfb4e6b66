#include "unit/base/golden_vectors.hpp"
#include "yaml/yaml.hpp"

namespace kscan::yaml {
namespace {

using nlohmann::json;

class YamlOracle : public testing::TestWithParam<std::string> {};

TEST_P(YamlOracle, ReadsWhatKubectlReads) {
  const json vectors = test::read_vectors("yaml/" + GetParam() + ".json");
  EXPECT_GT(vectors.size(), 300U);
  for (const json& vector : vectors) {
    SCOPED_TRACE(vector.dump());
    const auto documents = parse(test::bytes_of(vector["text"]));
    ASSERT_EQ(documents.has_value(), !vector.contains("error"));
    if (!documents) continue;
    EXPECT_EQ(json(*documents), vector.value("documents", json::array()));
  }
}

INSTANTIATE_TEST_SUITE_P(Vectors, YamlOracle, testing::Values("rules", "random"));

}  // namespace
}  // namespace kscan::yaml
