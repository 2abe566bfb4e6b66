#include "io/random.hpp"

#include <gtest/gtest.h>

#include <set>

namespace kscan::io {
namespace {

TEST(RandomBytes, AreAsManyAsAskedForAndNeverTheSame) {
  EXPECT_EQ(random_bytes(1000).size(), 1000U);
  EXPECT_EQ(random_bytes(0), "");
  EXPECT_NE(random_bytes(16), random_bytes(16));
}

TEST(RandomId, HasTheAlphabetOfKubernetesNames) {
  const auto id = random_id(5000);
  EXPECT_EQ(id.size(), 5000U);
  EXPECT_EQ(id.find_first_not_of("bcdfghjklmnpqrstvwxz2456789"), std::string::npos);
  // Each of the 27 is missed by 5000 draws with a probability of 1e-82.
  EXPECT_EQ(std::set<char>(id.begin(), id.end()).size(), 27U);
}

}  // namespace
}  // namespace kscan::io
