#pragma once
#include "render/render.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace kscan::render {

inline std::string
written(const Output& output, const report::Report& report, const Style& style = {}) {
  std::ostringstream out;
  const Result<> done = write(output, report, style, out);
  EXPECT_TRUE(done) << done.error().message();
  return out.str();
}

inline std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    ++found;
  return found;
}

}  // namespace kscan::render
