#include "support/golden.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace kscan::test {
namespace {

std::optional<std::string> read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

bool write(const std::filesystem::path& file, std::string_view text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text << std::flush;
  return out.good();
}

bool updating() {
  const char* value = std::getenv("KSCAN_UPDATE_GOLDEN");
  return value != nullptr && std::string_view(value) == "1";
}

std::string_view line_at(std::string_view text, std::size_t offset) {
  const auto start = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  const auto from = start == std::string_view::npos ? 0 : start + 1;
  return text.substr(from, text.find('\n', offset) - from);
}

std::string first_difference(std::string_view want, std::string_view got) {
  const auto [w, g] = std::ranges::mismatch(want, got);
  const auto offset = static_cast<std::size_t>(w - want.begin());
  const auto line = 1 + std::count(want.begin(), w, '\n');
  return "line " + std::to_string(line) + "\n  want: " + std::string(line_at(want, offset))
         + "\n   got: " + std::string(line_at(got, offset));
}

}  // namespace

void expect_golden(std::string_view name, std::string_view text) {
  const auto file = std::filesystem::path(KSCAN_GOLDEN_DIR) / name;
  if (updating()) {
    ASSERT_TRUE(write(file, text)) << file;
    GTEST_SKIP() << "rewrote " << file;
  }
  const auto want = read(file);
  ASSERT_TRUE(want) << "no golden file " << file << "; KSCAN_UPDATE_GOLDEN=1 writes it";
  if (*want == text) return;
  ADD_FAILURE() << name << " differs, " << first_difference(*want, text)
                << "\nKSCAN_UPDATE_GOLDEN=1 rewrites it; whole output:\n"
                << text;
}

}  // namespace kscan::test
