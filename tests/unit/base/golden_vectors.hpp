#pragma once
#include "base/encoding.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <string>

/// What the oracle (tests/oracle) wrote into tests/golden.
namespace kscan::test {

inline nlohmann::json read_vectors(const std::string& name) {
  std::ifstream file(std::string(KSCAN_TESTS_DIR) + "/golden/" + name);
  const auto vectors = nlohmann::json::parse(file, nullptr, false);
  EXPECT_TRUE(vectors.is_array()) << name;
  return vectors;
}

/// The oracle's Bytes: text, or "base64:..." where JSON cannot hold it.
inline std::string bytes_of(const nlohmann::json& text) {
  constexpr std::string_view mark = "base64:";
  const auto value = text.get<std::string>();
  if (!value.starts_with(mark)) return value;
  return base64_decode(std::string_view(value).substr(mark.size())).value();
}

}  // namespace kscan::test
