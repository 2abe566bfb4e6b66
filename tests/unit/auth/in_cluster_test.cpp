#include "auth/in_cluster.hpp"
#include "support/authorize.hpp"
#include "support/fake_loop.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>

namespace kscan::auth {
namespace {

namespace fs = std::filesystem;

class InCluster : public testing::Test {
protected:
  InCluster()
      : m_dir(fs::temp_directory_path() / ("kscan-sa-" + std::to_string(::getpid()))) {
    fs::create_directories(m_dir);
    write("token", "one\n");
    write("ca.crt", "CA");
  }
  ~InCluster() override { fs::remove_all(m_dir); }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(m_dir / name) << text;
  }
  http::Endpoint endpoint(std::string_view host, std::string_view port) {
    return in_cluster(m_dir, host, port, m_loop);
  }
  fs::path m_dir;
  test::FakeLoop m_loop;
};

TEST_F(InCluster, TakesTokenAndCaFromTheDirectory) {
  const auto made = endpoint("10.0.0.1", "443");
  EXPECT_EQ(made.base_url, "https://10.0.0.1:443");
  EXPECT_EQ(made.ca_pem, "CA");
  EXPECT_EQ(test::authorization(made.authorize), "Bearer one");
  EXPECT_EQ(endpoint("fd00::1", "6443").base_url, "https://[fd00::1]:6443");
}

TEST_F(InCluster, RotatedTokenIsTakenUp) {
  const auto made = endpoint("h", "1");
  write("token", "two");
  EXPECT_EQ(test::authorization(made.authorize), "Bearer one");
  m_loop.advance(std::chrono::seconds(50));
  EXPECT_EQ(test::authorization(made.authorize), "Bearer two");
}

TEST_F(InCluster, WhatIsMissingIsAnError) {
  EXPECT_THROW(std::ignore = endpoint("", "443"), Error);
  EXPECT_THROW(std::ignore = endpoint("h", ""), Error);
  fs::remove(m_dir / "ca.crt");
  EXPECT_THROW(std::ignore = endpoint("h", "1"), Error);
  write("ca.crt", "CA");
  fs::remove(m_dir / "token");
  EXPECT_THROW(std::ignore = endpoint("h", "1"), Error);
}

}  // namespace
}  // namespace kscan::auth
